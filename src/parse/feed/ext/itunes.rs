//! iTunes: what Apple's directory of podcasts reads.

use super::address;
use super::{Parent, attribute, inside, is_beside, markup, text, url_attribute};
use crate::model::draft::{DraftPerson, RawText};
use crate::parse::feed::parts::rank;
use crate::parse::feed::vocabulary;
use crate::parse::xml::{Element, Ns, Xml};

/// The vocabulary that categories and keywords are from.
const SCHEME: &str = "http://www.itunes.com/";

/// Levels of categories: Apple has two.
const MAX_LEVELS: usize = 4;

/// Reads `itunes:*`.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    match element.name.as_str() {
        "author" => {
            if let Some(name) = text(xml, element) {
                parent.author(rank::EXTENSION, DraftPerson { name, ..DraftPerson::default() });
            }
        }
        "owner" => parent.podcast().owner = owner(xml, element),
        "explicit" => {
            let said = vocabulary::markup(xml, element, true);
            parent.podcast().explicit = explicit(&said.value);
        }
        // Apple: `Yes`, and that no other value has an effect.
        "block" => {
            let said = vocabulary::markup(xml, element, true);
            parent.podcast().block = matches!(&*said.value, "yes" | "Yes");
        }
        "duration" => parent.podcast().duration = text(xml, element),
        "subtitle" => {
            if let Some(subtitle) = text(xml, element) {
                parent.summary(rank::FALLBACK, RawText::html(subtitle.clone()));
                parent.podcast().subtitle = Some(subtitle);
            }
        }
        // `googleplay:description`.
        "summary" | "description" => {
            if let Some(summary) = markup(xml, element) {
                parent.podcast().summary = Some(summary.value.trim().to_owned());
                parent.summary(rank::EXTENSION, summary);
            }
        }
        "image" | "link" => image(xml, element, parent),
        "category" => category(xml, element, parent),
        "keywords" => {
            let words = text(xml, element).unwrap_or_default();
            for word in words.split(',').map(str::trim).filter(|word| !word.is_empty()) {
                parent.category(word, Some(SCHEME), None);
            }
        }
        "title" => {
            if let Some(title) = markup(xml, element) {
                fact(element, title.value.trim(), parent);
                parent.title(rank::EXTENSION, title);
            }
        }
        "season"
        | "episode"
        | "episodetype"
        | "type"
        | "new-feed-url"
        | "complete"
        | "order"
        | "isclosedcaptioned"
        | "applepodcastsverify" => {
            if let Some(text) = text(xml, element) {
                fact(element, &text, parent);
            }
        }
        _ => {}
    }
}

/// Notes a fact, once.
fn fact(element: &Element<'_>, value: &str, parent: &mut Parent<'_>) {
    let name = element.tag.rsplit(':').next().unwrap_or(element.tag);
    let facts = &mut parent.podcast().facts;
    if !facts.iter().any(|(known, _)| known == name) {
        facts.push((name.to_owned(), value.to_owned()));
    }
}

/// What `itunes:explicit` means. The words are Apple's, and have to be spelled as there: of anything else nobody knows what a
/// directory makes of it.
fn explicit(said: &str) -> Option<bool> {
    match said {
        "yes" | "Yes" | "true" | "True" | "explicit" | "Explicit" => Some(true),
        "no" | "No" | "false" | "False" | "clean" | "Clean" => Some(false),
        _ => None,
    }
}

/// Reads `itunes:owner`.
fn owner<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<DraftPerson> {
    let mut owner = DraftPerson::default();
    while let Some(inner) = inside(xml, element) {
        match inner.name.as_str() {
            "name" => owner.name = text(xml, &inner).unwrap_or_default(),
            "email" => owner.email = text(xml, &inner),
            _ => {}
        }
    }
    (owner != DraftPerson::default()).then_some(owner)
}

/// Reads `itunes:image`: `href`, as Apple has it, `url`, or text; and `itunes:link` with `rel="image"`, its first form.
fn image<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    let is_link = element.name.as_str() == "link";
    if is_link && element.attribute("rel").is_none_or(|rel| !rel.trim().eq_ignore_ascii_case("image")) {
        return;
    }
    let attribute = url_attribute(xml, element, "href").or_else(|| url_attribute(xml, element, "url"));
    if let Some(image) = attribute.or_else(|| address(xml, element)) {
        parent.aside().picture.offer(rank::EXTENSION, image.clone());
        parent.podcast().image.get_or_insert(image);
    }
}

/// Reads `itunes:category` and those in it, the outer before the inner.
fn category<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    let mut open = vec![element.depth];
    let mut add = |element: &Element<'_>| {
        if let Some(name) = attribute(element, "text") {
            parent.category(&name, Some(SCHEME), None);
        }
    };
    add(element);
    while let Some(depth) = open.last().copied() {
        match xml.child(depth) {
            Some(inner) if inner.ns == Ns::Itunes && inner.name.as_str() == "category" => {
                add(&inner);
                if open.len() < MAX_LEVELS {
                    open.push(inner.depth);
                }
            }
            // The category's end is missing.
            Some(inner) if is_beside(&inner, element) => {
                xml.ends_before(element.depth, inner);
                return;
            }
            Some(_) => {}
            None => drop(open.pop()),
        }
    }
}
