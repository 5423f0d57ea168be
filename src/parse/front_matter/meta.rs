//! Metadata: what front matter says, whatever language it is written in.

use super::node::{Node, Pair};

/// A value of metadata. There are no numbers and no truth values: `1.10`, `010` and `yes` are those characters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// Text as it was written. Never blank.
    Text(String),
    /// A list. Never empty.
    List(Vec<Value>),
    /// A map, in the order of the file. Never empty.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// The text, trimmed, where the value is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text.trim()),
            Self::List(_) | Self::Map(_) => None,
        }
    }

    /// The value as a list: its items, or itself as the only one.
    #[must_use]
    pub fn items(&self) -> &[Value] {
        match self {
            Self::List(items) => items,
            Self::Text(_) | Self::Map(_) => std::slice::from_ref(self),
        }
    }

    /// The value of the first of `keys` that a map has; keys are given folded, as for [`Meta::get`].
    #[must_use]
    pub fn member(&self, keys: &[&str]) -> Option<&Value> {
        let Self::Map(members) = self else { return None };
        keys.iter()
            .find_map(|key| members.iter().rev().find(|(name, _)| is_folded_as(name, key)).map(|(_, v)| v))
    }

    fn from_node(node: Node) -> Option<Self> {
        match node {
            Node::Null => None,
            Node::Text(text) | Node::Typed(text) => (!text.trim().is_empty()).then_some(Self::Text(text)),
            Node::List(items) => {
                let items: Vec<Self> = items.into_iter().filter_map(Self::from_node).collect();
                (!items.is_empty()).then_some(Self::List(items))
            }
            Node::Map(members) => {
                let members: Vec<(String, Self)> = members
                    .into_iter()
                    .filter_map(|(key, node)| Some((key, Self::from_node(node)?)))
                    .collect();
                (!members.is_empty()).then_some(Self::Map(members))
            }
        }
    }
}

/// A key of metadata and its value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// The key as written.
    pub key: String,
    /// The line of the file that it is on, from 1.
    pub line: u32,
    /// Its value.
    pub value: Value,
    folded: Option<String>,
}

impl Field {
    /// The key, folded: lower case, without blanks, hyphens and underscores.
    #[must_use]
    pub fn folded(&self) -> &str {
        self.folded.as_deref().unwrap_or(&self.key)
    }
}

/// All metadata of an article, in the order of the file. Keys without a value are absent.
///
/// Keys are the same where they differ only in case, blanks, hyphens and underscores: `date created`, `Date-Created`,
/// `date_created` and `dateCreated` are one key, which is asked for as `datecreated`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Meta {
    fields: Vec<Field>,
}

impl Meta {
    /// Takes over what a parser found. Of several fields with the same key the last one wins; the others are defects.
    pub(super) fn from_pairs(pairs: Vec<Pair>, defects: &mut Vec<(u32, String)>) -> Self {
        let overruled = overruled(&pairs);
        let mut fields = Vec::with_capacity(pairs.len());
        for (at, pair) in pairs.into_iter().enumerate() {
            if let Ok(found) = overruled.binary_search_by_key(&at, |(loser, _)| *loser) {
                let by = overruled.get(found).map_or(0, |(_, by)| *by);
                let message =
                    format!("the key `{}` is there again on line {by}, which wins", shown(&pair.key));
                defects.push((pair.line, message));
            } else if pair.key == "<<" {
                defects.push((
                    pair.line,
                    "a merge key (`<<`) is not followed; its keys are left out".to_owned(),
                ));
            } else if let Some(value) = Value::from_node(pair.node) {
                let folded = fold(&pair.key);
                fields.push(Field { key: pair.key, line: pair.line, value, folded });
            }
        }
        Self { fields }
    }

    /// The field of a key, which is given folded: lower case, without blanks, hyphens and underscores.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Field> {
        self.fields.iter().rev().find(|field| field.folded() == key)
    }

    /// The fields of those of `keys` that are there, in the order of `keys`.
    pub fn all<'a>(&'a self, keys: &'a [&str]) -> impl Iterator<Item = &'a Field> {
        keys.iter().filter_map(|key| self.get(key))
    }

    /// The field of the first of `keys` that is there.
    #[must_use]
    pub fn first(&self, keys: &[&str]) -> Option<&Field> {
        keys.iter().find_map(|key| self.get(key))
    }

    /// All fields, in the order of the file.
    #[must_use]
    pub fn fields(&self) -> &[Field] {
        &self.fields
    }

    /// True where nothing is said.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// Makes the members of the tables `names` (such as Zola's `[extra]`) fields of their own, unless there is one already.
    pub fn raise(&mut self, names: &[&str]) {
        for name in names {
            let Some(Field { line, value: Value::Map(members), .. }) = self.get(name) else { continue };
            let (line, members) = (*line, members.clone());
            for (key, value) in members {
                let folded = fold(&key);
                if self.get(folded.as_deref().unwrap_or(&key)).is_none() {
                    self.fields.push(Field { key, line, value, folded });
                }
            }
        }
    }
}

