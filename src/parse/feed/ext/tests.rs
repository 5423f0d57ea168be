//! Extensions in small feeds of RSS: an element and what is made of it.

use chrono::DateTime;

use crate::model::draft::{Draft, RawText};
use crate::model::syndicated::{DraftFeed, DraftMedia, Extent, Point, Syndicated};
use crate::parse::feed::{Hints, parse};

/// The feed of a channel that holds `inner`.
fn channel(inner: &str) -> DraftFeed {
    let text = format!("<rss version='2.0'><channel>{inner}</channel></rss>");
    parse(text.as_bytes(), &Hints::default()).unwrap().feed
}

/// The entry of an item that holds `inner`.
fn item(inner: &str) -> Draft {
    let text = format!("<rss version='2.0'><channel><title>t</title><item>{inner}</item></channel></rss>");
    parse(text.as_bytes(), &Hints::default()).unwrap().entries.pop().unwrap()
}

fn more(draft: &Draft) -> &Syndicated {
    draft.syndicated.as_deref().unwrap()
}

fn value(text: Option<&RawText>) -> Option<&str> {
    text.map(|text| text.value.as_str())
}

fn names(draft: &Draft) -> Vec<&str> {
    draft.authors.iter().map(|author| author.name.as_str()).collect()
}

fn terms(draft: &Draft) -> Vec<&str> {
    more(draft).categories.iter().map(|category| category.term.as_str()).collect()
}

#[test]
fn an_extension_counts_only_where_the_format_says_nothing() {
    let alone = item("<dc:title>a</dc:title><dc:description>b</dc:description>");
    assert_eq!((value(alone.title.as_ref()), value(alone.summary.as_ref())), (Some("a"), Some("b")));
    for inner in
        ["<title>own</title><dc:title>d</dc:title>", "<media:title>m</media:title><title>own</title>"]
    {
        assert_eq!(value(item(inner).title.as_ref()), Some("own"), "{inner}");
    }
    let feed = channel("<media:description>m</media:description><itunes:summary>i</itunes:summary>");
    assert_eq!(value(feed.subtitle.as_ref()), Some("i"));
}

#[test]
fn the_exact_date_counts_before_one_that_does_not_say_which_it_is() {
    let at = |text| DateTime::parse_from_rfc3339(text).unwrap().to_utc();
    let entry = item(
        "<dcterms:created>2001-01-01</dcterms:created><dc:date>2002-02-02T00:00:00Z</dc:date>\
         <dcterms:issued>2003-03-03</dcterms:issued><dcterms:modified>2004-04-04</dcterms:modified>",
    );
    assert_eq!(entry.published, Some(at("2003-03-03T00:00:00Z")));
    assert_eq!(entry.updated, Some(at("2004-04-04T00:00:00Z")));
    assert_eq!(more(&entry).created, Some(at("2001-01-01T00:00:00Z")));
    let feed = channel("<dc:date>2002-02-02T00:00:00Z</dc:date>");
    assert_eq!((feed.updated, feed.published), (Some(at("2002-02-02T00:00:00Z")), None));
}

#[test]
fn a_date_that_cannot_be_read_is_a_defect() {
    let text = "<rss version='2.0' xmlns:dc='http://purl.org/dc/elements/1.1/'><channel><item>\n<dc:date>soon</dc:date></item></channel></rss>";
    let parsed = parse(text.as_bytes(), &Hints::default()).unwrap();
    assert_eq!(parsed.entries[0].published, None);
    let defect = &parsed.defects[0];
    assert_eq!((defect.line, defect.column), (2, 1));
    assert_eq!(defect.what, "`soon` in `<dc:date>` is not a date");
}

#[test]
fn people_are_collected_and_named_once() {
    let entry = item(
        "<itunes:author>A</itunes:author><dc:creator>A</dc:creator><dc:creator>B</dc:creator>\
         <dc:creator>A</dc:creator><dc:contributor>C</dc:contributor>",
    );
    assert_eq!(names(&entry), ["A", "B"]);
    assert_eq!(more(&entry).contributors[0].name, "C");
    assert_eq!(names(&item("<itunes:author>I</itunes:author>")), ["I"]);
}

