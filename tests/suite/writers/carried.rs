//! What is only carried on, exactly as it is written.

use std::sync::Arc;

use feedloom::model::entry::{Entry, Origin, OriginAbout};
use feedloom::model::parts::carried::{Carried, CarriedLink, CommentFeed, Point, Reply};
use feedloom::model::parts::episode::Episode;
use feedloom::model::parts::media::{Credit, Media, MediaAbout, MediaObject, Rating, Thumbnail};
use feedloom::model::parts::{Enclosure, Person, PlainText};

use super::views::{entry, full, parse, url, write_entries};

/// A text that has to be escaped wherever it stands.
const SHARP: &str = "<a href='x'>\"&amp;\" ]]>";

fn object(address: &str, group: Option<u32>) -> MediaObject {
    MediaObject {
        url: url(address),
        media_type: None,
        length: None,
        duration: None,
        width: None,
        height: None,
        facts: Vec::new(),
        group,
        about: MediaAbout::default(),
    }
}

fn carrying(carried: Carried) -> Entry {
    Entry { carried: Some(Box::new(carried)), ..entry("Pot") }
}

/// The entry alone as the document of this format has it.
fn written(format: &str, entry: Entry) -> String {
    let document = write_entries(format, &[full(entry)]);
    if format != "json" {
        parse(&document);
    }
    let entry = document.lines().nth(1).unwrap_or_default();
    entry.to_owned()
}

#[track_caller]
fn holds(document: &str, parts: &[&str]) {
    for part in parts {
        assert_eq!(document.matches(part).count(), 1, "{part} in {document}");
    }
}

#[test]
fn each_format_has_its_own_words() {
    let carried = Carried {
        contributors: vec![Person {
            name: "Bob".into(),
            email: Some("b@b.example".to_owned()),
            uri: Some(url("https://b.example/")),
        }],
        links: vec![CarriedLink {
            rel: "via".to_owned(),
            url: url("https://v.example/?a=1&b=2"),
            title: Some("V & W".into()),
        }],
        license: Some(url("https://l.example/by")),
        comments: Some(url("https://example.org/pot/#c")),
        comment_feed: Some(CommentFeed {
            url: url("https://example.org/pot/c"),
            media_type: "application/rss+xml".to_owned(),
        }),
        comment_count: Some(7),
        in_reply_to: vec![Reply { reference: "urn:x:1".to_owned(), ..Reply::default() }],
        point: Point::new(52.5, -0.000_001),
        media: None,
    };
    let rss = written("rss", carrying(carried.clone()));
    holds(
        &rss,
        &[
            "<dc:contributor>Bob</dc:contributor>",
            "<atom:link href=\"https://v.example/?a=1&#x26;b=2\" rel=\"via\" title=\"V &#x26; W\"/>",
            "<creativeCommons:license>https://l.example/by</creativeCommons:license>",
            "<comments>https://example.org/pot/#c</comments>",
            "<wfw:commentRss>https://example.org/pot/c</wfw:commentRss>",
            "<slash:comments>7</slash:comments>",
            "<thr:in-reply-to ref=\"urn:x:1\"></thr:in-reply-to>",
            "<georss:point>52.5 -0.000001</georss:point>",
        ],
    );
    let atom = written("atom", carrying(carried));
    holds(
        &atom,
        &[
            "<contributor><name>Bob</name><uri>https://b.example/</uri></contributor>",
            "<link href=\"https://v.example/?a=1&#x26;b=2\" rel=\"via\" title=\"V &#x26; W\"/>",
            "<link href=\"https://l.example/by\" rel=\"license\"/>",
            "<link href=\"https://example.org/pot/#c\" rel=\"replies\" type=\"text/html\"/>",
            "<link href=\"https://example.org/pot/c\" rel=\"replies\" type=\"application/rss+xml\"/>",
            "<thr:total>7</thr:total>",
            "<thr:in-reply-to ref=\"urn:x:1\"></thr:in-reply-to>",
            "<georss:point>52.5 -0.000001</georss:point>",
        ],
    );
    assert!(!atom.contains("b@b.example") && !atom.contains("slash:"), "{atom}");
}

