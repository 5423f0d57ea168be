//! What an entry of others says for programs is carried on: a feed is read, published in every format, and what was published is read
//! again and says the same.

use feedloom::model::draft::{Draft, RawText};
use feedloom::model::syndicated::{DraftMedia, DraftMediaAbout, Podcast, Syndicated};
use feedloom::parse::feed::{Hints, parse};
use feedloom::text::html::to_plain;

use super::{build, planet};
use crate::harness::Project;

/// The documents that are read again.
const DOCUMENTS: [&str; 3] = ["feeds/rss.xml", "feeds/atom.xml", "feeds/feed.json"];

const NAMESPACES: &str = "xmlns:media=\"http://search.yahoo.com/mrss/\" xmlns:georss=\"http://www.georss.org/georss\" \
    xmlns:thr=\"http://purl.org/syndication/thread/1.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"";

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
    <media:thumbnail url=\"https://n.example/u.png\"/><georss:point>52.520008 -13.5</georss:point>\
    <thr:in-reply-to ref=\"urn:x:a&amp;b\" href=\"https://o.example/1?a=1&amp;b=2\" type=\"text/html\" source=\"https://o.example/feed\"/>";

fn rich_rss() -> String {
    format!(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" {NAMESPACES} xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\" \
         xmlns:wfw=\"http://wellformedweb.org/CommentAPI/\" \
         xmlns:cc=\"http://backend.userland.com/creativeCommonsRssModule\"><channel><title>Cast</title><link>https://n.example/</link>\
         <description>d</description><item><title>One &amp; only</title><guid>https://n.example/?p=1</guid>\
         <pubDate>Mon, 06 Sep 2021 00:00:00 +0000</pubDate><description>Text</description>\
         <enclosure url=\"https://n.example/1.mp3\" length=\"9\" type=\"audio/mpeg\"/>{BORROWED}\
         <dc:creator>Ada</dc:creator><dc:contributor>Bob &amp; co</dc:contributor><comments>https://n.example/1?c=1&amp;d=2#c</comments>\
         <slash:comments>7</slash:comments><wfw:commentRss>https://n.example/1/feed</wfw:commentRss>\
         <cc:license>https://l.example/by/4.0/</cc:license><atom:link rel=\"via\" href=\"https://v.example/\" title=\"V &amp; W\"/>\
         <atom:link rel=\"related\" href=\"https://r.example/1\"/><atom:link rel=\"related\" href=\"https://r.example/2\"/></item></channel></rss>"
    )
}