#[test]
fn a_podcast_tells_its_facts() {
    let feed = channel(
        "<itunes:owner><itunes:name>N</itunes:name><itunes:email>n@a.example</itunes:email></itunes:owner>\
         <itunes:block>Yes</itunes:block><itunes:explicit>clean</itunes:explicit><itunes:type>serial</itunes:type>\
         <itunes:category text='Arts'><itunes:category text='Food'/></itunes:category><itunes:category text='News'/>\
         <itunes:keywords>x, y,x</itunes:keywords><itunes:image href='http://a.example/i.png'/>",
    );
    let podcast = feed.podcast.unwrap();
    let owner = podcast.owner.unwrap();
    assert_eq!((owner.name.as_str(), owner.email.as_deref()), ("N", Some("n@a.example")));
    assert_eq!((podcast.block, podcast.explicit), (true, Some(false)));
    assert_eq!(podcast.facts, [("type".to_owned(), "serial".to_owned())]);
    let terms: Vec<&str> = feed.categories.iter().map(|category| category.term.as_str()).collect();
    assert_eq!(terms, ["Arts", "Food", "News", "x", "y"]);
    assert_eq!(feed.image.as_deref(), Some("http://a.example/i.png"));
}

#[test]
fn only_apples_own_words_decide() {
    for (said, explicit, block) in [
        ("yes", Some(true), true),
        ("true", Some(true), false),
        ("no", Some(false), false),
        ("clean", Some(false), false),
        ("YES", None, false),
        (" yes ", None, false),
        ("", None, false),
    ] {
        let entry =
            item(&format!("<itunes:explicit>{said}</itunes:explicit><itunes:block>{said}</itunes:block>"));
        let podcast = more(&entry).podcast.as_ref().unwrap();
        assert_eq!((podcast.explicit, podcast.block), (explicit, block), "{said}");
    }
}

#[test]
fn an_episodes_duration_is_its_files() {
    let entry = item("<media:content url='http://a.example/e.mp3'/><itunes:duration>1:00</itunes:duration>");
    assert_eq!(more(&entry).podcast.as_ref().unwrap().duration.as_deref(), Some("1:00"));
    assert_eq!(entry.enclosures[0].duration, Some(60));
}

/// The addresses of the thumbnails of an entry.
fn thumbnails(entry: &Draft) -> Vec<&str> {
    more(entry).thumbnails.iter().map(|picture| picture.url.as_str()).collect()
}

#[test]
fn what_is_said_of_media_is_kept_with_the_object_or_with_all() {
    let entry = item(
        "<media:group><media:title>G</media:title><media:rating scheme='urn:simple'>nonadult</media:rating>\
         <media:content url='http://a.example/1.mp4' bitrate='128' isDefault='true'><media:credit role='author'>A</media:credit>\
         </media:content><media:content url='http://a.example/2.mp4'/></media:group>\
         <media:group><media:content url='http://a.example/3.mp4'/></media:group>\
         <media:content url='http://a.example/4.mp4'/><media:thumbnail url='http://a.example/t.png' width='75' height='50'/>",
    );
    let more = more(&entry);
    let groups: Vec<_> = more.media.iter().map(|media| media.group).collect();
    assert_eq!(groups, [Some(0), Some(0), Some(1), None]);
    let first = &more.media[0];
    assert_eq!(
        first.facts,
        [("isDefault", "true"), ("bitrate", "128")].map(|(name, value)| (name.to_owned(), value.to_owned()))
    );
    let credit = &first.about.credits[0];
    assert_eq!((credit.name.as_str(), credit.role.as_deref()), ("A", Some("author")));
    let all = more.about_media.as_deref().unwrap();
    assert_eq!((value(all.title.as_ref()), all.ratings[0].value.as_str()), (Some("G"), "nonadult"));
    let picture = &more.thumbnails[0];
    assert_eq!((picture.width.as_deref(), picture.height.as_deref()), (Some("75"), Some("50")));
}

