//! Dates of feeds: an element in, an instant out. One that cannot be read is a defect and gives nothing.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::parts::{Ranked, rank};
use super::vocabulary::characters;
use crate::parse::xml::{Element, Ns, Xml};
use crate::text::date::{self, Reading};

/// Characters of an unreadable date that its defect shows.
const SHOWN: usize = 60;

/// Reads the date in `element` into `place`. Of several, which no format allows, the last counts.
pub(super) fn offer<'a>(xml: &mut Xml<'a>, element: &Element<'a>, place: &mut Ranked<DateTime<Utc>>) {
    if let Some(date) = read(xml, element) {
        place.offer_last(rank::OWN, date);
    }
}

/// Reads the date in `element`. One without a zone is meant in UTC. `None` where it is blank or no date.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<DateTime<Utc>> {
    let found = characters(xml, element);
    let date = instant(xml, &found);
    if date.is_none() && !found.is_empty() {
        let shown: String = found.chars().take(SHOWN).collect();
        let what = format!("`{shown}` in `<{}>` is not a date", element.tag);
        let at = place(xml.text(), element.at, &shown);
        xml.defects.add(at, what, rule(element), "left out");
    }
    date
}

/// The instant that `found` says to people who speak the language of the document.
pub(super) fn instant(xml: &Xml<'_>, found: &str) -> Option<DateTime<Utc>> {
    date::parse_with(found, &Reading { zone: Tz::UTC, language: xml.spoken() })
}

/// The rule that says how an element writes its date.
fn rule(element: &Element<'_>) -> &'static str {
    match element.name.as_str() {
        "pubdate" | "lastbuilddate" | "expirationdate" => "RSS 2.0, pubDate; RFC 822 §5",
        _ if matches!(element.ns, Ns::Rss | Ns::Atom) => "RFC 4287 §3.3; RFC 3339 §5.6",
        _ => "Dublin Core, W3CDTF",
    }
}

/// Where in an element that begins at `at` its text begins with `shown`; where that cannot be told, the element itself.
fn place(text: &str, at: usize, shown: &str) -> usize {
    /// Bytes of a start tag and of blanks that are looked at.
    const LOOKED_AT: usize = 1024;
    let rest = text.get(at..text.floor_char_boundary(at + LOOKED_AT)).unwrap_or_default();
    let inside = memchr::memchr(b'>', rest.as_bytes()).unwrap_or_default();
    rest.get(inside..).and_then(|rest| rest.find(shown)).map_or(at, |found| at + inside + found)
}
