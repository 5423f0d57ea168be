//! Dates of feeds: an element in, an instant out. One that cannot be read is a defect and gives nothing.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::parts::{Ranked, rank};
use super::vocabulary::characters;
use crate::parse::xml::{Element, Xml};
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
        xml.defects.add(element.at, what, "RFC 4287 §3.3; RSS 2.0, pubDate", "left out");
    }
    date
}

/// The instant that `found` says to people who speak the language of the document.
pub(super) fn instant(xml: &Xml<'_>, found: &str) -> Option<DateTime<Utc>> {
    date::parse_with(found, &Reading { zone: Tz::UTC, language: xml.spoken() })
}
