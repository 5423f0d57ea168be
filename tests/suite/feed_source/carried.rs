//! What an entry of others says for programs is carried on: a feed is read, published in every format, and what was published is read
//! again and says the same.

use feedloom::model::draft::{Draft, RawText};
use feedloom::model::syndicated::{DraftMedia, DraftMediaAbout, Podcast, Syndicated};
use feedloom::parse::feed::{Hints, parse};
use feedloom::text::html::to_plain;

use super::{build, planet};
use crate::harness::Project;

const NAMESPACES: &str = "xmlns:media=\"http://search.yahoo.com/mrss/\" \
    xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"";

/// What both of the feeds say of their entry in the same words.
const BORROWED: &str = "<itunes:title>One</itunes:title><itunes:subtitle>First &amp;amp; last</itunes:subtitle>\
    <itunes:summary>Told in full</itunes:summary><itunes:block>Yes</itunes:block><itunes:explicit>true</itunes:explicit>\
    <itunes:duration>1:01</itunes:duration><itunes:season>2</itunes:season><itunes:episode>7</itunes:episode>\
    <itunes:episodeType>bonus</itunes:episodeType><itunes:order>3</itunes:order>\
    <itunes:image href=\"https://n.example/cover.jpg\"/>\
    <media:group><media:title type=\"plain\">All &lt;i&gt;</media:title><media:rating scheme=\"urn:simple\">nonadult</media:rating>\
    <media:content url=\"https://n.example/s.mp4?a=1&amp;b=2\" type=\"video/mp4\" medium=\"video\" fileSize=\"12\" duration=\"61\" \
    width=\"320\" height=\"200\" bitrate=\"128\" isDefault=\"true\" lang=\"en\"><media:title>Small</media:title>\
    <media:description type=\"plain\">\"Small\" &amp; fine</media:description>\
    <media:credit role=\"author\" scheme=\"urn:ebu\">Ada &amp; co</media:credit></media:content>\
    <media:content url=\"https://n.example/l.mp4\" type=\"video/mp4\" medium=\"video\"/></media:group>\
    <media:content url=\"https://n.example/p.png\" medium=\"image\"/>\
    <media:thumbnail url=\"https://n.example/t.png\" width=\"75\" height=\"50\"/>\
    <media:thumbnail url=\"https://n.example/u.png\"/>";

fn rich_rss() -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" {NAMESPACES}><channel><title>Cast</title><link>https://n.example/</link>\
         <description>d</description><item><title>One &amp; only</title><guid>https://n.example/?p=1</guid>\
         <pubDate>Mon, 06 Sep 2021 00:00:00 +0000</pubDate><description>Text</description>\
         <enclosure url=\"https://n.example/1.mp3\" length=\"9\" type=\"audio/mpeg\"/>{BORROWED}</item></channel></rss>"
    )
}

fn rich_atom() -> String {
    format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" {NAMESPACES}><title>Cast</title>\
         <id>urn:x:feed</id><updated>2021-09-06T00:00:00Z</updated><link href=\"https://n.example/\"/>\
         <entry><title>One &amp; only</title><id>https://n.example/?p=1</id><published>2021-09-06T00:00:00Z</published>\
         <updated>2021-09-06T00:00:00Z</updated><content>Text</content>\
         <link rel=\"enclosure\" href=\"https://n.example/1.mp3\" length=\"9\" type=\"audio/mpeg\"/>{BORROWED}</entry></feed>"
    )
}

/// The entry of a document.
fn only(document: &str) -> Draft {
    let parsed = parse(document.as_bytes(), &Hints::default()).unwrap();
    assert!(parsed.defects.is_empty(), "{:?} in {document}", parsed.defects);
    assert_eq!(parsed.entries.len(), 1);
    parsed.entries.into_iter().next().unwrap()
}

fn more(draft: &Draft) -> &Syndicated {
    draft.syndicated.as_deref().unwrap()
}

fn podcast(draft: &Draft) -> &Podcast {
    more(draft).podcast.as_deref().unwrap()
}