#[test]
fn a_group_of_media_is_one_file_and_pictures_are_none() {
    let entry = item(
        "<media:group><media:content url='http://a.example/1.mp4' fileSize='7'/>\
         <media:content url='http://a.example/2.mp4' isDefault='true' duration='9.5'/></media:group>\
         <media:content url='http://a.example/p.png' medium='image'><media:title>P</media:title></media:content>\
         <media:content url='http://a.example/player' medium='video'/>\
         <media:thumbnail url='http://a.example/t1.png'/><media:thumbnail url='http://a.example/t2.png'/>",
    );
    let files: Vec<_> = entry.enclosures.iter().map(|file| (file.url.as_str(), file.duration)).collect();
    assert_eq!(files, [("http://a.example/2.mp4", Some(9))]);
    assert_eq!(thumbnails(&entry), ["http://a.example/t1.png", "http://a.example/t2.png"]);
    assert_eq!(entry.image.as_deref(), Some("http://a.example/t1.png"));
    let urls: Vec<_> =
        more(&entry).media.iter().filter_map(|media: &DraftMedia| media.url.as_deref()).collect();
    assert_eq!(urls.len(), 4, "{urls:?}");
    assert_eq!(value(entry.title.as_ref()), Some("P"));
}

#[test]
fn of_one_picture_in_several_sizes_the_first_large_one_counts() {
    for (widths, expected) in [
        (&["140", "460", "1200"][..], "460"),
        (&["500", "1200"], "500"),
        (&["140", "90"], "140"),
        (&["", "1200"], ""),
        (&["140", ""], "140"),
    ] {
        let picture = |width: &&str| {
            format!("<media:content medium='image' url='http://a.example/{width}' width='{width}'/>")
        };
        let pictures = widths.iter().map(picture).collect::<Vec<_>>().concat();
        let image = item(&pictures).image;
        assert_eq!(image, Some(format!("http://a.example/{expected}")), "{widths:?}");
    }
}

#[test]
fn a_media_category_has_a_scheme() {
    let entry = item(
        "<media:category>a</media:category><media:category scheme='http://s.example/' label='L'>b</media:category>\
         <media:keywords>c, d</media:keywords>",
    );
    assert_eq!(terms(&entry), ["a", "b", "c", "d"]);
    let categories = &more(&entry).categories;
    assert_eq!(categories[0].scheme.as_deref(), Some("http://search.yahoo.com/mrss/category_schema"));
    assert_eq!(
        (categories[1].scheme.as_deref(), categories[1].label.as_deref()),
        (Some("http://s.example/"), Some("L"))
    );
}

#[test]
fn points_are_read_in_the_order_of_their_system() {
    for (inner, expected) in [
        ("<georss:point>36.5 31.25</georss:point>", Some((36.5, 31.25))),
        ("<georss:point>36.5, 31.25 12</georss:point>", Some((36.5, 31.25))),
        ("<georss:point> </georss:point>", None),
        ("<georss:point>1</georss:point>", None),
        ("<georss:point>NaN 5</georss:point>", None),
        ("<georss:point>95 5</georss:point>", None),
        (
            "<georss:where><gml:Point><gml:pos>36.5 31.25</gml:pos></gml:Point></georss:where>",
            Some((36.5, 31.25)),
        ),
        (
            "<gml:Point srsName='urn:ogc:def:crs:EPSG:6.6:4979'><gml:pos>36.5 31.25 9</gml:pos></gml:Point>",
            Some((36.5, 31.25)),
        ),
        (
            "<gml:Point srsName='urn:ogc:def:crs:OGC:1.3:CRS84'><gml:pos>36.5 31.25</gml:pos></gml:Point>",
            Some((31.25, 36.5)),
        ),
        ("<gml:Point srsName='EPSG:26913'><gml:pos>36.5 31.25</gml:pos></gml:Point>", Some((31.25, 36.5))),
        ("<geo:long>-3.5</geo:long><geo:lat>40</geo:lat>", Some((40.0, -3.5))),
        ("<geo:Point><geo:lat>40</geo:lat><geo:long>-3.5</geo:long></geo:Point>", Some((40.0, -3.5))),
        ("<geo:lat>40</geo:lat>", None),
    ] {
        let expected = expected.map(|(latitude, longitude)| Point { latitude, longitude });
        assert_eq!(more(&item(inner)).point, expected, "{inner}");
    }
}

