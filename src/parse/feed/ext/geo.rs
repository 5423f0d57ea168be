//! Places: `GeoRSS`, with GML in it, and the vocabulary of the W3C. Only points; lines and shapes are passed over.

use super::{Parent, inside, text};
use crate::model::syndicated::Point;
use crate::parse::xml::{Element, Ns, Xml};

/// The halves of a point, which W3C geo gives one by one.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Place {
    latitude: Option<f64>,
    longitude: Option<f64>,
}

impl Place {
    /// The point, where both are known.
    pub(super) fn point(self) -> Option<Point> {
        Some(Point { latitude: self.latitude?, longitude: self.longitude? })
    }

    /// Takes a point, where none is known.
    fn offer(&mut self, point: Option<Point>) {
        if let (None, Some(point)) = (self.point(), point) {
            *self = Self { latitude: Some(point.latitude), longitude: Some(point.longitude) };
        }
    }
}

/// Reads `georss:point`, `georss:where`, `gml:Point`, `geo:lat`, `geo:long`, `geo:Point`.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    let Parent::Entry(entry) = parent else { return };
    let place = &mut entry.aside.place;
    match (element.ns, element.name.as_str()) {
        (Ns::GeoRss, "point") => place.offer(text(xml, element).and_then(|text| point(&text, Axes::LatLong))),
        (Ns::GeoRss, "where") => {
            while let Some(inner) = inside(xml, element) {
                if inner.name.as_str() == "point" {
                    place.offer(gml_point(xml, &inner));
                }
            }
        }
        (Ns::Gml, "point") => place.offer(gml_point(xml, element)),
        (Ns::Gml, "pos") => place.offer(text(xml, element).and_then(|text| point(&text, axes(element)))),
        (Ns::Geo, "point") => {
            while let Some(inner) = inside(xml, element) {
                half(xml, &inner, place);
            }
        }
        (Ns::Geo, _) => half(xml, element, place),
        _ => {}
    }
}

/// Reads `geo:lat` or `geo:long`.
fn half<'a>(xml: &mut Xml<'a>, element: &Element<'a>, place: &mut Place) {
    let (half, bound) = match element.name.as_str() {
        "lat" => (&mut place.latitude, 90.0),
        "long" | "lon" => (&mut place.longitude, 180.0),
        _ => return,
    };
    let degrees = text(xml, element).and_then(|text| text.parse().ok()).filter(|at: &f64| at.abs() <= bound);
    if half.is_none() {
        *half = degrees;
    }
}

/// Reads `gml:Point` (GML 3.1.1 §10.3.1).
fn gml_point<'a>(xml: &mut Xml<'a>, element: &Element<'a>) -> Option<Point> {
    let outer = axes(element);
    let mut found = None;
    while let Some(inner) = inside(xml, element) {
        if matches!(inner.name.as_str(), "pos" | "coordinates") {
            let axes = if inner.attribute("srsName").is_some() { axes(&inner) } else { outer };
            found = found.or(text(xml, &inner).and_then(|text| point(&text, axes)));
        }
    }
    found
}

/// In which order the numbers of a position stand.
#[derive(Clone, Copy)]
enum Axes {
    LatLong,
    LongLat,
}

/// The order that the reference system of an element has. None said: WGS 84, and that has the latitude first, as
/// have all geographic systems of EPSG, which are numbered from 4001 to 4999. Others, projected ones and CRS84, say east first.
fn axes(element: &Element<'_>) -> Axes {
    let Some(name) = element.attribute("srsName") else { return Axes::LatLong };
    let name = name.trim_end();
    let digits = name.len() - name.bytes().rev().take_while(u8::is_ascii_digit).count();
    let is_epsg = name.to_ascii_lowercase().contains("epsg");
    match name.get(digits..).and_then(|number| number.parse::<u32>().ok()) {
        Some(4001..=4999) if is_epsg => Axes::LatLong,
        _ => Axes::LongLat,
    }
}

/// The point that numbers say, with blanks or a comma between them. A third one, a height, is dropped.
fn point(text: &str, axes: Axes) -> Option<Point> {
    let mut numbers = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|number| !number.is_empty())
        .map(|number| number.parse::<f64>().ok().filter(|number| number.is_finite()));
    let (first, second) = (numbers.next()??, numbers.next()??);
    let (latitude, longitude) = match axes {
        Axes::LatLong => (first, second),
        Axes::LongLat => (second, first),
    };
    (latitude.abs() <= 90.0 && longitude.abs() <= 180.0).then_some(Point { latitude, longitude })
}
