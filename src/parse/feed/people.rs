//! People: Atom's person constructs (RFC 4287 §3.2) and the one text of RSS, whichever an element holds.

use super::text::of_name;
use super::vocabulary::{characters, ends_line, is_own, url_at};
use crate::model::draft::DraftPerson;
use crate::parse::defect::shown;
use crate::parse::xml::{Element, Ns, Xml};
use crate::text::people::{Split, split};

/// Reads a person. `None` where nothing is said of one.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<DraftPerson> {
    let (content, first) = xml.content_until(element, |inner| is_part(inner) || is_field(inner));
    let name = content.value.trim().to_owned();
    let name = if element.ns == Ns::Atom { name } else { of_name(name) };
    let mut person = DraftPerson { name, ..DraftPerson::default() };
    if element.ns == Ns::Atom && !person.name.is_empty() {
        let what = || format!("`<{}>` holds text beside the elements of a person", shown(element.tag));
        xml.defects.add_with(element.at, what, "RFC 4287 §3.2", "read as the name, if there is no other");
    }
    let mut next = first;
    while let Some(inner) = next {
        if !is_part(&inner) && is_field(&inner) {
            xml.ends_before(element.depth, inner);
            break;
        }
        part(xml, &inner, &mut person);
        next = xml.child(element.depth);
    }
    let is_somebody = !person.name.is_empty() || person.email.is_some() || person.uri.is_some();
    is_somebody.then_some(person)
}

/// True for an element that is no part of a person, but comes after one whose end tag is missing.
fn is_field(element: &Element<'_>) -> bool {
    is_own(element) && ends_line(element)
}

/// True for an element that says one thing of a person. `url` and `homepage` are of Atom's drafts.
fn is_part(element: &Element<'_>) -> bool {
    is_own(element) && matches!(element.name.as_str(), "name" | "email" | "uri" | "url" | "homepage")
}

fn part<'a>(xml: &mut Xml<'a>, element: &Element<'a>, person: &mut DraftPerson) {
    if !is_part(element) {
        return;
    }
    match element.name.as_str() {
        "name" => {
            let name = characters(xml, element);
            if !name.is_empty() {
                person.name = name;
            }
        }
        "email" => person.email = Some(characters(xml, element)).filter(|email| !email.is_empty()),
        _ => {
            let base = xml.base().cloned();
            let found = characters(xml, element);
            if !found.is_empty() {
                person.uri = Some(url_at(base.as_deref(), &found));
            }
        }
    }
}

/// Parts the mail address from the name of each, where both stand in one text, as RSS has it.
pub(super) fn part_names(people: &mut [DraftPerson]) {
    for person in people.iter_mut().filter(|person| person.email.is_none() && person.name.contains('@')) {
        if let Some(Split { name, email: Some(email) }) = split(&person.name) {
            let name = name.unwrap_or_default().to_owned();
            person.email = Some(email.to_owned());
            person.name = name;
        }
    }
}
