//! The fields of feeds and entries, one kind after the other.

use super::{read, value};
use crate::model::draft::DraftPerson;
use crate::model::syndicated::{Cloud, DraftCategory, DraftLink, Generator, Syndicated};
use crate::parse::feed::{Cut, Parsed};

fn more(parsed: &Parsed) -> &Syndicated {
    parsed.entries[0].syndicated.as_ref().unwrap()
}

fn atom(entry: &str) -> Parsed {
    read(&format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry>{entry}</entry></feed>"))
}

fn rss(item: &str) -> Parsed {
    read(&format!("<rss version='2.0'><channel><item>{item}</item></channel></rss>"))
}

fn person(name: &str, email: Option<&str>, uri: Option<&str>) -> DraftPerson {
    DraftPerson {
        name: name.to_owned(),
        email: email.map(str::to_owned),
        uri: uri.map(str::to_owned),
        avatar: None,
    }
}

#[test]
fn an_entrys_page_is_its_first_alternate_that_is_html() {
    for (links, page) in [
        ("<link href='http://a.example/1'/>", Some("http://a.example/1")),
        ("<link rel='self' href='http://a.example/1'/>", None),
        (
            "<link rel='alternate' type='application/pdf' href='/1'/><link type='text/html' href='/2'/>",
            Some("/2"),
        ),
        ("<link rel='alternate' type='application/pdf' href='/1'/>", Some("/1")),
        ("<link href='/1'/><link href='/2'/>", Some("/1")),
        ("<link rel='http://www.iana.org/assignments/relation/alternate' href='/1'/>", Some("/1")),
        ("<link>http://a.example/1</link>", Some("http://a.example/1")),
        ("<id>http://a.example/1</id>", Some("http://a.example/1")),
        ("<id>urn:a</id>", None),
        ("<guid>193</guid>", None),
        ("<content src='http://a.example/1' type='text/html'/>", Some("http://a.example/1")),
    ] {
        assert_eq!(atom(links).entries[0].link.as_deref(), page, "{links}");
    }
    let parsed = rss("<link>http://a.example/1</link><link>http://a.example/2</link>");
    assert_eq!(parsed.entries[0].link.as_deref(), Some("http://a.example/2"));
}

#[test]
fn links_keep_what_they_say_and_go_where_they_are_meant_for() {
    let parsed = atom(
        "<link rel='enclosure' href='/a.mp3' type='audio/mpeg' length='12' title='A' hreflang='en'/>\
         <link rel='related' href='/r'/><link rel='replies' type='text/html' href='/c'/>\
         <link rel='replies' type='application/atom+xml' href='/c.xml'/><link rel='license' href='/l'/><link/>",
    );
    let entry = &parsed.entries[0];
    assert_eq!(entry.enclosures[0].length, Some(12));
    assert_eq!(entry.related.as_deref(), Some("/r"));
    assert_eq!(more(&parsed).comments.as_deref(), Some("/c"));
    assert_eq!(more(&parsed).comment_feed.as_deref(), Some("/c.xml"));
    assert_eq!(more(&parsed).license.as_deref(), Some("/l"));
    let first = DraftLink {
        rel: "enclosure".to_owned(),
        href: "/a.mp3".to_owned(),
        media_type: Some("audio/mpeg".to_owned()),
        hreflang: Some("en".to_owned()),
        title: Some("A".to_owned()),
        length: Some("12".to_owned()),
    };
    assert_eq!(more(&parsed).links.first(), Some(&first));
    assert_eq!(more(&parsed).links.len(), 5);
    assert_eq!(parsed.defects.len(), 1, "{:?}", parsed.defects);
}

#[test]
fn an_address_that_was_escaped_twice_is_read_as_it_was_meant() {
    for item in [
        "<link>http://a.example/?a=1&amp;amp;b=2</link>",
        "<link><![CDATA[http://a.example/?a=1&amp;b=2]]></link>",
        "<guid>http://a.example/?a=1&amp;amp;b=2</guid>",
    ] {
        assert_eq!(rss(item).entries[0].link.as_deref(), Some("http://a.example/?a=1&b=2"), "{item}");
    }
}

#[test]
fn people_are_read_from_elements_and_from_one_text() {
    for (author, expected) in [
        (
            "<name> Jane </name><email>j@a.example</email><uri>http://a.example/</uri>",
            person("Jane", Some("j@a.example"), Some("http://a.example/")),
        ),
        (
            "<name>Jane</name><homepage>http://a.example/</homepage>",
            person("Jane", None, Some("http://a.example/")),
        ),
        ("j@a.example (Jane)", person("Jane", Some("j@a.example"), None)),
        ("Jane &lt;j@a.example&gt;", person("Jane", Some("j@a.example"), None)),
        ("Jane", person("Jane", None, None)),
    ] {
        for parsed in
            [atom(&format!("<author>{author}</author>")), rss(&format!("<author>{author}</author>"))]
        {
            assert_eq!(parsed.entries[0].authors, std::slice::from_ref(&expected), "{author}");
        }
    }
    let nobody = atom("<author><name/></author>");
    assert!(nobody.entries[0].authors.is_empty());
    assert_eq!(more(&nobody).nameless_authors, 1);
}

#[test]
fn the_people_of_a_source_made_the_entry_unless_it_names_its_own() {
    let source = "<source><title>S</title><id>urn:s</id><link href='http://s.example/'/>\
                  <link rel='self' href='http://s.example/f'/><author><name>S. Ource</name></author></source>";
    let parsed = atom(source);
    let origin = more(&parsed).origin.as_ref().unwrap();
    assert_eq!(value(origin.title.as_ref()), "S");
    assert_eq!(origin.id.as_deref(), Some("urn:s"));
    assert_eq!(origin.url.as_deref(), Some("http://s.example/"));
    assert_eq!(origin.feed_url.as_deref(), Some("http://s.example/f"));
    assert_eq!(parsed.entries[0].title, None);
    assert_eq!(parsed.entries[0].authors, [person("S. Ource", None, None)]);
    let parsed = atom(&format!("{source}<author><name>Jane</name></author>"));
    assert_eq!(parsed.entries[0].authors, [person("Jane", None, None)]);
    let parsed = rss("<source url='http://s.example/f'>S</source>");
    let origin = more(&parsed).origin.as_ref().unwrap();
    assert_eq!((value(origin.title.as_ref()), origin.feed_url.as_deref()), ("S", Some("http://s.example/f")));
}

#[test]
fn categories_have_terms_schemes_and_labels() {
    let category = |term: &str, scheme: Option<&str>, label: Option<&str>| DraftCategory {
        term: term.to_owned(),
        scheme: scheme.map(str::to_owned),
        label: label.map(str::to_owned),
    };
    let parsed = rss(
        "<category term='t' scheme='s' label='l'/><category domain='d'>u</category><category>u</category>\
         <category>u</category><category/><tags>v, w</tags><categories><category>x</category></categories>",
    );
    assert_eq!(
        more(&parsed).categories,
        [
            category("t", Some("s"), Some("l")),
            category("u", Some("d"), None),
            category("u", None, None),
            category("v", None, None),
            category("w", None, None),
            category("x", None, None),
        ]
    );
}

#[test]
fn dates_are_read_and_those_that_are_none_are_told() {
    let parsed = rss("<pubDate>Wed, 02 Oct 2002 13:00:00 GMT</pubDate><lastBuildDate>soon</lastBuildDate>");
    assert_eq!(parsed.entries[0].published.map(|date| date.timestamp()), Some(1_033_563_600));
    assert_eq!(parsed.entries[0].updated, None);
    let defect = parsed.defects.first().map(|defect| (defect.line, defect.what.as_ref()));
    assert_eq!(defect, Some((1, "`soon` in `<lastBuildDate>` is not a date")));
    let parsed = atom("<created>2003-12-13T08:29:29Z</created>");
    assert_eq!(parsed.entries[0].published.map(|date| date.timestamp()), Some(1_071_304_169));
}

#[test]
fn a_channel_says_what_it_is() {
    let parsed = read(
        "<rss version='2.0' xml:lang='de'><channel><title>T</title><description>D</description>\
         <link>http://a.example/</link><language>en</language><copyright>C</copyright>\
         <managingEditor>j@a.example (Jane)</managingEditor><webMaster>w@a.example</webMaster>\
         <pubDate>2002-10-02</pubDate><lastBuildDate>2002-10-03</lastBuildDate><category domain='d'>c</category>\
         <generator>G</generator><docs>http://d.example/</docs>\
         <cloud domain='c.example' port='80' path='/RPC2' registerProcedure='r' protocol='xml-rpc'/><ttl>60</ttl>\
         <image><url>http://a.example/i.png</url><title>I</title><link>http://i.example/</link></image>\
         <textInput><title>Search</title><description>x</description><name>q</name><link>http://q.example/</link>\
         </textInput><skipHours><hour>0</hour><hour>13</hour></skipHours><skipDays><day>Sunday</day></skipDays>\
         </channel></rss>",
    );
    let feed = &parsed.feed;
    assert_eq!((value(feed.title.as_ref()), value(feed.subtitle.as_ref())), ("T", "D"));
    assert_eq!((feed.link.as_deref(), feed.links.len()), (Some("http://a.example/"), 1));
    assert_eq!((feed.language.as_deref(), value(feed.rights.as_ref())), (Some("en"), "C"));
    assert_eq!(feed.authors, [person("Jane", Some("j@a.example"), None)]);
    assert_eq!((feed.published.is_some(), feed.updated.is_some()), (true, true));
    assert_eq!(feed.generator, Some(Generator { name: Some("G".to_owned()), ..Generator::default() }));
    assert_eq!(feed.image.as_deref(), Some("http://a.example/i.png"));
    let cloud = Cloud {
        domain: "c.example".to_owned(),
        port: "80".to_owned(),
        path: "/RPC2".to_owned(),
        register_procedure: "r".to_owned(),
        protocol: "xml-rpc".to_owned(),
    };
    assert_eq!((feed.cloud.as_ref(), feed.ttl.as_deref()), (Some(&cloud), Some("60")));
    assert_eq!(
        (feed.skip_hours.join(" "), feed.skip_days.join(" ")),
        ("0 13".to_owned(), "Sunday".to_owned())
    );
    assert!(parsed.defects.is_empty(), "{:?}", parsed.defects);
}

#[test]
fn rss_1_has_its_items_and_image_beside_the_channel() {
    let parsed = read(
        "<rdf:RDF xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#' xmlns='http://purl.org/rss/1.0/'>\
         <channel rdf:about='http://a.example/'><title>T</title><image rdf:resource='http://a.example/about'/>\
         <items><rdf:Seq><rdf:li rdf:resource='http://a.example/1'/></rdf:Seq></items></channel>\
         <image rdf:about='http://a.example/about'><title>I</title><url>http://a.example/i.png</url></image>\
         <item rdf:about='http://a.example/1'><title>one</title></item></rdf:RDF>",
    );
    assert_eq!(parsed.feed.id.as_deref(), Some("http://a.example/"));
    assert_eq!(value(parsed.feed.title.as_ref()), "T");
    assert_eq!(parsed.feed.image.as_deref(), Some("http://a.example/i.png"));
    assert_eq!(parsed.entries.len(), 1);
    assert_eq!(parsed.entries[0].claimed_id.as_deref(), Some("http://a.example/1"));
}

#[test]
fn what_the_document_ends_in_is_no_address_and_no_date() {
    let parsed = read("<rss><channel><item><guid isPermaLink='false'>1</guid><link>http://a.example/ar");
    assert_eq!(parsed.entries[0].link, None);
    let parsed = read("<rss><channel><item><link>http://a.example/1</link><pubDate>2024-01-1");
    assert_eq!(parsed.entries[0].published, None);
}

#[test]
fn dates_are_read_in_the_language_of_the_feed() {
    let read_date = |language: &str, date: &str| {
        let feed = format!(
            "<rss><channel><language>{language}</language><item><title>a</title><pubDate>{date}</pubDate></item></channel></rss>"
        );
        read(&feed).entries[0].published.map(crate::text::date::rfc3339_as_read).unwrap_or_default()
    };
    for (language, date, expected) in [
        ("zh-CN", "Tue, 15 Jun 2021 21:56:21 CST", "2021-06-15T13:56:21Z"),
        ("en", "Tue, 15 Jun 2021 07:56:21 CST", "2021-06-15T13:56:21Z"),
        ("es", "lun, 01 ene 2024 10:00:00 +0000", "2024-01-01T10:00:00Z"),
        ("fr", "1 janvier 2024", "2024-01-01T00:00:00Z"),
        ("", "2024-W01-1", "2024-01-01T00:00:00Z"),
        ("", "Sun, 01 Jan 1950 10:00:00 GMT", "1950-01-01T10:00:00Z"),
        ("", "yesterday", ""),
    ] {
        assert_eq!(read_date(language, date), expected, "{language} {date}");
    }
}

#[test]
fn dates_are_read_as_people_and_programs_write_them() {
    for (date, expected) in [
        ("2003", "2003-01-01T00:00:00"),
        ("2003-12", "2003-12-01T00:00:00"),
        ("1073072901", "2004-01-02T19:48:21"),
        ("Thu Jan 1 19:48:21 +0100 2004", "2004-01-01T18:48:21"),
        ("jeu., 01 janv. 2004 19:48:21 +0100", "2004-01-01T18:48:21"),
        ("Thu, 01 Jan 2004 19:48:21 GMT (generated)", "2004-01-01T19:48:21"),
    ] {
        for element in ["pubDate", "dc:date", "updated"] {
            let parsed = rss(&format!("<{element}>{date}</{element}>"));
            let entry = &parsed.entries[0];
            let found = entry.published.or(entry.updated).map(|date| date.format("%FT%T").to_string());
            assert_eq!(found.as_deref(), Some(expected), "{element}: {date}");
        }
    }
}

#[test]
fn byte_order_marks_around_a_field_are_no_part_of_it() {
    let parsed = rss("<title>\u{FEFF}a\u{FEFF}b</title><link>\u{FEFF} http://a.example/1</link>");
    assert_eq!(value(parsed.entries[0].title.as_ref()), "a\u{FEFF}b");
    assert_eq!(parsed.entries[0].link.as_deref(), Some("http://a.example/1"));
}

#[test]
fn half_an_address_is_none() {
    for cut in [
        "<link href='http://a.example/articles/2026/",
        "<link href='http://a.example/a' rel='sel",
        "<link href=http://a.example/a",
        "<enclosure url='http://a.example/a.mp",
        "<link>http://a.example/articles/2026/",
    ] {
        let parsed = read(&format!("<feed><entry><title>a</title>{cut}"));
        let entry = &parsed.entries[0];
        assert_eq!((entry.link.as_deref(), entry.enclosures.len()), (None, 0), "{cut}");
        assert!(!entry.key.as_str().contains("http") && parsed.cut == Some(Cut::InEntry), "{cut}");
    }
}