#[test]
fn media_stand_in_their_groups_and_a_file_is_told_once() {
    let mut small = object("https://example.org/s.mp4", Some(0));
    small.facts = vec![("bitrate".to_owned(), "128".into())];
    small.about.credits =
        vec![Credit { name: "Ada".into(), role: Some("author".into()), scheme: Some("urn:ebu".to_owned()) }];
    let media = Media {
        about: MediaAbout {
            ratings: vec![Rating { value: "nonadult".into(), scheme: None }],
            ..MediaAbout::default()
        },
        thumbnails: vec![Thumbnail {
            url: url("https://example.org/t.png"),
            width: Some(75),
            height: Some(50),
        }],
        objects: vec![
            small,
            object("https://example.org/l.mp4", Some(0)),
            object("https://example.org/o.mp4", Some(1)),
            object("https://example.org/a.mp3", None),
        ],
    };
    let mut entry = carrying(Carried { media: Some(Box::new(media)), ..Carried::default() });
    entry.enclosures =
        ["https://example.org/1.mp3", "https://example.org/a.mp3", "https://example.org/b.mp3"]
            .map(|address| Enclosure {
                url: url(address),
                length: None,
                media_type: "audio/mpeg".to_owned(),
                duration: None,
            })
            .to_vec();
    let common = [
        "<media:group><media:content bitrate=\"128\" url=\"https://example.org/s.mp4\"><media:credit role=\"author\" \
         scheme=\"urn:ebu\">Ada</media:credit></media:content><media:content url=\"https://example.org/l.mp4\"></media:content>\
         </media:group><media:group><media:content url=\"https://example.org/o.mp4\"></media:content></media:group>",
        "<media:content url=\"https://example.org/a.mp3\"></media:content>",
        "<media:rating>nonadult</media:rating>",
        "<media:thumbnail height=\"50\" url=\"https://example.org/t.png\" width=\"75\"></media:thumbnail>",
    ];
    let (rss, atom) = (written("rss", entry.clone()), written("atom", entry));
    holds(&rss, &common);
    holds(&rss, &["<enclosure url=\"https://example.org/1.mp3\" length=\"0\" type=\"audio/mpeg\"/>"]);
    holds(&rss, &["<media:content type=\"audio/mpeg\" url=\"https://example.org/b.mp3\"></media:content>"]);
    holds(&atom, &common);
    assert_eq!(atom.matches("rel=\"enclosure\"").count(), 3, "{atom}");
    assert!(!atom.contains("b.mp3\"></media:content>"), "{atom}");
}

#[test]
fn whatever_the_texts_hold_they_are_texts() {
    let sharp = || PlainText::new(SHARP);
    let mut object = object("https://example.org/s.mp4", None);
    object.about.title = Some(sharp());
    object.about.credits = vec![Credit { name: sharp(), role: Some(sharp()), scheme: None }];
    let media = Media { objects: vec![object], ..Media::default() };
    let about = OriginAbout { subtitle: Some(sharp()), rights: Some(sharp()), ..OriginAbout::default() };
    let entry = Entry {
        episode: Some(Box::new(Episode {
            title: Some(sharp()),
            subtitle: Some(sharp()),
            summary: Some(sharp()),
            ..Episode::default()
        })),
        origin: Some(Arc::new(Origin {
            title: sharp(),
            feed: Some(url("https://n.example/feed")),
            about: Some(Box::new(about)),
            ..Origin::default()
        })),
        ..carrying(Carried { media: Some(Box::new(media)), ..Carried::default() })
    };
    for (format, names) in [
        ("rss", &["title", "subtitle", "summary", "credit", "source"][..]),
        ("atom", &["title", "subtitle", "summary", "credit", "rights"]),
    ] {
        let document = write_entries(format, &[full(entry.clone())]);
        let tree = parse(&document);
        for name in names {
            let mut all = tree.descendants().filter(|node| node.tag_name().name() == *name);
            let found = all.find(|node| node.text() == Some(SHARP));
            assert!(found.is_some(), "{name} in {document}");
        }
        let role = tree.descendants().find_map(|node| node.attribute("role"));
        assert_eq!(role, Some(SHARP), "{document}");
    }
    let json: serde_json::Value = serde_json::from_str(&write_entries("json", &[full(entry)])).expect("JSON");
    assert_eq!(json["items"][0]["_feedloom"]["episode"]["title"], SHARP);
    assert_eq!(json["items"][0]["_feedloom"]["origin"]["description"], SHARP);
}
