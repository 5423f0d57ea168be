//! What is older than the old feed: the patterns that its ids follow, how far they reach, and what they leave.

use std::collections::BTreeMap;

use chrono::Utc;

use super::{Adoption, App, Article, known_as};
use crate::model::adopted::{Adopted, Patterns};
use crate::model::ids::SourceId;
use crate::normalize::adopt::pair::Side;
use crate::normalize::adopt::table::{self, Row};
use crate::normalize::adopt::{page, pattern};

impl App {
    /// The rows of the patterns that the ids of each source follow.
    pub(super) fn patterns(
        &self,
        of_source: &BTreeMap<&SourceId, Vec<(&str, &Article)>>,
        entries: &[Side],
        is_rss: bool,
    ) -> Vec<Row> {
        let Some(until) = entries.iter().filter_map(|entry| entry.published).max() else { return Vec::new() };
        let found = of_source.iter().filter_map(|(source, pairs)| {
            let dated = pairs.iter().filter_map(|(id, article)| Some((*id, self.facts(article)?)));
            let template = pattern::common(dated)?;
            Some(Row::pattern((*source).clone(), known_as(is_rss, &pattern::text(&template)), until))
        });
        found.collect()
    }

    fn facts<'a>(&self, article: &'a Article) -> Option<pattern::Facts<'a>> {
        let published = article.side.published?.with_timezone(&self.config.timezone);
        Some(pattern::Facts { link: article.side.link.as_ref(), published, named: &article.named })
    }

    /// Counts the articles that get their ids by patterns, and finds those that are older than the feed, would be in ours, and
    /// have no id that its readers know.
    pub(super) fn look_beyond(
        &self,
        rows: &[Row],
        articles: &[Article],
        entries: &[Side],
        adoption: &mut Adoption,
    ) {
        let rows: Vec<(u32, Row)> = rows.iter().map(|row| (0, row.clone())).collect();
        let oldest = entries.iter().filter_map(|entry| entry.published).min();
        let shown = self.shown(articles);
        for planned in &self.sources {
            let source = planned.source.id();
            let (adopted, _) = table::adopted(&rows, source, self.config.timezone);
            let mut reached = 0;
            for article in articles.iter().filter(|article| article.source == *source) {
                let page = || article.side.link.as_ref().map(page::key);
                if article.own.is_some() || adopted.find(article.key.as_str(), page).is_some() {
                    continue;
                }
                if adopted.patterns().is_some_and(|patterns| self.is_reached(article, patterns)) {
                    reached += 1;
                } else if article.side.published.is_some_and(|at| Some(at) < oldest && at >= shown) {
                    adoption.beyond.push(article.place.clone());
                }
            }
            adoption.patterns.extend(texts(&adopted).map(|text| (source.clone(), text, reached)));
        }
    }

    /// The date of the oldest article that our feed of all entries shows.
    fn shown(&self, articles: &[Article]) -> chrono::DateTime<Utc> {
        let mut dates: Vec<_> = articles.iter().filter_map(|article| article.side.published).collect();
        dates.sort_unstable_by(|a, b| b.cmp(a));
        dates
            .get(self.config.publish.plan.limit.saturating_sub(1))
            .copied()
            .unwrap_or(chrono::DateTime::<Utc>::MIN_UTC)
    }

    fn is_reached(&self, article: &Article, patterns: &Patterns) -> bool {
        let Some(facts) = self.facts(article) else { return false };
        let mut templates = [&patterns.guid, &patterns.id].into_iter();
        facts.published <= patterns.until
            && templates.any(|template| pattern::fill(template, &facts).is_some())
    }
}

/// The patterns as text.
fn texts(adopted: &Adopted) -> impl Iterator<Item = String> {
    let patterns = adopted.patterns().into_iter().flat_map(|patterns| [&patterns.guid, &patterns.id]);
    patterns.filter(|template| !template.is_empty()).map(|template| pattern::text(template))
}
