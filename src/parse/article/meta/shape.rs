//! Keys whose values have a shape that nothing is read of: a map where a list is meant, a list where a text is.
//!
//! In: metadata, and what was made of it. Out: defects that name the key, so that nothing is left out without a word. What each key
//! means is read elsewhere; dates tell of themselves.

use super::{Rules, first_text};
use crate::model::draft::Draft;
use crate::parse::front_matter::{Field, Meta, Value};

/// Tells of what stands under the keys of a meaning of which nothing came into the draft.
pub(super) fn tell(meta: &Meta, draft: &Draft, rules: &Rules<'_>, defects: &mut Vec<(u32, String)>) {
    let dialect = rules.dialect;
    let list = "a text or a list of texts";
    for (keys, is_read, expected) in [
        (dialect.categories, !draft.categories.is_empty(), list),
        (dialect.tags, !draft.tags.is_empty(), list),
        (dialect.authors, !draft.authors.is_empty(), "a name, a list of names, or a map with `name`"),
        (dialect.summary, draft.summary.is_some(), "a text"),
        (dialect.language, first_text(meta, dialect.language).is_some(), "a language such as `en`"),
        (dialect.rights, draft.rights.is_some(), "a text"),
        (dialect.image, draft.image.is_some(), "an address, or a map with `url`"),
    ] {
        if !is_read {
            defects.extend(meta.all(keys).filter_map(|field| misshapen(field, expected)));
        }
    }
    // What these come to has another source where they say nothing.
    for (keys, expected) in
        [(dialect.title, "a text"), (dialect.slug, "a text"), (dialect.address, "an address")]
    {
        let mut fields = meta.all(keys).take_while(|field| field.value.text().is_none());
        let is_list_title = |field: &&Field| keys == dialect.title && matches!(field.value, Value::List(_));
        defects
            .extend(fields.find(|field| !is_list_title(field)).and_then(|field| misshapen(field, expected)));
    }
}

/// A defect for a list or a map. A text is of the right shape, whatever it says.
pub(super) fn misshapen(field: &Field, expected: &str) -> Option<(u32, String)> {
    let shape = match field.value {
        Value::Text(_) => return None,
        Value::List(_) => "a list",
        Value::Map(_) => "a map",
    };
    Some((field.line, format!("`{}` is {shape} of which nothing can be read; write {expected}", field.key)))
}
