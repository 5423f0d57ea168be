//! What can be done about sources that are not well. In: how they are. Out: a line for each remedy, with the command that it is.

use std::collections::BTreeMap;

use chrono::{DateTime, TimeDelta, Utc};

use crate::app::{Health, SourceStatus};
use crate::text::printable::printable;

/// Days of failures after which nobody waits for a feed any longer.
const LONG: i64 = 30;

/// The lines. Feeds of lists are not in the configuration: they go with their lines in the list.
pub(super) fn remedies(sources: &[SourceStatus], now: DateTime<Utc>) -> Vec<String> {
    let count = |is: &dyn Fn(&SourceStatus) -> bool| {
        sources.iter().filter(|source| source.list.is_none() && is(source)).count()
    };
    let has_moved = |source: &SourceStatus| source.moved().is_some_and(|moved| moved.onto.is_none());
    let moved = count(&has_moved);
    let gone = count(&|source| source.health == Health::Gone);
    let failing = count(&|source| source.fails_for(TimeDelta::days(LONG), now));
    let mut lines = Vec::new();
    if moved > 0 {
        let [has, address] = words(moved, ["has", "its new address"], ["have", "their new addresses"]);
        lines.push(format!(
            "{moved} {has} moved: `feedloom move --all` writes {address} into the configuration"
        ));
    }
    if gone > 0 {
        let [is, it] = words(gone, ["is", "it"], ["are", "them"]);
        lines.push(format!("{gone} {is} gone: `feedloom remove --gone` takes {it} out"));
    }
    if failing > 0 {
        let [fails, it] = words(failing, ["fails", "it"], ["fail", "them"]);
        lines.push(format!(
            "{failing} {fails} for {LONG} days or longer: `feedloom remove --failing {LONG}d` takes {it} out"
        ));
    }
    let mut lists: BTreeMap<&str, usize> = BTreeMap::new();
    for source in sources.iter().filter(|source| source.health == Health::Gone) {
        if let Some(list) = &source.list {
            *lists.entry(list.as_str()).or_default() += 1;
        }
    }
    lines.extend(lists.into_iter().map(|(list, gone)| {
        let [is, it] = words(gone, ["is", "it"], ["are", "them"]);
        format!("{gone} of the list `{}` {is} gone: take {it} out of the list", printable(list))
    }));
    lines
}

/// The words for one, or for more.
fn words(number: usize, one: [&'static str; 2], more: [&'static str; 2]) -> [&'static str; 2] {
    if number == 1 { one } else { more }
}
