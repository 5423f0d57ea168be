//! Rules that say which entries of a source are shown: regular expressions in, a yes or no for an entry out.
//!
//! Expressions are those of the `regex` crate: linear in time, whatever they say and whatever they are held against.

use std::fmt;
use std::sync::Arc;

use regex::{Regex, RegexBuilder};

use crate::model::entry::Entry;
use crate::model::policy::{ContentRules, Fits};

/// Bytes of a compiled expression at the most.
const LARGEST: usize = 1 << 20;
/// How deep an expression may nest.
const DEEPEST: u32 = 64;
/// Bytes of a text that are looked at.
const HAYSTACK: usize = 256 << 10;

/// Expressions, of which one has to fit.
#[derive(Clone, Default)]
pub struct Patterns(Vec<Regex>);

impl Patterns {
    /// Compiles expressions.
    ///
    /// # Errors
    /// What is wrong with the first that is none, in words.
    pub fn new(typed: &[String]) -> Result<Self, String> {
        let compile = |text: &String| {
            let mut builder = RegexBuilder::new(text);
            builder.size_limit(LARGEST).dfa_size_limit(LARGEST).nest_limit(DEEPEST);
            builder.build().map_err(|error| explain(text, &error))
        };
        typed.iter().map(compile).collect::<Result<_, _>>().map(Self)
    }

    fn fit(&self, text: &str) -> bool {
        let text = text.get(..text.floor_char_boundary(HAYSTACK)).unwrap_or_default();
        self.0.iter().any(|pattern| pattern.is_match(text))
    }
}

impl fmt::Debug for Patterns {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(Regex::as_str)).finish()
    }
}

fn explain(text: &str, error: &regex::Error) -> String {
    match error {
        regex::Error::CompiledTooBig(_) => {
            format!("`{text}` is too large a regular expression; repeat less in it")
        }
        // The last line of several that draw the place.
        error => {
            let said = error.to_string();
            let last = said.lines().last().unwrap_or_default();
            format!("`{text}` is no regular expression: {}", last.trim_start_matches("error: "))
        }
    }
}

/// A set of rules: it fits an entry where one of them does.
#[derive(Clone, Debug, Default)]
pub struct Rule {
    /// For its categories.
    pub category: Patterns,
    /// For its title.
    pub title: Patterns,
    /// For the names of its authors.
    pub author: Patterns,
    /// For the text of its content.
    pub content: Patterns,
}

impl Rule {
    fn is_empty(&self) -> bool {
        [&self.category, &self.title, &self.author, &self.content]
            .iter()
            .all(|patterns| patterns.0.is_empty())
    }

    /// True where a rule fits, but for those for the content.
    fn fits(&self, entry: &Entry) -> bool {
        self.title.fit(entry.title.as_str())
            || self.author.0.first().is_some()
                && entry.authors.iter().any(|author| self.author.fit(author.name.as_str()))
            || self.category.0.first().is_some() && self.fits_category(entry)
    }

    fn fits_category(&self, entry: &Entry) -> bool {
        entry.categories.iter().any(|path| match path.0.as_slice() {
            [name] => self.category.fit(name.as_str()),
            levels => {
                let names: Vec<&str> = levels.iter().map(|level| level.as_str()).collect();
                self.category.fit(&names.join("/"))
            }
        })
    }
}

/// Which entries are shown.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Where there is one, only what it fits.
    pub only: Rule,
    /// Nothing that it fits.
    pub except: Rule,
}

impl Filter {
    /// True where it shows everything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.only.is_empty() && self.except.is_empty()
    }

    /// True where a content has to be looked at.
    #[must_use]
    pub fn reads_contents(&self) -> bool {
        !self.only.content.0.is_empty() || !self.except.content.0.is_empty()
    }

    /// True where the entry is shown. What its feed says counts, not what the owner makes of it.
    #[must_use]
    pub fn admits(&self, entry: &Entry) -> bool {
        let wanted = self.only.is_empty()
            || self.only.fits(entry)
            || entry.fits.only && !self.only.content.0.is_empty();
        let unwanted = self.except.fits(entry) || entry.fits.except && !self.except.content.0.is_empty();
        wanted && !unwanted
    }
}