fn rich_atom() -> String {
    format!(
        "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\" {NAMESPACES}><title>Cast</title>\
         <id>urn:x:feed</id><updated>2021-09-06T00:00:00Z</updated><link href=\"https://n.example/\"/>\
         <entry><title>One &amp; only</title><id>https://n.example/?p=1</id><published>2021-09-06T00:00:00Z</published>\
         <updated>2021-09-06T00:00:00Z</updated><content>Text</content>\
         <link rel=\"enclosure\" href=\"https://n.example/1.mp3\" length=\"9\" type=\"audio/mpeg\"/>{BORROWED}\
         <author><name>Ada</name></author><contributor><name>Bob &amp; co</name><uri>https://b.example/</uri></contributor>\
         <link rel=\"replies\" type=\"text/html\" href=\"https://n.example/1?c=1&amp;d=2#c\"/><thr:total>7</thr:total>\
         <link rel=\"replies\" type=\"application/rss+xml\" href=\"https://n.example/1/feed\"/>\
         <link rel=\"license\" href=\"https://l.example/by/4.0/\"/><link rel=\"via\" href=\"https://v.example/\" title=\"V &amp; W\"/>\
         <link rel=\"related\" href=\"https://r.example/1\"/><link rel=\"related\" href=\"https://r.example/2\"/></entry></feed>"
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
        for format in DOCUMENTS {
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
        for format in DOCUMENTS {
            assert_eq!(media(&only(&project.read(format))), before, "{format}");
        }
    }
}

#[test]
fn what_an_entry_leads_to_and_who_helped_is_said_in_every_format_that_has_words_for_it() {
    for feed in [rich_rss(), rich_atom()] {
        let before = only(&feed);
        let project = published(&feed);
        for format in DOCUMENTS {
            let after = only(&project.read(format));
            let (is, was) = (more(&after), more(&before));
            let names = |more: &Syndicated| -> Vec<String> {
                more.contributors.iter().map(|person| person.name.clone()).collect()
            };
            assert_eq!(names(is), ["Bob & co"], "{format}");
            assert_eq!(names(is), names(was), "{format}");
            assert_eq!(is.license, was.license, "{format}");
            assert_eq!(
                (&is.comments, &is.comment_feed, &is.comment_count),
                (&was.comments, &was.comment_feed, &was.comment_count),
                "{format}"
            );
            assert_eq!(is.comment_count.as_deref(), Some("7"), "{format}");
            assert_eq!((&is.in_reply_to, is.point), (&was.in_reply_to, was.point), "{format}");
            assert!(is.point.is_some() && is.in_reply_to.len() == 1, "{format}");
            let links = |more: &Syndicated| -> Vec<(String, String, Option<String>)> {
                let carried = more.links.iter().filter(|link| matches!(link.rel.as_str(), "via" | "related"));
                let mut links: Vec<_> =
                    carried.map(|link| (link.rel.clone(), link.href.clone(), link.title.clone())).collect();
                links.sort();
                links
            };
            assert_eq!(links(is), links(was), "{format}");
            assert_eq!(links(is).len(), 3, "{format}");
        }
        let item: serde_json::Value = serde_json::from_str(&project.read("feeds/feed.json")).unwrap();
        let said = &item["items"][0]["_feedloom"];
        assert_eq!(said["contributors"][0]["name"], "Bob & co");
        assert_eq!(said["license"], "https://l.example/by/4.0/");
        assert_eq!(said["comment_count"], 7);
        assert_eq!(said["point"], serde_json::json!({ "latitude": 52.520_008, "longitude": -13.5 }));
        assert_eq!(said["in_reply_to"][0]["ref"], "urn:x:a&b");
        assert_eq!(said["media"]["objects"].as_array().unwrap().len(), 3);
        assert_eq!(said["links"][0]["rel"], "via");
        assert_eq!(said["episode"]["title"], "One");
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
            for prefix in ["media", "itunes", "georss", "thr"] {
                let declared = document.matches(&format!("xmlns:{prefix}=")).count();
                assert_eq!(declared, times, "{prefix} in {format}");
            }
        }
    }
}

/// A feed that says all that a feed can say of itself, with an entry of its own and one that it has from elsewhere.
const SOURCES: &str = "<?xml version=\"1.0\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Near</title>\
    <subtitle>Told &amp; sold</subtitle><id>urn:x:near</id><updated>2021-09-06T00:00:00Z</updated>\
    <link href=\"https://n.example/\"/><link rel=\"self\" href=\"https://n.example/feed\"/>\
    <link rel=\"license\" href=\"https://l.example/by\"/><rights>(c) N</rights><logo>https://n.example/logo.png</logo>\
    <icon>https://n.example/icon.png</icon><category term=\"t&amp;t\" scheme=\"urn:x:s\" label=\"T &amp; t\"/>\
    <author><name>Ada</name></author><contributor><name>Bob</name></contributor>\
    <entry><title>Own</title><id>urn:x:1</id><published>2021-09-06T00:00:01Z</published><updated>2021-09-06T00:00:01Z</updated>\
    <content>Text</content></entry>\
    <entry><title>Far</title><id>urn:x:2</id><published>2021-09-06T00:00:00Z</published><updated>2021-09-06T00:00:00Z</updated>\
    <content>Text</content><author><name>Eve</name></author><source><title>Far away</title><id>urn:x:far</id>\
    <updated>2021-09-06T00:00:00Z</updated><subtitle>Farther</subtitle><rights>(c) F</rights><logo>https://f.example/logo.png</logo>\
    <icon>https://f.example/icon.png</icon><link rel=\"self\" href=\"https://f.example/feed\"/>\
    <link rel=\"license\" href=\"https://l.example/nc\"/><category term=\"f\"/><author><name>Fay</name></author>\
    <contributor><name>Gus</name></contributor></source></entry></feed>";

