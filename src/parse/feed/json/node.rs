//! Values of JSON, as far as they are kept: of bounded depth and number, strings borrowed from the text where they can be.

use std::borrow::Cow;
use std::fmt;

use serde::de::{Deserialize, DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// Objects and arrays in each other that are kept: of an item, `_feedloom`, its episode, the elements of that, one of them, those in it, one
/// of them, its attributes, one of them.
const MAX_DEPTH: usize = 9;

/// A value.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Node<'t> {
    /// `null`, and what is nested too deep.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written shortest.
    Number(String),
    /// A string.
    Text(Cow<'t, str>),
    /// An array.
    List(Vec<Node<'t>>),
    /// An object: its members in the order of the text.
    Object(Members<'t>),
}

/// The members of an object.
pub(super) type Members<'t> = Vec<(Cow<'t, str>, Node<'t>)>;

impl Node<'_> {
    /// What it is, with its article, for a message.
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Bool(_) => "a boolean",
            Self::Number(_) => "a number",
            Self::Text(_) => "a string",
            Self::List(_) => "an array",
            Self::Object(_) => "an object",
        }
    }
}

/// The name of a member.
pub(super) struct Key<'t>(pub(super) Cow<'t, str>);

impl<'t> Deserialize<'t> for Key<'t> {
    fn deserialize<D: Deserializer<'t>>(deserializer: D) -> Result<Self, D::Error> {
        let mut budget = 1;
        Ok(match NodeSeed::new(&mut budget).deserialize(deserializer)? {
            Node::Text(key) => Self(key),
            _ => Self(Cow::Borrowed("")),
        })
    }
}

/// Reads a value.
pub(super) struct NodeSeed<'b> {
    /// How many objects and arrays in each other it may be.
    depth: usize,
    /// How many values are kept yet; the rest is passed over.
    budget: &'b mut usize,
    /// The members that are kept of it, if it is an object; `None`: all.
    only: Option<&'static [&'static str]>,
}

impl<'b> NodeSeed<'b> {
    /// Any value.
    pub(super) fn new(budget: &'b mut usize) -> Self {
        Self { depth: MAX_DEPTH, budget, only: None }
    }

    /// An object of which only some members are kept.
    pub(super) fn of(only: &'static [&'static str], budget: &'b mut usize) -> Self {
        Self { depth: MAX_DEPTH, budget, only: Some(only) }
    }
}

impl<'t> DeserializeSeed<'t> for NodeSeed<'_> {
    type Value = Node<'t>;

    fn deserialize<D: Deserializer<'t>>(self, deserializer: D) -> Result<Node<'t>, D::Error> {
        *self.budget = self.budget.saturating_sub(1);
        deserializer.deserialize_any(self)
    }
}

impl<'t> Visitor<'t> for NodeSeed<'_> {
    type Value = Node<'t>;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a value")
    }

    fn visit_unit<E>(self) -> Result<Node<'t>, E> {
        Ok(Node::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Node<'t>, E> {
        Ok(Node::Bool(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Node<'t>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Node<'t>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Node<'t>, E> {
        Ok(Node::Number(value.to_string()))
    }

    fn visit_borrowed_str<E>(self, value: &'t str) -> Result<Node<'t>, E> {
        Ok(Node::Text(Cow::Borrowed(value)))
    }

    fn visit_str<E>(self, value: &str) -> Result<Node<'t>, E> {
        Ok(Node::Text(Cow::Owned(value.to_owned())))
    }

    fn visit_seq<A: SeqAccess<'t>>(self, mut list: A) -> Result<Node<'t>, A::Error> {
        let Some(depth) = self.depth.checked_sub(1) else {
            while list.next_element::<IgnoredAny>()?.is_some() {}
            return Ok(Node::Null);
        };
        let mut kept = Vec::new();
        while *self.budget > 0 {
            match list.next_element_seed(NodeSeed { depth, budget: self.budget, only: None })? {
                Some(node) => kept.push(node),
                None => return Ok(Node::List(kept)),
            }
        }
        while list.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Node::List(kept))
    }

    fn visit_map<A: MapAccess<'t>>(self, mut map: A) -> Result<Node<'t>, A::Error> {
        let depth = self.depth.checked_sub(1);
        let mut kept = Vec::new();
        while let Some(Key(key)) = map.next_key()? {
            match depth {
                Some(depth) if *self.budget > 0 && self.only.is_none_or(|only| only.contains(&&*key)) => {
                    let node = map.next_value_seed(NodeSeed { depth, budget: self.budget, only: None })?;
                    kept.push((key, node));
                }
                _ => drop(map.next_value::<IgnoredAny>()?),
            }
        }
        Ok(depth.map_or(Node::Null, |_| Node::Object(kept)))
    }
}
