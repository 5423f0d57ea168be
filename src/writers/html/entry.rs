//! One entry of a page. In: an entry, and the site, which says how much of it pages show. Out: its HTML.

use minijinja::value::Value;
use percent_encoding::percent_decode_str;
use serde::Serialize;

use crate::model::entry::Entry;
use crate::model::feed::{Shown, Site};
use crate::model::parts::{Enclosure, Language, PlainText};
use crate::text::date;

use super::template::{self, render};
use super::{Moment, direction, words};
use crate::writers::shown::{self, Parts};
use crate::writers::{Fragment, WriteError, safe};

/// The values of the entry's template.
#[derive(Serialize)]
struct EntryValues<'a> {
    language: Option<&'a str>,
    direction: &'static str,
    title: &'a str,
    link: Option<String>,
    published: Moment,
    updated: Option<Moment>,
    authors: Vec<Author<'a>>,
    /// The feed that the entry is from.
    origin: Option<Author<'a>>,
    image: Option<String>,
    summary: Option<&'a str>,
    content: Option<Value>,
    related: Option<Related<'a>>,
    files: Vec<File>,
    categories: Vec<String>,
    words: &'static words::Words,
}

#[derive(Serialize)]
struct Author<'a> {
    name: &'a str,
    url: Option<String>,
}

/// The page that the entry is about.
#[derive(Serialize)]
struct Related<'a> {
    url: String,
    host: &'a str,
}

#[derive(Serialize)]
struct File {
    url: String,
    name: String,
    media_type: String,
    size: Option<String>,
}

/// Serializes one entry.
pub(super) fn write(shown: &Shown, site: &Site) -> Result<Fragment, WriteError> {
    Ok(Fragment { bytes: render(template::ENTRY, &values(shown, site))?.into_bytes(), namespaces: 0 })
}

/// The entry in the template's words.
fn values<'a>(shown: &'a Shown, site: &'a Site) -> EntryValues<'a> {
    let entry = &*shown.entry;
    let parts = Parts::of(shown, shown.page);
    let words = words::of(site.language.as_ref());
    let moment = |at| Moment { machine: date::rfc3339(at), day: words.day(date::clamp(at), site.timezone) };
    let published = moment(entry.published);
    let language = shown::foreign_language(entry, site);
    EntryValues {
        language: language.map(Language::as_str),
        // Without a language the title decides, for the date below it as well.
        direction: language.map_or("auto", |language| direction(language.is_right_to_left())),
        title: entry.title.as_str(),
        link: entry.link.as_ref().map(|link| safe::url(link).into_owned()),
        updated: Some(moment(entry.updated)).filter(|updated| updated.day != published.day),
        published,
        authors: entry
            .authors
            .iter()
            .filter(|author| !author.name.is_empty())
            .map(|author| Author {
                name: author.name.as_str(),
                url: author.uri.as_ref().map(|uri| safe::url(uri).into_owned()),
            })
            .collect(),
        origin: origin(entry),
        // Beside its content the picture would mostly be seen twice.
        image: entry
            .image
            .as_ref()
            .filter(|_| parts.html.is_none())
            .map(|image| safe::url(&image.url).into_owned()),
        summary: summary(shown, &parts),
        content: parts.html.map(|html| Value::from_safe_string(html.as_str().to_owned())),
        related: entry.related.as_ref().map(|url| Related {
            url: safe::url(url).into_owned(),
            host: url.host_str().unwrap_or(url.as_str()),
        }),
        files: entry.enclosures.iter().map(file).collect(),
        categories: shown::category_paths(entry)
            .map(|path| path.label)
            .chain(shown::tags(entry).map(|tag| format!("#{tag}")))
            .collect(),
        words,
    }
}

/// The name and the page of the feed that the entry is from, unless an author goes by that name.
fn origin(entry: &Entry) -> Option<Author<'_>> {
    let origin = entry.origin.as_deref()?;
    let name = shown::origin_name(origin);
    let is_told = name.is_empty() || entry.authors.iter().any(|author| author.name.as_str() == name);
    let url = origin.site.as_ref().or(origin.feed.as_ref()).map(|url| safe::url(url).into_owned());
    (!is_told).then_some(Author { name, url })
}

/// The summary; for a note that shows nothing else, its beginning, lest only a date be seen.
fn summary<'a>(shown: &'a Shown, parts: &Parts<'a>) -> Option<&'a str> {
    let note = shown.entry.title.is_empty() && parts.html.is_none();
    parts.summary.or(note.then(|| shown.body.excerpt.as_str())).filter(|text| !text.is_empty())
}

/// A file under the name that its URL ends with.
fn file(file: &Enclosure) -> File {
    let last = file.url.path_segments().and_then(Iterator::last).unwrap_or_default();
    let name = PlainText::new(&percent_decode_str(last).decode_utf8_lossy());
    File {
        url: safe::url(&file.url).into_owned(),
        name: if name.is_empty() {
            file.url.host_str().unwrap_or_default().to_owned()
        } else {
            name.to_string()
        },
        media_type: safe::media_type(&file.media_type).into_owned(),
        size: file.length.filter(|length| *length > 0).map(size),
    }
}

/// A number of bytes for people, in units of 1000.
fn size(bytes: u64) -> String {
    const UNITS: [&str; 6] = ["kB", "MB", "GB", "TB", "PB", "EB"];
    if bytes < 1000 {
        return format!("{bytes} B");
    }
    // Tenths of the unit, rounded down: whole numbers, so that every machine writes the same digits.
    let mut tenths = bytes / 100;
    for unit in UNITS {
        if tenths < 100 {
            return format!("{}.{} {unit}", tenths / 10, tenths % 10);
        }
        if tenths < 10_000 {
            return format!("{} {unit}", tenths / 10);
        }
        tenths /= 1000;
    }
    format!("{bytes} B")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_are_short() {
        for (bytes, text) in [
            (0, "0 B"),
            (999, "999 B"),
            (1000, "1.0 kB"),
            (12_345, "12 kB"),
            (999_999, "999 kB"),
            (5_300_000, "5.3 MB"),
            (u64::MAX, "18 EB"),
        ] {
            assert_eq!(size(bytes), text);
        }
    }
}
