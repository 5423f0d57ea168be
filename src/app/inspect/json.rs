//! JSON objects whose members keep the order in which they were given, and leave out what is not there.

use serde::ser::{Serialize, SerializeMap, Serializer};

/// A JSON value.
#[derive(Debug)]
pub(super) enum Json<'a> {
    Null,
    Bool(bool),
    Whole(u64),
    Real(f64),
    Borrowed(&'a str),
    Text(String),
    List(Vec<Json<'a>>),
    Object(Object<'a>),
}

/// A JSON object.
#[derive(Debug, Default)]
pub(super) struct Object<'a>(Vec<(&'a str, Json<'a>)>);

impl<'a> Object<'a> {
    /// Adds a member, unless its value is nothing: null, an empty text, list or object.
    pub(super) fn with(self, name: &'a str, value: impl Into<Json<'a>>) -> Self {
        let value = value.into();
        if value.is_nothing() { self } else { self.always(name, value) }
    }

    /// Adds a member.
    pub(super) fn always(mut self, name: &'a str, value: impl Into<Json<'a>>) -> Self {
        self.0.push((name, value.into()));
        self
    }
}

impl Json<'_> {
    fn is_nothing(&self) -> bool {
        match self {
            Self::Null => true,
            Self::Bool(_) | Self::Whole(_) | Self::Real(_) => false,
            Self::Borrowed(text) => text.is_empty(),
            Self::Text(text) => text.is_empty(),
            Self::List(list) => list.is_empty(),
            Self::Object(object) => object.0.is_empty(),
        }
    }
}

/// A list of what `make` makes of each.
pub(super) fn list<'a, T, J: Into<Json<'a>>>(
    of: impl IntoIterator<Item = T>,
    make: impl FnMut(T) -> J,
) -> Json<'a> {
    Json::List(of.into_iter().map(make).map(Into::into).collect())
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Whole(value) => to.serialize_u64(*value),
            Self::Real(value) => to.serialize_f64(*value),
            Self::Borrowed(text) => to.serialize_str(text),
            Self::Text(text) => to.serialize_str(text),
            Self::List(list) => to.collect_seq(list),
            Self::Object(object) => object.serialize(to),
        }
    }
}

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'a> From<&'a str> for Json<'a> {
    fn from(text: &'a str) -> Self {
        Self::Borrowed(text)
    }
}

impl<'a> From<&'a String> for Json<'a> {
    fn from(text: &'a String) -> Self {
        Self::Borrowed(text)
    }
}

impl From<String> for Json<'_> {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl From<bool> for Json<'_> {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u64> for Json<'_> {
    fn from(value: u64) -> Self {
        Self::Whole(value)
    }
}

impl From<f64> for Json<'_> {
    fn from(value: f64) -> Self {
        Self::Real(value)
    }
}

impl<'a> From<Object<'a>> for Json<'a> {
    fn from(object: Object<'a>) -> Self {
        Self::Object(object)
    }
}

impl<'a, T: Into<Json<'a>>> From<Option<T>> for Json<'a> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
