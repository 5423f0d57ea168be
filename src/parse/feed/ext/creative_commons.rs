//! Creative Commons: `creativeCommons:license` of RSS 2.0, whose text is the licence, and `cc:license` of RDF, which points to it.

use super::Parent;
use super::address;
use crate::parse::xml::{Element, Xml};

/// Reads `creativeCommons:license` and `cc:license`.
pub(super) fn read<'a>(xml: &mut Xml<'a>, element: &Element<'a>, parent: &mut Parent<'_>) {
    if element.name.as_str() != "license" {
        return;
    }
    let license = match element.attribute_of_any_prefix("resource") {
        Some(resource) if !resource.trim().is_empty() => Some(xml.resolve(&resource)),
        _ => address(xml, element),
    };
    if let Some(license) = license {
        licensed(parent, license);
    }
}

/// Takes over a licence, where none is known.
pub(super) fn licensed(parent: &mut Parent<'_>, license: String) {
    let place = match parent {
        Parent::Feed(feed) => &mut feed.feed.license,
        Parent::Entry(entry) => &mut entry.more.license,
    };
    place.get_or_insert(license);
}