#[test]
fn what_a_feed_says_of_itself_is_said_of_it_as_a_source() {
    let project = published(SOURCES);
    let atom = project.read("feeds/atom.xml");
    let parsed = parse(atom.as_bytes(), &Hints::default()).unwrap();
    let origins: Vec<_> = parsed.entries.iter().map(|entry| more(entry).origin.as_deref().unwrap()).collect();
    let [own, far] = origins.as_slice() else { panic!("{atom}") };
    for (origin, subtitle, rights, host, license, category, authors, contributor) in [
        (
            own,
            "Told & sold",
            "(c) N",
            "n.example",
            "by",
            ("t&t", Some("urn:x:s"), Some("T & t")),
            &[][..],
            "Bob",
        ),
        (far, "Farther", "(c) F", "f.example", "nc", ("f", None, None), &["Fay"][..], "Gus"),
    ] {
        assert_eq!(plain(origin.subtitle.as_ref()), subtitle);
        assert_eq!(plain(origin.rights.as_ref()), rights);
        let pictures = (origin.image.as_deref(), origin.icon.as_deref());
        let (logo, icon) = (format!("https://{host}/logo.png"), format!("https://{host}/icon.png"));
        assert_eq!(pictures, (Some(logo.as_str()), Some(icon.as_str())));
        assert_eq!(origin.license, Some(format!("https://l.example/{license}")));
        assert_eq!(origin.feed_url, Some(format!("https://{host}/feed")));
        let found = &origin.categories[0];
        assert_eq!((found.term.as_str(), found.scheme.as_deref(), found.label.as_deref()), category);
        let names: Vec<_> = origin.authors.iter().map(|person| person.name.as_str()).collect();
        assert_eq!(names, authors);
        assert_eq!(origin.contributors[0].name, contributor);
    }
    let json: serde_json::Value = serde_json::from_str(&project.read("feeds/feed.json")).unwrap();
    let origin = &json["items"][0]["_feedloom"]["origin"];
    assert_eq!((&origin["description"], &origin["rights"]), (&"Told & sold".into(), &"(c) N".into()));
    assert_eq!(origin["icon"], "https://n.example/logo.png");
    assert_eq!(origin["favicon"], "https://n.example/icon.png");
}

#[test]
fn a_face_is_the_icon_of_a_source() {
    let project =
        planet(SOURCES).config(&format!("{}face = \"https://planet.example/ada.png\"\n", super::CONFIG));
    build(&project);
    let atom = project.read("feeds/atom.xml");
    let icons: Vec<_> = atom.match_indices("<icon>").map(|(at, _)| &atom[at..at + 36]).collect();
    assert_eq!(icons, ["<icon>https://planet.example/ada.png", "<icon>https://f.example/icon.png</ic"]);
    let json: serde_json::Value = serde_json::from_str(&project.read("feeds/feed.json")).unwrap();
    let icon = |at: usize| json["items"][at]["_feedloom"]["origin"]["icon"].clone();
    assert_eq!(
        (icon(0), icon(1)),
        ("https://planet.example/ada.png".into(), "https://f.example/logo.png".into())
    );
}

#[test]
fn the_site_stands_behind_no_link_of_others() {
    let project = published(
        "<rss version=\"2.0\"><channel><title>N</title><link>https://n.example/</link><item><title>One</title>\
         <link>https://n.example/1</link><description>&lt;p&gt;A &lt;a href=\"/b\"&gt;b&lt;/a&gt;&lt;/p&gt;</description></item>\
         </channel></rss>",
    );
    let json: serde_json::Value = serde_json::from_str(&project.read("feeds/feed.json")).unwrap();
    assert_eq!(
        json["items"][0]["content_html"],
        "<p>A <a href=\"https://n.example/b\" rel=\"noopener noreferrer nofollow\">b</a></p>"
    );
}

#[test]
fn what_a_planet_took_from_a_planet_says_the_same() {
    let first = published(&rich_atom());
    for format in DOCUMENTS {
        let document = first.read(format);
        // The planet is another one than the one that published it.
        let second = published(&document.replace("planet.example", "other.example"));
        for again in DOCUMENTS {
            let (before, after) = (only(&document), only(&second.read(again)));
            assert_eq!(media(&after), media(&before), "{again} of {format}");
            assert_eq!(more(&after).in_reply_to, more(&before).in_reply_to, "{again} of {format}");
            assert_eq!(podcast(&after).facts.len(), podcast(&before).facts.len(), "{again} of {format}");
            let origin = |draft| more(draft).origin.as_deref().map(|origin| plain(origin.title.as_ref()));
            assert_eq!(origin(&before).as_deref().unwrap_or("Cast"), "Cast", "{format}");
        }
    }
}
