//! How much of a feed one source may have: entries by date in, those that are shown out.

use std::collections::HashMap;
use std::sync::Arc;

use crate::model::entry::Entry;
use crate::model::ids::SourceId;

/// The first `limit` entries, of which no source has more than `most`, unless it is the only one. `None`: to say which they are, more
/// entries have to be looked at than these, which are not `all` of the feed.
#[must_use]
pub fn shares(
    entries: &[(i64, Arc<Entry>)],
    limit: usize,
    most: usize,
    all: bool,
) -> Option<Vec<(i64, Arc<Entry>)>> {
    let first = entries.first().map(|(_, entry)| &entry.source);
    let is_shared = entries.iter().any(|(_, entry)| Some(&entry.source) != first);
    if !is_shared {
        return all.then(|| entries.iter().take(limit).cloned().collect());
    }
    let mut counts: HashMap<&SourceId, usize> = HashMap::new();
    let mut shown = Vec::new();
    for (row, entry) in entries {
        let count = counts.entry(&entry.source).or_default();
        *count += 1;
        if *count <= most && shown.len() < limit {
            shown.push((*row, Arc::clone(entry)));
        }
    }
    (all || shown.len() == limit).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The sources of what is shown of entries of these sources, newest first.
    fn shown(sources: &str, limit: usize, most: usize, all: bool) -> Option<String> {
        let entry = |source: char| Entry { source: SourceId::new(source.to_string()), ..Entry::default() };
        let entries: Vec<_> =
            (0..).zip(sources.chars()).map(|(row, source)| (row, Arc::new(entry(source)))).collect();
        let shown = shares(&entries, limit, most, all)?;
        Some(shown.iter().map(|(_, entry)| entry.source.as_str()).collect())
    }

    #[test]
    fn no_source_has_more_than_its_share_unless_it_is_alone() {
        for (sources, limit, most, all, expected) in [
            ("aaab", 4, 2, true, Some("aab")),
            ("aaabb", 4, 2, false, Some("aabb")),
            ("aaab", 4, 2, false, None),
            ("aaaa", 4, 2, true, Some("aaaa")),
            ("aaaa", 4, 2, false, None),
            ("abcabc", 3, 2, false, Some("abc")),
            ("", 4, 2, true, Some("")),
        ] {
            assert_eq!(shown(sources, limit, most, all).as_deref(), expected, "{sources} {limit} {all}");
        }
    }
}
