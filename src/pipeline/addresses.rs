//! The addresses of articles while they are read: of those that several articles have, a line that names two of them.
//!
//! Only articles of the site's own are looked at: entries of others often lead to one page.

use std::collections::HashMap;
use std::collections::hash_map::Entry as Slot;

use url::Url;

use crate::model::entry::Entry;
use crate::model::ids::ContentHash;

/// What the articles of a source that were read have for addresses.
#[derive(Debug, Default)]
pub struct Addresses {
    /// The first article at each address, by the address's digest.
    first: HashMap<ContentHash, String>,
    /// An address that several have, and two of them.
    example: Option<(String, String, String)>,
    /// Articles at the address of another one.
    doubled: u64,
}

impl Addresses {
    /// Takes note of an article. `place` is how a person names it.
    pub fn note(&mut self, entry: &Entry, place: impl FnOnce() -> String) {
        if let Some(link) = entry.link.as_ref().filter(|_| entry.origin.is_none()) {
            self.note_link(link, place);
        }
    }

    fn note_link(&mut self, link: &Url, place: impl FnOnce() -> String) {
        match self.first.entry(ContentHash::of(link.as_str().as_bytes())) {
            Slot::Vacant(slot) => {
                slot.insert(place());
            }
            Slot::Occupied(slot) => {
                self.doubled += 1;
                if self.example.is_none() {
                    self.example = Some((link.to_string(), slot.get().clone(), place()));
                }
            }
        }
    }

    /// What there is to say.
    #[must_use]
    pub fn told(self) -> Option<String> {
        let (url, first, second) = self.example?;
        let more = match self.doubled - 1 {
            0 => String::new(),
            more => format!(" (and {more} more articles have the address of another one)"),
        };
        Some(format!(
            "{first} and {second} are both at {url}{more}: readers cannot open both; give one another `permalink` or `slug`, or the \
             source a `permalink` that parts them"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_articles_at_one_address_are_named_and_the_others_counted() {
        let mut addresses = Addresses::default();
        for (name, page) in [("a.md", "x"), ("b.md", "y"), ("c.md", "y"), ("d.md", "y")] {
            let link = Url::parse(&format!("https://a.example/{page}")).unwrap();
            addresses.note_link(&link, || name.to_owned());
        }
        let told = addresses.told().unwrap();
        assert!(
            told.starts_with("b.md and c.md are both at https://a.example/y (and 1 more articles"),
            "{told}"
        );
        assert_eq!(Addresses::default().told(), None);
    }
}
