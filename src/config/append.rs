//! New sources for a configuration. In: its text, and sources. Out: the text with them at its end, all else as it was; and ids for them.
//!
//! Pure: whoever writes the file reads the text again first, and sees that it says what it should.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write as _;

use toml::Value;
use url::Url;

use crate::text::address::without_credentials;
use crate::text::slug;

/// Bytes of an id that is made at the most.
const LONGEST_ID: usize = 40;

/// A `[[source]]` to be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewSource {
    /// Its id.
    pub id: String,
    /// Its adapter.
    pub kind: &'static str,
    /// Its keys beside those two, in order, and what they say.
    pub keys: Vec<(&'static str, NewValue)>,
}

/// What a key says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NewValue {
    /// A text.
    Text(String),
    /// Paths of categories.
    Categories(Vec<Vec<String>>),
    /// Yes or no.
    Flag(bool),
    /// A table from names to texts.
    Table(BTreeMap<String, String>),
}

impl NewSource {
    /// Its lines for whoever looks on: without the name and the password that its address has.
    #[must_use]
    pub fn shown(&self) -> String {
        let secret = |url: &Url| !url.username().is_empty() || url.password().is_some();
        let mut shown = self.clone();
        let mut is_hidden = false;
        for (key, value) in &mut shown.keys {
            if let NewValue::Text(text) = value
                && *key == "url"
                && let Some(url) = Url::parse(text).ok().filter(secret)
            {
                *text = without_credentials(&url);
                is_hidden = true;
            }
        }
        let told = if is_hidden { "# its name and its password are not shown\n" } else { "" };
        format!("{told}{}", shown.text())
    }

    /// Its lines, a line end behind each.
    #[must_use]
    pub fn text(&self) -> String {
        let mut out = String::from("[[source]]\n");
        let quoted = |text: &str| Value::from(text).to_string();
        let _ = writeln!(out, "id = {}", quoted(&self.id));
        let _ = writeln!(out, "type = {}", quoted(self.kind));
        for (key, value) in &self.keys {
            let value = match value {
                NewValue::Text(text) => quoted(text),
                NewValue::Flag(flag) => flag.to_string(),
                NewValue::Table(texts) => {
                    let texts = texts.iter().map(|(name, text)| (name.clone(), Value::from(text.as_str())));
                    Value::Table(texts.collect()).to_string()
                }
                NewValue::Categories(paths) => {
                    let paths = paths.iter().map(|path| match path.as_slice() {
                        [name] => Value::from(name.as_str()),
                        path => Value::from(path.to_vec()),
                    });
                    Value::Array(paths.collect()).to_string()
                }
            };
            let _ = writeln!(out, "{key} = {value}");
        }
        out
    }
}

/// The text of a configuration with these sources at its end, in the line ends that it has.
#[must_use]
pub fn append(text: &str, sources: &[NewSource]) -> String {
    let mut out = text.to_owned();
    if !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    let is_windows = text.contains("\r\n");
    for source in sources {
        let block = if out.is_empty() { source.text() } else { format!("\n{}", source.text()) };
        out.push_str(&if is_windows { block.replace('\n', "\r\n") } else { block });
    }
    out
}

/// Ids that are taken, and those that are given.
#[derive(Clone, Debug, Default)]
pub struct Ids {
    taken: HashSet<String>,
    /// By name that was given: the number that was tried last. Lists have thousands of feeds of one name.
    numbers: HashMap<String, u64>,
}

impl Ids {
    /// Begins with those that are taken. Ids that differ in case alone are one.
    pub fn new<'a>(taken: impl IntoIterator<Item = &'a str>) -> Self {
        Self { taken: taken.into_iter().map(str::to_lowercase).collect(), numbers: HashMap::new() }
    }

    /// An id of what first gives one among `names`: titles, or hosts. Where it is taken, a number follows it.
    pub fn give<'a>(&mut self, names: impl IntoIterator<Item = &'a str>) -> String {
        let name = names.into_iter().map(id).find(|id| !id.is_empty()).unwrap_or_else(|| "feed".to_owned());
        if self.taken.insert(name.clone()) {
            return name;
        }
        let number = self.numbers.entry(name.clone()).or_insert(1);
        loop {
            *number += 1;
            let found = format!("{name}-{number}");
            if self.taken.insert(found.clone()) {
                return found;
            }
        }
    }

    /// Takes an id; false where it is taken, or can be none.
    pub fn take(&mut self, wanted: &str) -> bool {
        is_id(wanted) && self.taken.insert(wanted.to_lowercase())
    }
}

