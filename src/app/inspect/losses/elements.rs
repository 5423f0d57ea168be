//! What other readers do not find, because an element is not written as its format has it: names in a wrong case, dates of another
//! form, addresses in a wrong place. In: the text of a document of XML. Out: losses.
//!
//! A second look, at what reading forgave.

use super::super::date_advice::better;
use super::{Look, Loss, Place};
use crate::parse::xml::{Element, Ns, Xml};

/// Names of elements that are not in lower case (RSS 2.0).
const MIXED: [&str; 8] = [
    "pubDate",
    "lastBuildDate",
    "managingEditor",
    "webMaster",
    "skipHours",
    "skipDays",
    "textInput",
    "isPermaLink",
];
/// Names in lower case that feeds live of.
const LOWER: [&str; 16] = [
    "author",
    "category",
    "channel",
    "content",
    "description",
    "enclosure",
    "entry",
    "feed",
    "guid",
    "id",
    "item",
    "link",
    "published",
    "summary",
    "title",
    "updated",
];

/// One thing that was found: what of it, what to do, and where. What is alike is told once.
#[derive(Default)]
struct Findings(Vec<Loss>);

impl Findings {
    fn add(&mut self, what: String, advice: impl FnOnce() -> String, place: Place) {
        match self.0.iter_mut().find(|loss| loss.what == what) {
            Some(loss) => loss.places.push(place),
            None => self.0.push(Loss { what, advice: advice(), places: vec![place] }),
        }
    }
}

/// What is lost by how elements are written.
pub(super) fn losses(look: &Look<'_>) -> Vec<Loss> {
    if look.parsed.format.0.starts_with("json") {
        return Vec::new();
    }
    let mut found = Findings::default();
    let mut xml = Xml::new(look.text, None);
    while let Some(element) = xml.descend() {
        if matches!(element.ns, Ns::Rss | Ns::Atom) {
            check(look, &mut xml, &element, &mut found);
        }
    }
    found.0
}

fn check<'a>(look: &Look<'_>, xml: &mut Xml<'a>, element: &Element<'a>, found: &mut Findings) {
    let place = look.place(element.at);
    let local = element.tag.rsplit(':').next().unwrap_or_default();
    if let Some(right) = written(element.name.as_str()).filter(|right| *right != local) {
        let advice = || format!("XML tells `a` from `A`, and most readers pass it over; write <{right}>");
        found.add(format!("<{}> is not the name of an element", element.tag), advice, place);
    }
    let is_atom = look.words.is_atom;
    match element.name.as_str() {
        "pubdate" | "lastbuilddate" | "published" | "updated" => date(look, xml, element, place, found),
        "link" if is_atom && element.attribute("href").is_none() => {
            let advice = || {
                "other readers find no link; write <link href=\"https://…\"/> (RFC 4287 §4.2.7)".to_owned()
            };
            found.add("<link> has its address as text".to_owned(), advice, place);
        }
        "id" if is_atom => {
            let id = text(xml, element);
            if !id.is_empty() && url::Url::parse(&id).is_err() {
                let advice = || {
                    format!(
                        "another feed may have `{}`, too; write an address, or tag: or urn:uuid: (RFC 4287 §4.2.6)",
                        short(&id)
                    )
                };
                found.add("<id> is no address".to_owned(), advice, place);
            }
        }
        "guid" => guid(xml, element, place, found),
        _ => {}
    }
}

/// A date that can be read, and is not written as its format has it.
fn date<'a>(look: &Look<'_>, xml: &mut Xml<'a>, element: &Element<'a>, place: Place, found: &mut Findings) {
    let form = look.words.dates;
    let is_rss = matches!(element.name.as_str(), "pubdate" | "lastbuilddate");
    if is_rss == look.words.is_atom {
        return;
    }
    let said = text(xml, element);
    if let Some(advice) = better(short(&said), form) {
        let what = format!("<{}> is not written as {} has dates", element.tag, form.name());
        found.add(what, || advice, place);
    }
}

/// A guid is the address of the page unless it says that it is not (RSS 2.0, guid).
fn guid<'a>(xml: &mut Xml<'a>, element: &Element<'a>, place: Place, found: &mut Findings) {
    let said = element.attribute("isPermaLink");
    if said.as_deref().is_some_and(|said| !said.trim().eq_ignore_ascii_case("true")) {
        return;
    }
    let id = text(xml, element);
    if !id.is_empty() && !id.starts_with("http://") && !id.starts_with("https://") {
        let advice =
            || format!("readers open `{}` as a page; write <guid isPermaLink=\"false\">", short(&id));
        found.add("<guid> is no address, and does not say so".to_owned(), advice, place);
    }
}

fn text<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> String {
    xml.content_until(element, |_| true).0.value.trim().to_owned()
}

/// As much of a text as a message shows.
fn short(text: &str) -> &str {
    text.get(..text.floor_char_boundary(60)).unwrap_or_default()
}

/// How an element is written whose name in lower case this is. `None`: it is none of those that feeds live of.
fn written(name: &str) -> Option<&'static str> {
    let mut known = MIXED.into_iter().chain(LOWER);
    known.find(|known| known.eq_ignore_ascii_case(name))
}