/// Positions, in order, of pairs whose key comes again, each with the line of the last one.
fn overruled(pairs: &[Pair]) -> Vec<(usize, u32)> {
    let mut order: Vec<(&str, usize, u32)> =
        pairs.iter().enumerate().map(|(at, pair)| (pair.key.as_str(), at, pair.line)).collect();
    order.sort_unstable();
    let mut losers = Vec::new();
    let mut last: Option<(&str, u32)> = None;
    for (key, at, line) in order.into_iter().rev() {
        match last {
            Some((winner, by)) if winner == key => losers.push((at, by)),
            _ => last = Some((key, line)),
        }
    }
    losers.sort_unstable();
    losers
}

/// The folded form of a key; `None` where the key is that already.
fn fold(key: &str) -> Option<String> {
    if key.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit()) {
        return None;
    }
    Some(key.chars().filter(|c| !is_separator(*c)).flat_map(char::to_lowercase).collect())
}

fn is_folded_as(key: &str, folded: &str) -> bool {
    key.chars().filter(|c| !is_separator(*c)).flat_map(char::to_lowercase).eq(folded.chars())
}

fn is_separator(c: char) -> bool {
    // Nobody sees a mark of byte order or a joiner within a key: `\u{FEFF}draft` is `draft` to whoever wrote it.
    matches!(c, '-' | '_' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
        || c.is_whitespace()
        || c.is_control()
}

/// A key or value in a message: its beginning, on one line.
pub(in crate::parse) fn shown(text: &str) -> String {
    const SHOWN: usize = 60;
    let mut out: String = text.chars().take(SHOWN).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(SHOWN).is_some() {
        out.push('…');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(key: &str, line: u32, text: &str) -> Pair {
        Pair { key: key.to_owned(), line, node: Node::Text(text.to_owned()) }
    }

    #[test]
    fn keys_are_found_without_regard_to_case_and_separators() {
        for key in [
            "date created",
            "Date-Created",
            "date_created",
            "dateCreated",
            "DATE  CREATED",
            "\u{FEFF}date\u{200B}\0created",
        ] {
            let meta = Meta::from_pairs(vec![pair(key, 2, "x")], &mut Vec::new());
            assert_eq!(meta.get("datecreated").map(|field| field.line), Some(2), "{key}");
        }
    }

    #[test]
    fn of_equal_keys_the_last_wins_and_the_others_are_told() {
        let mut defects = Vec::new();
        let meta =
            Meta::from_pairs(vec![pair("a", 2, "1"), pair("b", 3, "x"), pair("a", 4, "2")], &mut defects);
        assert_eq!(meta.get("a").and_then(|field| field.value.text()), Some("2"));
        assert_eq!(defects, [(2, "the key `a` is there again on line 4, which wins".to_owned())]);
    }

    #[test]
    fn nothing_is_the_same_as_absent() {
        let node = Node::List(vec![Node::Null, Node::Text("  ".to_owned()), Node::Map(Vec::new())]);
        let meta = Meta::from_pairs(vec![Pair { key: "tags".to_owned(), line: 2, node }], &mut Vec::new());
        assert!(meta.is_empty());
    }

    #[test]
    fn members_of_a_table_are_raised_unless_they_are_there() {
        let table = Node::Map(vec![
            ("Updated".to_owned(), Node::Text("1".to_owned())),
            ("title".to_owned(), Node::Text("inner".to_owned())),
        ]);
        let pairs = vec![pair("title", 2, "outer"), Pair { key: "extra".to_owned(), line: 3, node: table }];
        let mut meta = Meta::from_pairs(pairs, &mut Vec::new());
        meta.raise(&["extra"]);
        assert_eq!(meta.get("updated").and_then(|field| field.value.text()), Some("1"));
        assert_eq!(meta.get("title").and_then(|field| field.value.text()), Some("outer"));
    }
}
