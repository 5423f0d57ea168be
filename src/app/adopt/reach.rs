//! What is older than the old feed: the patterns that its ids follow, how far they reach, and what they leave.

use std::collections::{BTreeMap, HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::{Adoption, App, Article};
use crate::model::adopted::{Adopted, Patterns, Template};
use crate::model::ids::SourceId;
use crate::normalize::adopt::pair::{How, Pair, Side};
use crate::normalize::adopt::table::{self, Row};
use crate::normalize::adopt::{page, pattern, uri};

impl App {
    /// The patterns that the ids of each source follow.
    pub(super) fn templates<'a>(
        &self,
        entries: &'a [Side],
        articles: &'a [Article],
        pairs: &[Pair],
        is_rss: bool,
    ) -> BTreeMap<&'a SourceId, Template> {
        let mut votes: BTreeMap<&SourceId, Vec<(&str, pattern::Facts<'_>)>> = BTreeMap::new();
        for (entry, article, _) in pairs {
            let (Some(entry), Some(article)) = (entries.get(*entry), articles.get(*article)) else {
                continue;
            };
            // What the article names itself follows no rule, and what is no URI is of no use beyond RSS.
            let counts = article.own.is_none() && (is_rss || uri(entry.name()).is_some());
            if let Some(facts) = self.facts(article).filter(|_| counts) {
                votes.entry(&article.source).or_default().push((entry.name(), facts));
            }
        }
        votes.into_iter().filter_map(|(source, pairs)| Some((source, pattern::common(pairs)?))).collect()
    }

    /// Pairs what is left: the entry has the id that the pattern gives the article.
    pub(super) fn by_pattern(
        &self,
        templates: &BTreeMap<&SourceId, Template>,
        entries: &[Side],
        articles: &[Article],
        pairs: &[Pair],
    ) -> Vec<Pair> {
        let (found, paired): (HashSet<usize>, HashSet<usize>) =
            pairs.iter().map(|(entry, article, _)| (*entry, *article)).unzip();
        let left = entries.iter().enumerate().filter(|(at, _)| !found.contains(at));
        let mut left: HashMap<&str, usize> = left.map(|(at, entry)| (entry.name(), at)).collect();
        if templates.is_empty() || left.is_empty() {
            return Vec::new();
        }
        let articles =
            articles.iter().enumerate().filter(|(at, article)| !paired.contains(at) && article.own.is_none());
        let found = articles.filter_map(|(at, article)| {
            let name = pattern::fill(templates.get(&article.source)?, &self.facts(article)?)?;
            Some((left.remove(name.as_str())?, at, How::Pattern))
        });
        found.collect()
    }

    fn facts<'a>(&self, article: &'a Article) -> Option<pattern::Facts<'a>> {
        let published = article.side.published?.with_timezone(&self.config.timezone);
        Some(pattern::Facts { link: article.side.link.as_ref(), published, named: &article.named })
    }

    /// Counts the articles that get their ids by patterns, and finds those that are older than the feed, would be in ours, and
    /// have no id that its readers know.
    pub(super) fn look_beyond(&self, rows: &[Row], articles: &[Article], adoption: &mut Adoption) {
        let rows: Vec<(u32, Row)> = rows.iter().map(|row| (0, row.clone())).collect();
        let oldest = adoption.span.map(|(oldest, _)| oldest);
        let shown = self.shown(articles);
        for planned in &self.sources {
            let source = planned.source.id();
            let (adopted, _) = table::adopted(&rows, source, self.config.timezone);
            let mut reached = 0;
            for article in articles.iter().filter(|article| article.source == *source) {
                let link = article.side.link.as_ref();
                if article.own.is_some() || adopted.find(article.key.as_str(), link, page::key).is_some() {
                    continue;
                }
                if adopted.patterns().is_some_and(|patterns| self.is_reached(article, patterns)) {
                    reached += 1;
                } else if article.side.published.is_some_and(|at| Some(at) < oldest && at >= shown) {
                    adoption.beyond.push(article.place.clone());
                }
            }
            let mut texts: Vec<String> = texts(&adopted).collect();
            texts.dedup();
            adoption.patterns.extend(texts.into_iter().map(|text| (source.clone(), text, reached)));
        }
    }

    /// The date of the oldest article that our feed of all entries shows.
    fn shown(&self, articles: &[Article]) -> DateTime<Utc> {
        let mut dates: Vec<_> = articles.iter().filter_map(|article| article.side.published).collect();
        dates.sort_unstable_by(|a, b| b.cmp(a));
        dates
            .get(self.config.publish.plan.limit.saturating_sub(1))
            .copied()
            .unwrap_or(DateTime::<Utc>::MIN_UTC)
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
