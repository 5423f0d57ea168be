//! Reading members by what they should be: a value of another type is a defect, and read as far as it makes sense.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use url::Url;

use super::node::{Members, Node};
use crate::model::draft::DraftPerson;
use crate::parse::defect::Defects;
use crate::text::date::{self, Reading};

/// The rule that most defects are against.
const RULE: &str = "JSON Feed 1.1";

/// The rule for dates.
const DATE_RULE: &str = "JSON Feed 1.1; RFC 3339 §5.6";

/// Characters of a value that a message shows.
const SHOWN: usize = 40;

/// What all members are read with.
#[derive(Default)]
pub(super) struct Context<'t> {
    /// The text that is read.
    text: &'t str,
    /// What URLs are resolved against.
    base: Option<&'t Url>,
    /// Where pieces of the text begin in it, and where in the document, in order.
    places: Vec<(usize, usize)>,
    /// Bytes of the text before what is read.
    at: usize,
    /// What was wrong so far.
    pub(super) defects: Defects,
}

impl<'t> Context<'t> {
    pub(super) fn new(text: &'t str, base: Option<&'t Url>, places: Vec<(usize, usize)>) -> Self {
        Self { text, base, places, ..Self::default() }
    }

    /// Reading has come to `piece`, if that is a piece of the text and not a copy.
    pub(super) fn stand_at(&mut self, piece: &str) {
        let at = piece.as_ptr().addr().checked_sub(self.text.as_ptr().addr());
        if let Some(at) = at.filter(|at| *at <= self.text.len()) {
            self.at = at;
        }
    }

    /// Reading has come to the value of the member whose name is `key`, which reading has come to.
    pub(super) fn stand_at_value(&mut self, key: &str) {
        self.stand_at(key);
        // Behind the name, its quotation mark, and the colon with blanks around it.
        let rest = self.text.get(self.at..).and_then(|rest| rest.get(key.len()..)).unwrap_or_default();
        let value =
            rest.strip_prefix('"').and_then(|rest| rest.trim_start().strip_prefix(':')).map(str::trim_start);
        if let Some(value) = value {
            self.at += key.len() + rest.len() - value.len();
        }
    }

    /// Reading stands at the first name in an object: goes back to the `{`.
    pub(super) fn stand_at_opening(&mut self) {
        let before = self.text.get(..self.at).unwrap_or_default();
        let opening = before.strip_suffix('"').map(str::trim_end).filter(|before| before.ends_with('{'));
        if let Some(opening) = opening {
            self.at = opening.len() - 1;
        }
    }

    /// What relative URLs are resolved against.
    pub(super) fn base(&self) -> Option<&Url> {
        self.base
    }

    /// Bytes of the document before what is read.
    pub(super) fn place(&self) -> usize {
        let after = self.places.partition_point(|(at, _)| *at <= self.at);
        let (from, to) = self.places.get(after.saturating_sub(1)).copied().unwrap_or_default();
        to + self.at.saturating_sub(from)
    }

    /// Notes a defect where reading stands.
    pub(super) fn note(&mut self, what: impl Into<Cow<'static, str>>, done: &'static str) {
        self.defects.add(self.place(), what, RULE, done);
    }

    /// Notes a defect at `place` bytes of the document.
    pub(super) fn note_at(&mut self, place: usize, what: impl Into<Cow<'static, str>>, done: &'static str) {
        self.defects.add(place, what, RULE, done);
    }

    /// Bytes of the document before its object.
    pub(super) fn beginning(&self) -> usize {
        self.places.first().map_or(0, |(_, to)| *to)
    }

    /// Notes that a member stands there twice.
    pub(super) fn doubled(&mut self, key: &str) {
        let what = format!("`{key}` stands twice in one object");
        self.defects.add(self.place(), what, "RFC 8259 §4", "the last one counts");
    }

    fn wrong(&mut self, key: &str, node: &Node<'_>, wanted: &str, done: &'static str) {
        self.note(format!("`{key}` is {}, not {wanted}", node.kind()), done);
    }

    /// A string that is not blank.
    pub(super) fn text(&mut self, key: &str, node: Node<'t>) -> Option<String> {
        match node {
            Node::Text(text) => {
                self.stand_at(&text);
                Some(without_controls(text)).filter(|text| !text.trim().is_empty())
            }
            Node::Null => None,
            Node::Number(ref number) => {
                let number = self.integer(number).unwrap_or(number).to_owned();
                self.wrong(key, &node, "a string", "read as written");
                Some(number)
            }
            _ => {
                self.wrong(key, &node, "a string", "left out");
                None
            }
        }
    }

