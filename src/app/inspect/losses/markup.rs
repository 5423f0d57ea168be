//! What HTML in entries loses: elements that readers take out, addresses that lead nowhere. In: drafts. Out: losses.

use super::{Look, Loss};
use crate::model::draft::{Draft, DraftBody, Markup, RawText};
use crate::normalize::reading;
use crate::text::html::{Scan, TagKind};

/// Elements that readers take out, and what to do instead.
const TAKEN_OUT: [(&str, &str); 8] = [
    ("script", "readers take it out: nothing that it draws is shown; write that into the HTML"),
    ("iframe", "readers take it out, or leave a link to what it shows; write that link yourself, with words"),
    ("object", "readers take it out: what it embeds is not shown; add a link to it"),
    ("embed", "readers take it out: what it embeds is not shown; add a link to it"),
    ("form", "readers take it out: nobody can fill it in; link to the page that has it"),
    ("svg", "readers take it out: the drawing is not shown; use an <img>"),
    ("math", "readers take it out: formulas lose their form; add an <img>, or the formula as text"),
    ("style", "readers take it out: the entry looks as the reader likes; its text must do without"),
];

/// Attributes that hold an address.
const ADDRESSES: [&str; 3] = ["href", "src", "poster"];

/// What the texts of the entries lose.
pub(super) fn losses(look: &Look<'_>) -> Vec<Loss> {
    let mut found: [Vec<usize>; TAKEN_OUT.len()] = Default::default();
    for (at, draft) in look.parsed.entries.iter().enumerate() {
        for text in texts(draft) {
            tags(text, |name, _| {
                for (entries, (element, _)) in found.iter_mut().zip(TAKEN_OUT) {
                    if name.eq_ignore_ascii_case(element) && entries.last() != Some(&at) {
                        entries.push(at);
                    }
                }
            });
        }
    }
    let losses = found.into_iter().zip(TAKEN_OUT).filter_map(|(entries, (element, advice))| {
        let (one, many) = (format!("holds <{element}>"), format!("hold <{element}>"));
        look.numbered(entries, &one, &many, advice.to_owned())
    });
    losses.collect()
}

/// The first address in the HTML of an entry that is relative to nothing.
pub(super) fn relative(draft: &Draft) -> Option<&str> {
    let mut found = None;
    for text in texts(draft).filter(|text| text.base.is_none()) {
        tags(text, |_, attributes| {
            let mut addresses = attributes.into_iter().filter(|(name, value)| {
                // A place on the same page is found without its address.
                ADDRESSES.iter().any(|known| known.eq_ignore_ascii_case(name))
                    && !value.starts_with('#')
                    && reading::is_relative(value)
            });
            found = found.or_else(|| addresses.next().map(|(_, value)| value));
        });
    }
    found
}

/// The texts of an entry that may hold HTML.
pub(super) fn texts(draft: &Draft) -> impl Iterator<Item = &RawText> {
    let body = match &draft.body {
        DraftBody::Inline(text) => Some(text),
        DraftBody::None | DraftBody::Deferred(_) => None,
    };
    draft.summary.iter().chain(body).filter(|text| text.markup != Markup::Plain)
}

/// Shows every opening tag of a text and its attributes.
fn tags<'a>(text: &'a RawText, mut show: impl FnMut(&'a str, Vec<(&'a str, &'a str)>)) {
    let mut scan = Scan::default();
    let mut rest = text.value.as_str();
    while let Some(tag_and_rest) = memchr::memchr(b'<', rest.as_bytes()).and_then(|at| rest.get(at..)) {
        let len = scan.tag(tag_and_rest).map_or(1, |tag| {
            if tag.kind == TagKind::Open {
                show(tag.name, tag.attributes().collect());
            }
            tag.len
        });
        rest = tag_and_rest.get(len..).unwrap_or_default();
    }
}
