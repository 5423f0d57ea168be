//! What there is to tell of lists. In: what each named before a run, and what it names. Out: who joined and who left, as news; what somebody
//! should look at, as notes; and where most of a list is gone, a failure of the run.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};

use super::super::members::{Crowded, Members};
use super::super::parts::Workshop;
use super::super::{App, AppError};
use super::{Cast, Named};
use crate::model::ids::SourceId;
use crate::model::poll::{FeedFacts, Member};
use crate::pipeline::Report;
use crate::pipeline::report::SourceReport;
use crate::sources;
use crate::store::{Polled, Store};

/// Feeds that are named of those that joined, and of those that left. The others are counted.
const NAMED: usize = 5;

/// What a list names.
pub(super) struct Told<'a> {
    pub(super) facts: &'a FeedFacts,
    /// Hosts of which it names too many, and how many feeds of each are left out.
    pub(super) crowded: Cow<'a, Crowded>,
}

/// By list: what it names.
type ByList<'a> = HashMap<&'a SourceId, Told<'a>>;

impl App {
    /// What there is to tell of lists.
    pub(super) fn told<'a>(&self, named: &'a Named) -> ByList<'a> {
        let workshop = Workshop::new(&self.config, &self.settings.layout);
        let mut members = Members::new(&workshop, &self.parts);
        let lists = self.config.sources.iter().filter_map(|list| {
            let (id, facts) = named.get_key_value(&list.id)?;
            Some((id, Told { facts, crowded: Cow::Owned(members.crowded(list, facts)) }))
        });
        lists.collect()
    }

    /// What of lists somebody should look at, in sentences.
    pub(in crate::app) fn list_notes(&self, named: &Named) -> HashMap<SourceId, Vec<String>> {
        let told = self.told(named);
        told.into_iter().map(|(id, told)| (id.clone(), standing(id, &told))).collect()
    }
}

impl Cast {
    /// What there is to tell of the lists that it was made of.
    pub(super) fn told<'a>(&'a self, named: &'a Named) -> ByList<'a> {
        static NOBODY: Crowded = Crowded::new();
        let told = |(id, facts)| {
            (id, Told { facts, crowded: Cow::Borrowed(self.crowded.get(id).unwrap_or(&NOBODY)) })
        };
        named.iter().map(told).collect()
    }
}

/// Lets those members of lists go that stay although their list no longer names them.
pub(super) async fn let_go(ids: Vec<SourceId>, store: &dyn Store) -> Result<(), AppError> {
    let states = store.poll_states(ids.clone()).await?;
    let mut changed = Vec::new();
    for (source, mut state) in ids.into_iter().zip(states).filter(|(_, state)| state.feed.staying() > 0) {
        state.feed.members.retain(|member| !member.stays);
        let (items, state) = (Vec::new(), Box::new(state));
        changed.push(Polled { source, state, items, pulled: None, has_moved: false });
    }
    if !changed.is_empty() {
        store.record(changed).await?;
    }
    Ok(())
}

/// Tells what became of lists in a run.
pub(super) fn tell<'a>(
    ids: impl Iterator<Item = &'a SourceId>,
    before: &ByList<'_>,
    now: &ByList<'_>,
    report: &mut Report,
) {
    for id in ids {
        let Some(list) = now.get(id) else { continue };
        let known = before.get(id);
        let mut news = Vec::new();
        news.extend(moves(id, known.map(|known| known.facts), list.facts));
        let mut notes = Vec::new();
        for (host, number) in list.crowded.iter() {
            let is_new = known.is_none_or(|known| !known.crowded.contains_key(host));
            if is_new { &mut news } else { &mut notes }.push(crowd(id, host, *number));
        }
        report.failures.extend(shrunk(id, list.facts));
        if news.is_empty() && notes.is_empty() {
            continue;
        }
        let at = report.sources.iter().position(|row| row.id == *id);
        let at = at.unwrap_or_else(|| {
            report.sources.push(SourceReport::new(id.clone(), sources::opml::ADAPTER.name));
            report.sources.len() - 1
        });
        if let Some(row) = report.sources.get_mut(at) {
            row.changes.append(&mut news);
            row.notes.append(&mut notes);
        }
    }
}

/// What somebody should look at as long as it is so.
fn standing(id: &SourceId, list: &Told<'_>) -> Vec<String> {
    let crowds = list.crowded.iter().map(|(host, number)| crowd(id, host, *number));
    shrunk(id, list.facts).map(|told| told.replace('\n', ": ")).into_iter().chain(crowds).collect()
}

/// Who joined and who left.
fn moves(id: &SourceId, before: Option<&FeedFacts>, now: &FeedFacts) -> Option<String> {
    let Some(before) = before else {
        return Some(format!("list {id}: {}", feeds(now.members.len())));
    };
    let lacks = |facts: &FeedFacts, others: &FeedFacts| -> Vec<String> {
        let others: HashSet<&str> = others.members.iter().map(Member::key).collect();
        let missing = facts.members.iter().filter(|member| !others.contains(member.key()));
        missing.map(name).collect()
    };
    let (joined, left) = (lacks(now, before), lacks(before, now));
    let parts = [
        (!joined.is_empty()).then(|| format!("{} more ({})", feeds(joined.len()), few(&joined))),
        (!left.is_empty()).then(|| format!("{} less ({})", left.len(), few(&left))),
    ];
    let parts: Vec<String> = parts.into_iter().flatten().collect();
    (!parts.is_empty()).then(|| format!("list {id}: {}", parts.join(", ")))
}

/// That a list names far less than before, so that its members stay.
fn shrunk(id: &SourceId, facts: &FeedFacts) -> Option<String> {
    let (staying, all) = (facts.staying(), facts.members.len());
    (staying > 0).then(|| {
        format!(
            "list {id}: it names {} and no longer {staying} of the {all} that there are, more than a fifth at one time: these stay, and are \
             asked as before\nIf they are meant to go, run `feedloom build --allow-removals` once",
            feeds(all - staying)
        )
    })
}

fn crowd(id: &SourceId, host: &str, number: u64) -> String {
    let are = if number == 1 { "feed is" } else { "feeds are" };
    format!(
        "list {id}: {number} {are} left out, since it names too many of {host}; raise `max_per_host` if that is meant"
    )
}

fn name(member: &Member) -> String {
    let url = url::Url::parse(&member.url).map(|url| crate::text::address::without_credentials(&url));
    let url = url.unwrap_or_default();
    if member.title.is_empty() { url } else { format!("{}, {url}", member.title) }
}

fn few(names: &[String]) -> String {
    let first: Vec<&str> = names.iter().take(NAMED).map(String::as_str).collect();
    match names.len().saturating_sub(NAMED) {
        0 => first.join("; "),
        more => format!("{}; and {more} more", first.join("; ")),
    }
}

fn feeds(number: usize) -> String {
    format!("{number} {}", if number == 1 { "feed" } else { "feeds" })
}
