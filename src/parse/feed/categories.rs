//! Categories: Atom's attributes (RFC 4287 §4.2.2), RSS's text, lists of keywords.

use super::bounds::{MOST_CATEGORIES, has_room};
use super::text::of_name;
use super::vocabulary::characters;
use crate::model::syndicated::DraftCategory;
use crate::parse::xml::{Element, Ns, Xml};

/// Reads a category into `known`, unless it is there.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, known: &mut Vec<DraftCategory>) {
    let attribute =
        |name| element.attribute(name).map(|value| value.trim().to_owned()).filter(|v| !v.is_empty());
    let scheme = attribute("scheme").or_else(|| attribute("domain"));
    let (term, label) = (attribute("term"), attribute("label"));
    let found = characters(xml, element);
    let found = if element.ns == Ns::Atom { found } else { of_name(found) };
    let term = term.or_else(|| Some(found).filter(|found| !found.is_empty())).or_else(|| label.clone());
    if let Some(term) = term {
        add(known, DraftCategory { term, scheme, label });
    }
}

/// Reads a list of keywords, which commas part.
pub(super) fn keywords<'a>(xml: &mut Xml<'a>, element: &Element<'a>, known: &mut Vec<DraftCategory>) {
    for term in characters(xml, element).split(',').map(str::trim).filter(|term| !term.is_empty()) {
        add(known, DraftCategory { term: term.to_owned(), ..DraftCategory::default() });
    }
}

/// Adds a category that is not there yet.
pub(super) fn add(known: &mut Vec<DraftCategory>, category: DraftCategory) {
    if has_room(known, MOST_CATEGORIES) && !known.contains(&category) {
        known.push(category);
    }
}
