//! Two readers, one feed: where a feed is well-formed and says plainly what it means, `feed-rs` reads what we read.
//!
//! The feeds are those that the benchmark makes, one of each shape that is met most. Left out is what `feed-rs` does on purpose
//! otherwise: `dc:subject` is no category to it, and it makes up the ids of RSS 1.0.

use feed_rs::model::Entry;
use feedloom::model::draft::{Draft, DraftBody, RawText};
use feedloom::parse::feed::{Hints, parse};
use feedloom::text::html::to_plain;

#[path = "../../benches/parse/corpus.rs"]
#[expect(dead_code, reason = "the benchmark makes more of it")]
mod corpus;

fn plain(text: Option<&RawText>) -> String {
    text.map(to_plain).unwrap_or_default().to_string()
}

fn theirs(text: Option<&feed_rs::model::Text>) -> String {
    text.map(|text| to_plain(&RawText::html(text.content.as_str())).to_string()).unwrap_or_default()
}

/// What both say of an entry, in the same form.
pub(crate) fn facts_of_ours(entry: &Draft) -> Vec<(&'static str, String)> {
    let more = entry.syndicated.as_deref().unwrap();
    let content = match &entry.body {
        DraftBody::Inline(text) => text.value.trim().to_owned(),
        _ => String::new(),
    };
    let enclosures = entry.enclosures.iter().map(|file| format!("{} {:?}", file.url, file.length));
    vec![
        ("title", plain(entry.title.as_ref())),
        ("link", entry.link.clone().unwrap_or_default()),
        ("published", format!("{:?}", entry.published)),
        ("content", content),
        ("authors", entry.authors.iter().map(|person| person.name.clone()).collect::<Vec<_>>().join(", ")),
        (
            "categories",
            more.categories.iter().map(|category| category.term.clone()).collect::<Vec<_>>().join(", "),
        ),
        ("enclosures", enclosures.collect::<Vec<_>>().join(", ")),
    ]
}

pub(crate) fn facts_of_theirs(entry: &Entry, ours: &Draft) -> Vec<(&'static str, String)> {
    let content = entry.content.as_ref().and_then(|content| content.body.clone());
    // A text alone is content to us, wherever its format puts it.
    let content = content.or_else(|| match ours.summary {
        None => entry.summary.as_ref().map(|text| text.content.clone()),
        Some(_) => None,
    });
    let is_page = |link: &&feed_rs::model::Link| link.rel.as_deref().is_none_or(|rel| rel == "alternate");
    let media = || entry.media.iter().flat_map(|media| &media.content);
    let enclosures = media().filter_map(|file| Some(format!("{} {:?}", file.url.as_ref()?, file.size)));
    vec![
        ("title", theirs(entry.title.as_ref())),
        ("link", entry.links.iter().find(is_page).map(|link| link.href.clone()).unwrap_or_default()),
        ("published", format!("{:?}", entry.published.or(entry.updated))),
        ("content", content.unwrap_or_default().trim().to_owned()),
        (
            "authors",
            entry.authors.iter().filter_map(|person| person.name.clone()).collect::<Vec<_>>().join(", "),
        ),
        (
            "categories",
            // Names that were escaped twice, as those of WordPress, are left so by the other reader.
            entry
                .categories
                .iter()
                .map(|category| category.term.replace("&amp;", "&"))
                .collect::<Vec<_>>()
                .join(", "),
        ),
        ("enclosures", enclosures.collect::<Vec<_>>().join(", ")),
    ]
}

#[test]
fn another_reader_reads_the_same_of_what_is_well_formed() {
    for sample in corpus::well_formed() {
        let ours = parse(&sample.bytes, &Hints::default()).unwrap();
        let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
        let theirs_read = parser.parse(sample.bytes.as_slice()).unwrap();
        assert!(ours.defects.is_empty(), "{}: {:?}", sample.name, ours.defects);
        assert_eq!(plain(ours.feed.title.as_ref()), theirs(theirs_read.title.as_ref()), "{}", sample.name);
        assert_eq!(ours.entries.len(), theirs_read.entries.len(), "{}", sample.name);
        for (own, their) in ours.entries.iter().zip(&theirs_read.entries) {
            let place = format!("{}, {:?}", sample.name, own.claimed_id);
            let (mut own_facts, mut their_facts) = (facts_of_ours(own), facts_of_theirs(their, own));
            if their.categories.is_empty() {
                own_facts.retain(|(what, _)| *what != "categories");
                their_facts.retain(|(what, _)| *what != "categories");
            }
            assert_eq!(own_facts, their_facts, "{place}");
            if !sample.name.starts_with("RSS 1.0") {
                assert_eq!(own.claimed_id.as_deref(), Some(their.id.as_str()), "{place}");
            }
        }
    }
}