/// True for what can be the id of a source.
#[must_use]
pub fn is_id(id: &str) -> bool {
    super::check::is_source_id(id)
}

/// A name as an id: letters and digits of any script, and `-` for all else. Empty where nothing is left of it.
fn id(name: &str) -> String {
    let mut id = String::new();
    for c in slug::key(name).0.chars() {
        if id.len() + c.len_utf8() > LONGEST_ID {
            break;
        }
        match c {
            _ if c.is_alphanumeric() => id.push(c),
            // What an apostrophe joins is one word.
            '\'' | '’' => {}
            _ if !id.is_empty() && !id.ends_with('-') => id.push('-'),
            _ => {}
        }
    }
    id.truncate(id.trim_end_matches('-').len());
    id
}

#[cfg(test)]
mod tests {
    use super::*;

    fn source() -> NewSource {
        let paths = vec![vec!["Tech".to_owned(), "Linux".to_owned()], vec!["A \"b\"".to_owned()]];
        NewSource {
            id: "a".to_owned(),
            kind: "feed",
            keys: vec![
                ("url", NewValue::Text("https://a.example/?\"\\".to_owned())),
                ("categories", NewValue::Categories(paths)),
            ],
        }
    }

    #[test]
    fn a_source_is_toml_that_says_what_was_meant() {
        let table: toml::Table = source().text().parse().unwrap();
        let source = &table["source"][0];
        assert_eq!(source["url"].as_str(), Some("https://a.example/?\"\\"));
        assert_eq!(source["categories"][0][1].as_str(), Some("Linux"));
        assert_eq!(source["categories"][1].as_str(), Some("A \"b\""));
    }

    #[test]
    fn a_name_and_a_password_are_written_and_not_shown() {
        let mut source = source();
        assert_eq!(source.shown(), source.text());
        source.keys[0].1 = NewValue::Text("https://me:secret@a.example/".to_owned());
        assert!(source.text().contains("secret") && !source.shown().contains("secret"));
        assert!(source.shown().contains("url = \"https://a.example/\"\n"), "{}", source.shown());
    }

    #[test]
    fn ten_thousand_feeds_of_one_name_get_an_id_each_in_no_time() {
        let mut ids = Ids::new(["f-3"]);
        let given: HashSet<String> = (0..10_000).map(|_| ids.give(["f"])).collect();
        assert_eq!(given.len(), 10_000);
        assert!(given.contains("f") && given.contains("f-2") && given.contains("f-10001"));
    }

    #[test]
    fn what_was_there_stays_byte_for_byte() {
        for before in ["", "a = 1", "a = 1\n", "# x\r\na = 1\r\n", "a = 1 # \u{1F600}\n\n\n"] {
            let after = append(before, &[source(), source()]);
            assert!(after.starts_with(before) && after.ends_with('\n'), "{after:?}");
            assert_eq!(after.matches("[[source]]").count(), 2);
            assert_eq!(after.matches('\n').count() == after.matches("\r\n").count(), before.contains('\r'));
            assert!(after.parse::<toml::Table>().is_ok(), "{after:?}");
        }
    }

    #[test]
    fn ids_are_made_of_names_and_differ() {
        let mut ids = Ids::new(["Taken"]);
        for (names, expected) in [
            (&["blog.rust-lang.org"][..], "blog-rust-lang-org"),
            (&["John's  Blog — about_things!"], "johns-blog-about-things"),
            (&["…", "a.example"], "a-example"),
            (&["taken"], "taken-2"),
            (&["TAKEN"], "taken-3"),
            (&["新媒体"], "新媒体"),
            (&["", "🎉"], "feed"),
            (
                &["a title that goes on and on for longer than an id"],
                "a-title-that-goes-on-and-on-for-longer-t",
            ),
        ] {
            let id = ids.give(names.iter().copied());
            assert_eq!(id, expected);
            assert!(is_id(&id));
        }
        assert!(!ids.take("feed") && !ids.take("a b") && ids.take("free"));
    }
}