#[test]
fn comments_and_answers_are_known() {
    let entry = item(
        "<slash:comments>7</slash:comments><wfw:commentRss>http://a.example/c.xml</wfw:commentRss>\
         <thr:in-reply-to ref='tag:a' href='http://a.example/1' type='text/html' source='http://a.example/f'/>",
    );
    let more = more(&entry);
    assert_eq!(more.comment_count.as_deref(), Some("7"));
    assert_eq!(more.comment_feed.as_deref(), Some("http://a.example/c.xml"));
    assert_eq!(more.in_reply_to[0].reference.as_deref(), Some("tag:a"));
    assert_eq!(more.in_reply_to[0].source.as_deref(), Some("http://a.example/f"));
}

#[test]
fn a_licence_is_a_text_or_a_resource() {
    for inner in [
        "<creativeCommons:license>http://l.example/by</creativeCommons:license>",
        "<cc:license rdf:resource='http://l.example/by'/>",
        "<dcterms:license>http://l.example/by</dcterms:license>",
    ] {
        assert_eq!(more(&item(inner)).license.as_deref(), Some("http://l.example/by"), "{inner}");
    }
}

#[test]
fn elements_of_the_podcast_namespace_are_kept_as_they_stand() {
    let entry = item(
        "<podcast:person role='guest' href='http://a.example/p'>Ann</podcast:person>\
         <podcast:value type='lightning'><podcast:valueRecipient name='x' split='50'/></podcast:value>",
    );
    let tags = &more(&entry).podcast.as_ref().unwrap().tags;
    assert_eq!((tags[0].name.as_str(), tags[0].text.as_str()), ("person", "Ann"));
    assert_eq!(tags[0].attributes[0], ("role".to_owned(), "guest".to_owned()));
    assert_eq!(tags[1].parts[0].name, "valueRecipient");
    assert_eq!(tags[1].parts[0].attributes[1], ("split".to_owned(), "50".to_owned()));
}

#[test]
fn a_live_item_has_fields_of_its_own() {
    let feed = channel(
        "<podcast:liveItem status='live'><title>Now</title><guid>1</guid></podcast:liveItem><title>Show</title>",
    );
    assert_eq!(value(feed.title.as_ref()), Some("Show"));
    let parts = &feed.podcast.unwrap().tags[0].parts;
    assert_eq!((parts[0].name.as_str(), parts[0].text.as_str()), ("title", "Now"));
}

#[test]
fn a_click_counter_is_no_canonical_link() {
    let entry = item(
        "<link>http://count.example/1</link><feedburner:origLink>http://a.example/1</feedburner:origLink>",
    );
    assert_eq!(entry.link.as_deref(), Some("http://count.example/1"));
    let links = &more(&entry).links;
    assert!(
        links.iter().any(|link| link.rel == "canonical" && link.href == "http://a.example/1"),
        "{links:?}"
    );
}

#[test]
fn a_feed_says_how_much_it_holds_and_how_often_it_changes() {
    let feed = channel(
        "<fh:complete/><sy:updatePeriod> hourly </sy:updatePeriod><sy:updateFrequency>2</sy:updateFrequency>",
    );
    assert_eq!(feed.extent, Extent::Complete);
    let rhythm = feed.rhythm.unwrap();
    assert_eq!((rhythm.period.as_deref(), rhythm.frequency.as_deref()), (Some("hourly"), Some("2")));
    assert_eq!(channel("<fh:archive/>").extent, Extent::Archive);
    let agent = channel("<admin:generatorAgent rdf:resource='http://g.example/?v=1'/>").generator.unwrap();
    assert_eq!(agent.url.as_deref(), Some("http://g.example/?v=1"));
}

