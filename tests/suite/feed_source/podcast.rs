//! Episodes of a podcast: what its feed says for players is carried on.

use super::{build, entries, planet};

const EPISODE: &str = "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
    xmlns:podcast=\"https://podcastindex.org/namespace/1.0\"><channel><title>Cast</title><link>https://n.example/</link>\
    <description>d</description><item><title>One &amp; only</title><guid>https://n.example/?p=1</guid>\
    <pubDate>Mon, 06 Sep 2021 00:00:00 +0000</pubDate>\
    <enclosure url=\"https://n.example/1.mp3\" length=\"9\" type=\"audio/mpeg\"/><itunes:explicit>no</itunes:explicit>\
    <itunes:duration>1:00</itunes:duration><itunes:season>2</itunes:season><itunes:episode>7</itunes:episode>\
    <itunes:episodeType>full</itunes:episodeType><itunes:image href=\"https://n.example/1.jpg\"/>\
    <podcast:transcript url=\"https://n.example/1.vtt\" type=\"text/vtt\"/>\
    <podcast:person role=\"guest\" href=\"javascript:alert(1)\">Mallory</podcast:person>\
    <podcast:person role=\"host\">Ada &lt;3</podcast:person>\
    <podcast:value type=\"lightning\"><podcast:valueRecipient name=\"Ada\" address=\"02d5\" split=\"90\"/></podcast:value>\
    </item></channel></rss>";

#[test]
fn what_a_podcast_says_of_an_episode_is_carried_on() {
    let project = planet(EPISODE);
    build(&project);
    let feed = project.read("feeds/rss.xml");
    let document = roxmltree::Document::parse(&feed).unwrap();
    let item = document.descendants().find(|node| node.has_tag_name("item")).unwrap();
    let itunes = "http://www.itunes.com/dtds/podcast-1.0.dtd";
    let said = |name: &str| {
        let found = item.children().find(|node| node.has_tag_name((itunes, name)));
        found.and_then(|node| node.text().or(node.attribute("href"))).map(str::to_owned)
    };
    for (name, expected) in [
        ("explicit", "false"),
        ("duration", "60"),
        ("season", "2"),
        ("episode", "7"),
        ("episodeType", "full"),
        ("image", "https://n.example/1.jpg"),
    ] {
        assert_eq!(said(name).as_deref(), Some(expected), "{name}");
    }
    let podcast = |name: &'static str| {
        let name = ("https://podcastindex.org/namespace/1.0", name);
        item.descendants().filter(move |node| node.has_tag_name(name)).collect::<Vec<_>>()
    };
    assert_eq!(podcast("transcript")[0].attribute("url"), Some("https://n.example/1.vtt"));
    let people: Vec<_> = podcast("person").iter().filter_map(roxmltree::Node::text).collect();
    assert_eq!(people, ["Ada <3"], "who leads to a script is left out");
    assert_eq!(podcast("valueRecipient")[0].attribute("split"), Some("90"));
    let entry = entries(&project).remove(0);
    assert_eq!(entry["_feedloom"]["episode"]["number"], 7);
    assert_eq!(entry["attachments"][0]["duration_in_seconds"], 60);
}
