//! The keys of a table of the configuration, and the values that were read for them.
//!
//! A table of [`Key`]s is the only place where a key is described: reading it, its error messages, the JSON Schema, the
//! reference in `docs/configuration.md` and `feedloom config` all come from there. Adapters bring a table of their own.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use chrono_tz::Tz;
use url::Url;

/// What a key's value may be.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A string; or `{ env = "NAME" }` or `{ file = "path" }`, from where it is read.
    Text,
    /// As [`Kind::Text`], and never shown, wherever it was typed.
    Secret,
    /// A path, relative to the configuration file's folder.
    Path,
    /// An absolute `http` or `https` URL.
    Url,
    /// `true` or `false`.
    Flag,
    /// A whole number within bounds.
    Count {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// A span of time, such as `"15m"`, `"1h"`, `"2d"`, within bounds in seconds.
    Duration {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// A number of bytes, such as `"512KiB"`, `"2MiB"`, or a whole number.
    Size {
        /// The least.
        min: u64,
        /// The most.
        max: u64,
    },
    /// One of these words.
    Choice(&'static [&'static str]),
    /// A list of some of these words.
    Choices(&'static [&'static str]),
    /// A list of strings.
    TextList,
    /// Regular expressions: a string, or a list of strings.
    Patterns,
    /// A program and its arguments. No shell is involved.
    Command,
    /// An IANA time zone, such as `"Europe/Berlin"`.
    TimeZone,
    /// A language tag of RFC 5646.
    Language,
    /// A list of category paths: a string is a path of one level, an inner list is one path.
    CategoryPaths,
    /// A table from strings to strings.
    TextMap,
    /// A table from names of header fields to [`Kind::Secret`]s.
    Headers,
    /// A list of names of writers. Which there are is known to who asks for the reading.
    Formats,
    /// A table of tables: for each kind of feed, and for each writer, where its documents go; and for each writer of one
    /// document for the whole site, where that goes.
    DocumentPaths,
    /// A table with keys of its own.
    Table(&'static [Key]),
    /// A list of tables with these keys: `[[name]]`.
    Tables(&'static [Key]),
    /// A list of tables with these keys, and beside them the keys of the adapter that `type` names.
    Sources(&'static [Key]),
    /// A list of tables with these keys, and beside them those that all sources share that are asked of servers. Only what was typed
    /// has a value.
    Overrides(&'static [Key]),
}

/// One key of a table.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What its value may be.
    pub kind: Kind,
    /// True: an error without it.
    pub required: bool,
    /// The value that holds where the key is absent, as TOML. Empty: none.
    pub default: &'static str,
    /// What it does, in a sentence or two, for the reference.
    pub about: &'static str,
}

/// A value that was read for a key.
#[derive(Clone, Debug, PartialEq)]
pub enum Setting {
    /// Of kind [`Kind::Text`], [`Kind::Secret`], [`Kind::Choice`] or [`Kind::Language`] (in its usual case).
    Text(String),
    /// Of kind [`Kind::Path`], resolved.
    Path(PathBuf),
    /// Of kind [`Kind::Url`].
    Url(Url),
    /// Of kind [`Kind::Flag`].
    Flag(bool),
    /// Of kind [`Kind::Count`], [`Kind::Size`] (bytes) or [`Kind::Duration`] (seconds).
    Number(u64),
    /// Of kind [`Kind::TextList`], [`Kind::Patterns`], [`Kind::Choices`], [`Kind::Formats`] or [`Kind::Command`].
    List(Vec<String>),
    /// Of kind [`Kind::TimeZone`].
    TimeZone(Tz),
    /// Of kind [`Kind::CategoryPaths`].
    Paths(Vec<Vec<String>>),
    /// Of kind [`Kind::TextMap`] or [`Kind::Headers`]; or [`Kind::DocumentPaths`], with names such as `home.atom` and `opml`.
    Map(BTreeMap<String, String>),
    /// Of kind [`Kind::Table`].
    Table(Options),
    /// Of kind [`Kind::Tables`], [`Kind::Sources`] or [`Kind::Overrides`].
    Tables(Vec<Options>),
}

/// The values of one table, by key; absent keys have their default. A copy shares them: a configuration may have ten thousand sources.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Options {
    /// By key.
    values: Arc<Vec<(&'static str, Setting)>>,
}

impl Options {
    /// Sets the value of `key`.
    pub fn set(&mut self, key: &'static str, value: Setting) {
        let values = Arc::make_mut(&mut self.values);
        let at = values.partition_point(|(known, _)| *known < key);
        match values.get_mut(at) {
            Some((known, old)) if *known == key => *old = value,
            _ => values.insert(at, (key, value)),
        }
    }

    /// The value of `key`.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Setting> {
        let at = self.values.binary_search_by(|(known, _)| (*known).cmp(key)).ok()?;
        self.values.get(at).map(|(_, value)| value)
    }

    /// These values, and where `other` has one, that.
    #[must_use]
    pub fn overridden_by(&self, other: &Options) -> Self {
        let mut both = self.clone();
        for (key, value) in other.iter() {
            both.set(key, value.clone());
        }
        both
    }

    /// The text of `key`.
    #[must_use]
    pub fn text(&self, key: &str) -> Option<&str> {
        match self.get(key) {
            Some(Setting::Text(text)) => Some(text),
            _ => None,
        }
    }

    /// The path of `key`.
    #[must_use]
    pub fn path(&self, key: &str) -> Option<&PathBuf> {
        match self.get(key) {
            Some(Setting::Path(path)) => Some(path),
            _ => None,
        }
    }

    /// The URL of `key`.
    #[must_use]
    pub fn url(&self, key: &str) -> Option<&Url> {
        match self.get(key) {
            Some(Setting::Url(url)) => Some(url),
            _ => None,
        }
    }

    /// The flag of `key`; false where there is none.
    #[must_use]
    pub fn flag(&self, key: &str) -> bool {
        matches!(self.get(key), Some(Setting::Flag(true)))
    }

    /// The number of `key`: a count, bytes, or seconds.
    #[must_use]
    pub fn number(&self, key: &str) -> Option<u64> {
        match self.get(key) {
            Some(Setting::Number(number)) => Some(*number),
            _ => None,
        }
    }

    /// The list of `key`; empty where there is none.
    #[must_use]
    pub fn list(&self, key: &str) -> &[String] {
        match self.get(key) {
            Some(Setting::List(list)) => list,
            _ => &[],
        }
    }

    /// The category paths of `key`; empty where there are none.
    #[must_use]
    pub fn paths(&self, key: &str) -> &[Vec<String>] {
        match self.get(key) {
            Some(Setting::Paths(paths)) => paths,
            _ => &[],
        }
    }

    /// The time zone of `key`.
    #[must_use]
    pub fn time_zone(&self, key: &str) -> Option<Tz> {
        match self.get(key) {
            Some(Setting::TimeZone(zone)) => Some(*zone),
            _ => None,
        }
    }

    /// The table of strings of `key`.
    #[must_use]
    pub fn map(&self, key: &str) -> Option<&BTreeMap<String, String>> {
        match self.get(key) {
            Some(Setting::Map(map)) => Some(map),
            _ => None,
        }
    }

    /// The table of `key`.
    #[must_use]
    pub fn table(&self, key: &str) -> Option<&Options> {
        match self.get(key) {
            Some(Setting::Table(table)) => Some(table),
            _ => None,
        }
    }

    /// The list of tables of `key`; empty where there is none.
    #[must_use]
    pub fn tables(&self, key: &str) -> &[Options] {
        match self.get(key) {
            Some(Setting::Tables(tables)) => tables,
            _ => &[],
        }
    }

    /// All values, by key.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Setting)> {
        self.values.iter().map(|(key, value)| (*key, value))
    }
}