    /// The whole number as it is written where reading stands, if that is `rounded`: numbers beyond 64 bits are, and ids of 20 digits
    /// would be one.
    fn integer(&self, rounded: &str) -> Option<&'t str> {
        /// Digits that 64 bits always hold.
        const EXACT: usize = 19;
        let written = self.text.get(self.at..).filter(|_| rounded.len() > EXACT)?;
        let sign = usize::from(written.starts_with('-'));
        let digits = written.bytes().skip(sign).take_while(u8::is_ascii_digit).count();
        let is_whole = !written.get(sign + digits..)?.starts_with(['.', 'e', 'E']);
        let written = written.get(..sign + digits).filter(|_| is_whole)?;
        let is_it = written.parse::<f64>().ok()?.to_string() == rounded;
        is_it.then_some(written)
    }

    /// A URL, resolved.
    pub(super) fn url(&mut self, key: &str, node: Node<'t>) -> Option<String> {
        let found = self.text(key, node)?;
        let found = found.trim();
        let resolved = self.base.and_then(|base| base.join(found).ok());
        Some(resolved.map_or_else(|| found.to_owned(), String::from))
    }

    /// A date (RFC 3339).
    pub(super) fn date(&mut self, key: &str, node: Node<'t>) -> Option<DateTime<Utc>> {
        let found = self.text(key, node)?;
        let date = date::parse_with(&found, &Reading::default());
        if date.is_none() {
            let shown: String = found.chars().take(SHOWN).collect();
            let what = format!("`{shown}` in `{key}` is not a date");
            self.defects.add(self.place(), what, DATE_RULE, "left out");
        }
        date
    }

    /// A whole number. A fraction is dropped.
    pub(super) fn number(&mut self, key: &str, node: &Node<'t>) -> Option<u64> {
        let found = match node {
            Node::Number(found) => found.as_str(),
            Node::Text(found) => {
                self.wrong(key, node, "a number", "read as one, if it is");
                found.trim()
            }
            Node::Null => return None,
            _ => {
                self.wrong(key, node, "a number", "left out");
                return None;
            }
        };
        found.split_once('.').map_or(found, |(whole, _)| whole).parse().ok()
    }

    /// A list of strings. One string is taken for a list with commas.
    pub(super) fn texts(&mut self, key: &str, node: Node<'t>) -> Vec<String> {
        match node {
            Node::List(list) => list.into_iter().filter_map(|node| self.text(key, node)).collect(),
            Node::Null => Vec::new(),
            Node::Text(ref text) => {
                let list = text.split(',').map(str::trim).filter(|text| !text.is_empty());
                let list = list.map(str::to_owned).collect();
                self.wrong(key, &node, "an array", "read as a list with commas");
                list
            }
            _ => {
                self.wrong(key, &node, "an array", "left out");
                Vec::new()
            }
        }
    }

    /// A list of objects. One object is taken for a list of one.
    pub(super) fn objects(&mut self, key: &str, node: Node<'t>) -> Vec<Members<'t>> {
        let list = match node {
            Node::List(list) => list,
            Node::Null => Vec::new(),
            Node::Object(object) => {
                self.wrong(key, &Node::Object(Vec::new()), "an array", "read as a list of one");
                return vec![object];
            }
            _ => {
                self.wrong(key, &node, "an array", "left out");
                Vec::new()
            }
        };
        let mut objects = Vec::with_capacity(list.len());
        for node in list {
            match node {
                Node::Object(object) => objects.push(object),
                Node::Null => {}
                _ => self.note(format!("in `{key}` is {}, not an object", node.kind()), "left out"),
            }
        }
        objects
    }

    /// People: `authors`, a list, and `author` of version 1.0, one object. A string is taken for a name.
    pub(super) fn people(&mut self, key: &str, node: Node<'t>) -> Vec<DraftPerson> {
        let list = match node {
            Node::List(list) => list,
            Node::Null => Vec::new(),
            one => vec![one],
        };
        let mut people = Vec::new();
        for node in list {
            match node {
                Node::Object(members) => people.extend(self.person(members)),
                Node::Text(ref name) if !name.trim().is_empty() => {
                    people.push(DraftPerson { name: name.trim().to_owned(), ..DraftPerson::default() });
                    self.wrong(key, &node, "an object", "read as a name");
                }
                Node::Null | Node::Text(_) => {}
                _ => self.wrong(key, &node, "an object", "left out"),
            }
        }
        people
    }

    /// One person. `url` may be a mail address, as JSON Feed says. `email` is no member of JSON Feed, and seen.
    fn person(&mut self, members: Members<'t>) -> Option<DraftPerson> {
        let mut person = DraftPerson::default();
        for (key, node) in members {
            match &*key {
                "name" => {
                    let name = self.text(&key, node).unwrap_or_default();
                    name.trim().clone_into(&mut person.name);
                }
                "email" => person.email = self.text(&key, node),
                "avatar" => person.avatar = self.url(&key, node),
                // `uri` is what `_feedloom` has.
                "url" | "uri" => match self.url(&key, node) {
                    Some(url) if url.starts_with("mailto:") => {
                        person.email = url.strip_prefix("mailto:").map(str::to_owned);
                    }
                    url => person.uri = url,
                },
                _ => {}
            }
        }
        (person != DraftPerson::default()).then_some(person)
    }
}

/// A string without the control characters that XML has not either (XML 1.0 §2.2). Only escapes can write them, and what is escaped
/// is a copy.
fn without_controls(text: Cow<'_, str>) -> String {
    let is_left_out = |byte: u8| byte < b' ' && !matches!(byte, b'\t' | b'\n' | b'\r');
    match text {
        Cow::Owned(text) if text.bytes().any(is_left_out) => {
            text.chars().filter(|c| !u8::try_from(*c).is_ok_and(is_left_out)).collect()
        }
        text => text.into_owned(),
    }
}

/// Which members of an object were there.
#[derive(Clone, Copy, Default)]
pub(super) struct Seen(u64);

impl Seen {
    /// The bit of a member. None for what is not in `names`, or is one too many of them.
    fn bit(names: &[&str], name: &str) -> u64 {
        let at = names.iter().position(|known| *known == name);
        at.and_then(|at| 1_u64.checked_shl(u32::try_from(at).ok()?)).unwrap_or(0)
    }

    /// True where `name`, one of `names`, is there for the first time.
    pub(super) fn is_new(&mut self, names: &[&str], name: &str) -> bool {
        let bit = Self::bit(names, name);
        let is_new = self.0 & bit == 0;
        self.0 |= bit;
        is_new
    }

    /// True where `name`, one of `names`, was there.
    pub(super) fn has(self, names: &[&str], name: &str) -> bool {
        self.0 & Self::bit(names, name) != 0
    }
}