fn fact<'d>(draft: &'d Draft, name: &str) -> Option<&'d str> {
    let facts = &podcast(draft).facts;
    facts.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

fn plain(text: Option<&RawText>) -> String {
    text.map(to_plain).unwrap_or_default().as_str().to_owned()
}

fn about(said: &DraftMediaAbout) -> String {
    let credits =
        said.credits.iter().map(|credit| format!("{} {:?} {:?}", credit.name, credit.role, credit.scheme));
    let ratings = said.ratings.iter().map(|rating| format!("{} {:?}", rating.value, rating.scheme));
    let labels: Vec<_> = credits.chain(ratings).collect();
    format!("{:?} {:?} {labels:?}", plain(said.title.as_ref()), plain(said.description.as_ref()))
}

fn object(media: &DraftMedia) -> String {
    let DraftMedia { url, media_type, medium, length, duration, width, height, facts, group, about: said } =
        media;
    let mut facts = facts.clone();
    facts.sort();
    format!(
        "{url:?} {media_type:?} {medium:?} {length:?} {duration:?} {width:?} {height:?} {facts:?} {group:?} {}",
        about(said)
    )
}

/// What the entry says of its media, in an order that does not depend on the document's.
fn media(draft: &Draft) -> Vec<String> {
    let mut said: Vec<_> = more(draft).media.iter().map(object).collect();
    // The cover stands for the entry, which is said in the words of Media RSS, too.
    let pictures = more(draft).thumbnails.iter().filter(|picture| !picture.url.ends_with("/cover.jpg"));
    said.extend(pictures.map(|picture| format!("{picture:?}")));
    said.push(more(draft).about_media.as_deref().map(about).unwrap_or_default());
    said.sort();
    said
}

/// Publishes a feed.
fn published(feed: &str) -> Project {
    let project = planet(feed);
    build(&project);
    project
}

#[test]
fn an_episode_says_in_rss_and_in_atom_what_it_said() {
    for feed in [rich_rss(), rich_atom()] {
        let before = only(&feed);
        let project = published(&feed);
        for format in ["feeds/rss.xml", "feeds/atom.xml"] {
            let after = only(&project.read(format));
            for name in ["title", "season", "episode", "episodeType", "order"] {
                assert!(fact(&before, name).is_some(), "{name}");
                assert_eq!(fact(&after, name), fact(&before, name), "{name} in {format}");
            }
            let texts = |draft| {
                let Podcast { block, explicit, subtitle, summary, image, .. } = podcast(draft);
                let plain = |text: &Option<String>| text.clone().map(|text| to_plain(&RawText::html(text)));
                (*block, *explicit, plain(subtitle), plain(summary), image.clone())
            };
            assert_eq!(texts(&after), texts(&before), "{format}");
            assert_eq!(podcast(&after).duration.as_deref(), Some("61"), "{format}");
        }
    }
}

#[test]
fn media_say_in_rss_and_in_atom_what_they_said() {
    for feed in [rich_rss(), rich_atom()] {
        let before = media(&only(&feed));
        assert_eq!(before.len(), 6, "{before:?}");
        let project = published(&feed);
        for format in ["feeds/rss.xml", "feeds/atom.xml"] {
            assert_eq!(media(&only(&project.read(format))), before, "{format}");
        }
    }
}

#[test]
fn a_vocabulary_is_declared_once_and_where_it_is_used() {
    let plain = "<rss version=\"2.0\"><channel><title>Plain</title><link>https://n.example/</link><item><title>One</title>\
                 <link>https://n.example/1</link></item></channel></rss>";
    for (feed, times) in [(rich_rss(), 1), (plain.to_owned(), 0)] {
        let project = published(&feed);
        for format in ["feeds/rss.xml", "feeds/atom.xml"] {
            let document = project.read(format);
            roxmltree::Document::parse(&document).unwrap();
            for prefix in ["media", "itunes"] {
                let declared = document.matches(&format!("xmlns:{prefix}=")).count();
                assert_eq!(declared, times, "{prefix} in {format}");
            }
        }
    }
}
