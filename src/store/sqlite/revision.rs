//! What a server changed without saying so: an entry whose text differs from what readers have seen is changed now.

use super::Database;
use super::merge::OldEntry;
use crate::model::entry::{Content, Entry};
use crate::model::parts::Html;

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
        if entry.updated <= before && self.is_edited(entry, old, html)? {
            entry.updated = self.now.max(entry.published);
        } else if before <= self.now {
            entry.updated = entry.updated.max(before);
        }
        Ok(())
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