/// The rules of a filter for contents. A digest of what it shows for debugging differs where one of these does.
pub struct ContentFilter(pub Arc<Filter>);

impl fmt::Debug for ContentFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} {:?}", self.0.only.content, self.0.except.content)
    }
}

impl ContentRules for ContentFilter {
    fn fits(&self, text: &str) -> Fits {
        Fits { only: self.0.only.content.fit(text), except: self.0.except.content.fit(text) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::entry::CategoryPath;
    use crate::model::parts::{Person, PlainText};

    fn patterns(typed: &[&str]) -> Patterns {
        Patterns::new(&typed.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>()).unwrap()
    }

    fn entry() -> Entry {
        let path = |names: &[&str]| CategoryPath(names.iter().map(|name| PlainText::new(name)).collect());
        Entry {
            title: "Release 1.0 of Loom".into(),
            authors: vec![Person { name: "Ada".into(), email: None, uri: None }],
            categories: vec![path(&["Rust"]), path(&["Tech", "Linux"])],
            ..Entry::default()
        }
    }

    #[test]
    fn an_entry_is_shown_where_something_wanted_fits_and_nothing_unwanted() {
        let rule = |category: &[&str], title: &[&str], author: &[&str]| Rule {
            category: patterns(category),
            title: patterns(title),
            author: patterns(author),
            content: Patterns::default(),
        };
        let none = Rule::default;
        for (only, except, expected) in [
            (none(), none(), true),
            (rule(&["^Rust$"], &[], &[]), none(), true),
            (rule(&["^rust$"], &[], &[]), none(), false),
            (rule(&["(?i)^rust$"], &[], &[]), none(), true),
            (rule(&["^Tech/Linux$"], &[], &[]), none(), true),
            (rule(&["^Linux$"], &[], &[]), none(), false),
            (rule(&["Python", "Rust"], &[], &[]), none(), true),
            (rule(&["Python"], &["Release"], &[]), none(), true),
            (rule(&[], &[], &["Bob"]), none(), false),
            (none(), rule(&[], &["^Release "], &[]), false),
            (none(), rule(&[], &["^Loom"], &[]), true),
            (rule(&["Rust"], &[], &[]), rule(&[], &[], &["Ada"]), false),
        ] {
            let filter = Filter { only, except };
            assert_eq!(filter.admits(&entry()), expected, "{filter:?}");
        }
    }

    #[test]
    fn what_a_content_fits_counts_as_long_as_there_are_rules_for_contents() {
        let content = |typed: &[&str]| Rule { content: patterns(typed), ..Rule::default() };
        let only = Arc::new(Filter { only: content(&["loom"]), except: Rule::default() });
        let except = Arc::new(Filter { only: Rule::default(), except: content(&["casino"]) });
        let fitting = |filter: &Arc<Filter>, text| Entry {
            fits: ContentFilter(Arc::clone(filter)).fits(text),
            ..entry()
        };
        assert!(only.admits(&fitting(&only, "the loom")) && !only.admits(&fitting(&only, "nothing")));
        assert!(!except.admits(&fitting(&except, "a casino")) && except.admits(&fitting(&except, "nothing")));
        assert!(Filter::default().admits(&fitting(&except, "a casino")));
    }

    #[test]
    fn what_is_no_expression_or_too_large_a_one_is_told() {
        for (typed, told) in [
            ("(", "`(` is no regular expression: unclosed group"),
            ("((a{0,100}){0,100}){0,100}", "too large"),
            ("(?:x{1000}){1000}", "too large"),
        ] {
            let message = Patterns::new(&[typed.to_owned()]).unwrap_err();
            assert!(message.contains(told), "{message}");
        }
        assert!(Patterns::new(&["(".repeat(1000) + &")".repeat(1000)]).is_err());
    }

    #[test]
    fn a_text_without_end_is_looked_at_from_its_beginning() {
        let far = "a".repeat(HAYSTACK) + "needle";
        assert!(!patterns(&["needle"]).fit(&far) && patterns(&["^a"]).fit(&far));
        assert!(!patterns(&["(a+)+$"]).fit(&("a".repeat(50_000) + "b")));
    }
}