#[test]
fn relative_urls_are_resolved_where_they_stand() {
    let entry =
        item("<media:thumbnail xml:base='http://a.example/x/' url='t.png'/><media:thumbnail url='t.png'/>");
    assert_eq!(thumbnails(&entry), ["http://a.example/x/t.png", "t.png"]);
}

#[test]
fn an_extension_whose_end_is_missing_swallows_nothing() {
    for inner in [
        "<itunes:image href='http://a.example/i.png'><itunes:author>A</itunes:author>",
        "<media:thumbnail url='http://a.example/i.png'>",
        "<media:group><media:thumbnail url='http://a.example/i.png'/>",
        "<itunes:image>http://a.example/i.png<itunes:author>A</itunes:author>",
        "<itunes:image href='http://a.example/i.png'/><x:unknown>",
    ] {
        let text = format!(
            "<rss version='2.0' xmlns:x='urn:x'><channel><item>{inner}<title>T</title></item><item><title>U</title></item>\
             </channel></rss>"
        );
        let entries = parse(text.as_bytes(), &Hints::default()).unwrap().entries;
        assert_eq!(entries.len(), 2, "{inner}");
        assert_eq!(entries[0].image.as_deref(), Some("http://a.example/i.png"), "{inner}");
        if !inner.contains("unknown") {
            assert_eq!(value(entries[0].title.as_ref()), Some("T"), "{inner}");
        }
        if inner.contains("author") {
            assert_eq!(names(&entries[0]), ["A"], "{inner}");
        }
    }
    let feed = channel(
        "<itunes:category text='A'><itunes:category text='B'/><itunes:explicit>yes</itunes:explicit><link>http://a.example/</link>",
    );
    assert_eq!((feed.categories.len(), feed.link.as_deref()), (2, Some("http://a.example/")));
    assert_eq!(feed.podcast.unwrap().explicit, Some(true));
}

#[test]
fn vocabularies_are_known_by_the_uris_that_feeds_have_for_them() {
    for (uri, element) in [
        ("http://www.rssboard.org/media-rss", "<x:thumbnail url='http://a.example/i.png'/>"),
        ("https://search.yahoo.com/mrss", "<x:thumbnail url='http://a.example/i.png'/>"),
        ("http://www.iTunes.com/DTDs/Podcast-1.0.dtd", "<x:image href='http://a.example/i.png'/>"),
        ("http://a.example/DTDs/Podcast-1.0.dtd", "<x:image href='http://a.example/i.png'/>"),
        ("http://www.google.com/schemas/play-podcasts/1.0", "<x:image href='http://a.example/i.png'/>"),
    ] {
        let text = format!("<rss version='2.0' xmlns:x='{uri}'><channel>{element}</channel></rss>");
        let feed = parse(text.as_bytes(), &Hints::default()).unwrap().feed;
        assert_eq!(feed.image.as_deref(), Some("http://a.example/i.png"), "{uri}");
    }
}

#[test]
fn an_enclosure_of_rss_1_is_a_file() {
    let entry = item(
        "<enc:enclosure xmlns:enc='http://purl.oclc.org/net/rss_2.0/enc#' resource='http://a.example/i.jpg' type='image/jpeg'/>\
         <enc:enclosure resource=' '/>",
    );
    let files: Vec<_> =
        entry.enclosures.iter().map(|file| (file.url.as_str(), file.media_type.as_deref())).collect();
    assert_eq!(files, [("http://a.example/i.jpg", Some("image/jpeg"))]);
}

#[test]
fn names_are_read_as_html_where_they_were_escaped_twice() {
    let entry = item(
        "<dc:creator><![CDATA[Tom &amp; Co]]></dc:creator><category><![CDATA[R&amp;D]]></category>\
         <dc:subject>A &amp;amp; B</dc:subject>",
    );
    assert_eq!((names(&entry), terms(&entry)), (vec!["Tom & Co"], vec!["R&D", "A & B"]));
}
