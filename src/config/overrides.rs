//! Keys that the environment or a flag sets: which they are, and which names are wrong.
//!
//! `FEEDLOOM__PUBLISH__LIMIT=5` and `--set publish.limit=5` set the key `publish.limit`. Out: the texts by dotted name; what
//! they mean is read where the key's own value would be.

use std::collections::BTreeMap;

use super::problem::{Place, Problem};
use super::{Documents, Tables, keys};
use crate::model::feed::FeedKind;
use crate::model::options::{Key, Kind};
use crate::text::nearest::nearest;

/// What variables that set keys begin with.
const PREFIX: &str = "FEEDLOOM__";

/// A text that takes the place of a key's value.
#[derive(Clone, Debug)]
pub(super) struct Override {
    /// The variable or flag, as it was typed.
    pub(super) by: String,
    /// The text.
    pub(super) text: String,
}

/// By dotted name.
pub(super) type Overrides = BTreeMap<String, Override>;

/// Why a name sets no key: the part that is wrong, and what could stand in its place.
struct Unknown {
    part: String,
    why: &'static str,
    names: Vec<&'static str>,
}

/// Collects what the environment and the flags set. Flags win.
pub(super) fn collect(
    environment: &[(String, String)],
    flags: &[(String, String)],
    tables: &Tables,
) -> (Overrides, Vec<Problem>) {
    let variables = environment.iter().filter_map(|(name, text)| {
        let parts = name.strip_prefix(PREFIX)?.split("__").collect::<Vec<_>>();
        Some((name.clone(), parts, text))
    });
    let flags =
        flags.iter().map(|(name, text)| (format!("--set {name}"), name.split('.').collect::<Vec<_>>(), text));
    let mut overrides = Overrides::new();
    let mut problems = Vec::new();
    for (by, parts, text) in variables.chain(flags) {
        match resolve(&parts, keys::TOP, tables) {
            Ok(name) => {
                overrides.insert(name, Override { by, text: text.clone() });
            }
            Err(unknown) => problems.push(unknown.problem(by)),
        }
    }
    (overrides, problems)
}

impl Unknown {
    fn problem(self, by: String) -> Problem {
        // A variable is written in capitals; so is what it should have been.
        let spell = |name: &str| if by.starts_with(PREFIX) { name.to_uppercase() } else { name.to_owned() };
        let remedy = match nearest(&self.part, self.names.iter().copied()) {
            Some(name) => format!("did you mean {}?", spell(name)),
            None if self.names.is_empty() => String::new(),
            None => format!(
                "there is: {}",
                self.names.iter().map(|name| spell(name)).collect::<Vec<_>>().join(", ")
            ),
        };
        let message = match self.part.as_str() {
            "" => format!("sets no key: {}", self.why),
            part => format!("sets no key: `{part}` {}", self.why),
        };
        Problem { place: Place::Override(by), message, remedy }
    }
}

fn resolve(parts: &[&str], keys: &'static [Key], tables: &Tables) -> Result<String, Unknown> {
    let (first, rest) = parts.split_first().unwrap_or((&"", &[]));
    let Some(key) = keys.iter().find(|key| key.name.eq_ignore_ascii_case(first)) else {
        let names = keys.iter().map(|key| key.name).collect();
        return Err(Unknown { part: (*first).to_owned(), why: "is unknown", names });
    };
    match (key.kind, rest) {
        (Kind::Table(inner), [_, ..]) => {
            resolve(rest, inner, tables).map(|name| format!("{}.{name}", key.name))
        }
        (Kind::Table(inner), []) => {
            let names = inner.iter().map(|key| key.name).collect();
            Err(Unknown { part: (*first).to_owned(), why: "is a table; its keys are set one by one", names })
        }
        (Kind::DocumentPaths, [_, ..]) => document(rest, tables).map(|name| format!("{}.{name}", key.name)),
        (_, []) => Ok(key.name.to_owned()),
        (Kind::Tables(_) | Kind::Sources(_) | Kind::Overrides(_), [..]) => {
            let why = "is a list of tables, which is set as a whole, as TOML: [{ id = \"…\", … }]";
            Err(Unknown { part: (*first).to_owned(), why, names: vec![] })
        }
        (_, [part, ..]) => {
            let why = "goes too deep; set the whole value, as TOML";
            Err(Unknown { part: (*part).to_owned(), why, names: vec![] })
        }
    }
}

/// A name in `[paths]`: a kind of feed and a format, or a format of the site.
fn document(parts: &[&str], tables: &Tables) -> Result<String, Unknown> {
    let names = |documents: Documents| {
        tables.writers.iter().filter(move |writer| writer.documents == documents).map(|writer| writer.name)
    };
    let unknown =
        |part: &str, names: Vec<&'static str>| Unknown { part: part.to_owned(), why: "is unknown", names };
    let (first, rest) = parts.split_first().unwrap_or((&"", &[]));
    let first = first.to_lowercase();
    match (FeedKind::from_name(&first), rest) {
        (Some(kind), [format]) => names(Documents::OfFeeds)
            .find(|name| name.eq_ignore_ascii_case(format))
            .map(|format| format!("{}.{format}", kind.name()))
            .ok_or_else(|| unknown(format, names(Documents::OfFeeds).collect())),
        (Some(_), _) => Err(unknown("", names(Documents::OfFeeds).collect())),
        (None, []) if names(Documents::OfSite).any(|name| name == first) => Ok(first),
        (None, _) => {
            let kinds = FeedKind::ALL.iter().map(|kind| kind.name());
            Err(unknown(&first, kinds.chain(names(Documents::OfSite)).collect()))
        }
    }
}
