//! What a server changed without saying so: an entry whose text differs from what readers have seen is changed now. And what it says to
//! have changed that has not: one of which nothing differs but a date that is made at every request is as it was.

use std::sync::Arc;

use rusqlite::OptionalExtension as _;

use super::Database;
use super::merge::{Found, OldEntry};
use crate::model::entry::{Content, Entry};
use crate::model::parts::Html;

/// Seconds that a server's clock, and the time that a run takes, put its date ahead of the run.
const AHEAD: i64 = 60 * 60;

impl Database {
    /// Gives an entry whose shown text differs from the `old` one's the date of now, where it does not say a newer one itself; and never
    /// takes back a date of change that readers have seen.
    pub(super) fn revise(
        &mut self,
        entry: &mut Entry,
        old: &OldEntry,
        html: Option<&Html>,
    ) -> rusqlite::Result<()> {
        let before = old.entry.updated;
        entry.revised = old.entry.revised;
        if entry.updated <= before && self.is_edited(entry, old, html)? {
            entry.updated = self.now.max(entry.published);
            entry.revised = Some(entry.updated);
        } else if before <= self.now {
            entry.updated = entry.updated.max(before);
        }
        Ok(())
    }

    /// Gives an entry of which nothing differs from the `old` one but a date of publication that is newer than the last answer the dates
    /// that it had, and says whether it did. Some servers date all that they have by the time of the request.
    pub(super) fn keep_dates(
        &mut self,
        entry: &mut Entry,
        old: &OldEntry,
        found: &Found<'_>,
        html: Option<&Html>,
    ) -> rusqlite::Result<bool> {
        let Some(said) = found.evidence.filter(|said| !said.is_change).map(|said| said.date) else {
            return Ok(false);
        };
        let before = &old.entry;
        let is_now = said > before.published.timestamp() && said <= self.now.timestamp() + AHEAD;
        if !is_now || entry.updated.timestamp() > said {
            return Ok(false);
        }
        let same = Entry {
            id: before.id.clone(),
            guid: before.guid.clone(),
            key: before.key.clone(),
            published: before.published,
            updated: before.updated,
            revised: before.revised,
            visible_from: before.visible_from,
            // What is only carried on, and how content is marked up, may be another also because this release takes up more of it.
            content: before.content.clone(),
            origin: before.origin.clone(),
            episode: before.episode.clone(),
            carried: before.carried.clone(),
            ..entry.clone()
        };
        if same != **before
            || self.is_edited(entry, old, html)?
            || self.last_answer(found.from.source)?.is_none_or(|last| said <= last)
        {
            return Ok(false);
        }
        entry.published = before.published;
        entry.updated = before.updated;
        entry.revised = before.revised;
        entry.visible_from = before.visible_from;
        Ok(true)
    }

    /// Gives an entry of which nothing differs from the `old` one but what passes by without being news what that one has of it: how many
    /// comments there are, and what its feed says of itself, in which some write the hour. Else every comment would be a new document.
    pub(super) fn keep_passing(entry: &mut Entry, old: &OldEntry) {
        let before = &old.entry;
        let count = |entry: &Entry| entry.carried.as_ref().and_then(|carried| carried.comment_count);
        let subtitle = |entry: &Entry| entry.origin.as_deref()?.about.as_deref()?.subtitle.clone();
        if count(entry) == count(before) && subtitle(entry) == subtitle(before) {
            return;
        }
        let mut same = entry.clone();
        if let Some(carried) = same.carried.as_mut().filter(|_| count(before).is_some()) {
            carried.comment_count = count(before);
        }
        let origin = same.origin.as_mut().filter(|_| subtitle(before).is_some());
        if let Some(about) = origin.and_then(|origin| Arc::make_mut(origin).about.as_mut()) {
            about.subtitle = subtitle(before);
        }
        if same == **before {
            *entry = same;
        }
    }

    /// When a source answered before this time, in seconds since 1970.
    fn last_answer(&self, source: i64) -> rusqlite::Result<Option<i64>> {
        let last = self
            .connection
            .prepare_cached("SELECT last_success FROM polls WHERE source = ?1")?
            .query_row([source], |row| row.get(0))
            .optional()?;
        Ok(last.flatten())
    }

    fn is_edited(&mut self, entry: &Entry, old: &OldEntry, html: Option<&Html>) -> rusqlite::Result<bool> {
        let before = &old.entry;
        // Of a link the path counts: all links of a feed change with its host, its scheme or what it counts its readers by.
        let path =
            |entry: &Entry| entry.link.as_ref().map(|link| link.path().trim_end_matches('/').to_owned());
        if entry.title != before.title || path(entry) != path(before) {
            return Ok(true);
        }
        if entry.content == before.content {
            return Ok(false);
        }
        let was = match before.content {
            Content::Stored(_) => self.content(old.row)?,
            _ => Html::default(),
        };
        let is = html.map_or("", Html::as_str);
        Ok(!words(was.as_str()).eq(words(is)))
    }
}

/// The bytes of an HTML fragment's text without blanks: an address that is another each time is no change of the text.
fn words(html: &str) -> impl Iterator<Item = u8> {
    let mut is_in_tag = false;
    html.bytes().filter(move |byte| {
        let is_text = !is_in_tag && *byte != b'<';
        is_in_tag = if is_in_tag { *byte != b'>' } else { *byte == b'<' };
        is_text && !byte.is_ascii_whitespace()
    })
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn only_what_is_read_counts() {
        for (was, is, same) in [
            ("<p>One two</p>", "<p>One\n two</p>", true),
            (
                "<p>One<img src=\"https://a.example/1?t=5\"></p>",
                "<p>One<img src=\"https://a.example/1?t=6\"></p>",
                true,
            ),
            ("<p>One</p>", "<p>Two</p>", false),
            ("<p>One</p>", "<p>One</p><p>Two</p>", false),
            ("", "<p>One</p>", false),
            ("", "", true),
        ] {
            assert_eq!(words(was).eq(words(is)), same, "{was} {is}");
        }
    }
}
