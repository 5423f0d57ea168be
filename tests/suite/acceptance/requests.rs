//! What a request says, and what is asked at all.

use super::{channel, feed, item, ok};
use crate::origin::planet::FIRST;
use crate::origin::{Origin, Planet, Served, answer};

/// All that a request may carry where the owner configured nothing.
const FIELDS: &[&str] = &[
    "host",
    ":authority",
    "user-agent",
    "accept",
    "accept-encoding",
    "if-none-match",
    "if-modified-since",
    "a-im",
    "connection",
];

#[test]
fn a_request_carries_what_it_needs_and_no_more() {
    let (origin, served) = Served::feed(answer("301 Moved", &[("location", "/other.xml")], b""));
    served.put("/other.xml", ok(&[("etag", "\"1\""), ("set-cookie", "a=b; Path=/")], [1, 2]));
    let planet = Planet::new(&origin);
    for _ in 0..3 {
        planet.after("2h").ok();
    }
    let asked = planet.asked();
    assert!(asked.len() >= 4, "{asked:?}");
    for asked in &asked {
        assert_eq!(asked.method, "GET");
        let others: Vec<&str> = asked.headers.iter().map(|(name, _)| name.as_str()).collect();
        assert!(others.iter().all(|name| FIELDS.contains(name)), "{others:?}");
        assert_eq!(others.iter().filter(|name| **name == "host").count(), 1);
    }
}

#[test]
fn a_request_says_who_asks_and_where_to_complain() {
    let (origin, _served) = Served::feed(ok(&[], [1]));
    let version = env!("CARGO_PKG_VERSION");
    Planet::new(&origin).at(FIRST).ok();
    let agent = |asked: Vec<crate::origin::Asked>| asked[0].header("user-agent").unwrap();
    assert_eq!(agent(origin.asked()), format!("feedloom/{version} (+https://planet.example/)"));
    let settings = "contact = \"https://me.example/about\"\nsubscribers = 12";
    Planet::new(&origin).net(settings).at(FIRST).ok();
    let expected = format!("feedloom/{version} (+https://me.example/about; 12 subscribers)");
    assert_eq!(agent(origin.asked()), expected);
}

#[test]
fn a_request_offers_the_codings_that_are_understood() {
    let (origin, _served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    let accepted = planet.asked_once().header("accept-encoding").unwrap();
    let mut codings: Vec<&str> = accepted.split(',').map(str::trim).collect();
    codings.sort_unstable();
    assert_eq!(codings, ["br", "gzip", "zstd"]);
}

#[test]
fn path_and_query_are_sent_as_they_are_configured() {
    let target = "/a%2Fb/feed.xml?b=2&a=1&&x=%7e&y=a+b&z=%20/?";
    let origin = Origin::new(|_| answer("200 OK", &[], &feed([1])));
    let planet = Planet::empty(&origin).source("far", &origin.url(target), "");
    planet.at(FIRST).ok();
    planet.after("1h").ok();
    planet.build(&["--force"]).ok();
    let targets: Vec<String> = planet.asked().into_iter().map(|asked| asked.target).collect();
    assert_eq!(targets, [target; 3]);
}

#[test]
fn nothing_is_asked_but_the_feed() {
    let (origin, served) = Served::feed(Vec::new());
    let at = |path: &str| origin.url(path);
    let more = format!(
        "<comments>{0}</comments><enclosure url=\"{0}\" length=\"1\" type=\"audio/mpeg\"/><source url=\"{0}\">s</source>\
         <content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">&lt;img src=\"{0}\"&gt;&lt;iframe \
         src=\"{0}\"&gt;&lt;/iframe&gt;</content:encoded>",
        at("/other")
    );
    let elements = format!(
        "<image><url>{0}</url><title>i</title><link>{0}</link></image><atom:link rel=\"hub\" href=\"{0}\"/>\
         <atom:link rel=\"next\" href=\"{0}\"/><atom:link rel=\"prev-archive\" href=\"{0}\"/><itunes:image href=\"{0}\"/>\
         <cloud domain=\"{1}\" path=\"/other\" protocol=\"http-post\"/>",
        at("/other"),
        origin.authority()
    );
    served.is(answer("200 OK", &[], &channel(&(elements + &item(1, &more)))));
    let planet = Planet::new(&origin);
    for _ in 0..3 {
        planet.after("25h").ok();
    }
    assert_eq!(origin.targets(), ["/feed.xml"; 3]);
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn a_page_in_place_of_a_feed_leads_nowhere() {
    let (origin, served) = Served::feed(ok(&[], [1]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    let page = "<!DOCTYPE html><html><head><meta http-equiv=\"refresh\" content=\"0; url=/other.xml\">\
                <link rel=\"alternate\" type=\"application/rss+xml\" href=\"/other.xml\"></head><body>Moved</body></html>";
    served.put("/other.xml", ok(&[], [2]));
    served.is(answer(
        "200 OK",
        &[("content-type", "text/html"), ("refresh", "0; url=/other.xml")],
        page.as_bytes(),
    ));
    for _ in 0..3 {
        planet.after("25h");
    }
    assert_eq!(origin.targets(), ["/feed.xml"; 4]);
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn a_fragment_is_never_sent() {
    let (origin, served) = Served::feed(answer("302 Found", &[("location", "/other.xml#b")], b""));
    served.put("/other.xml", ok(&[], [1]));
    let planet = Planet::empty(&origin).source("far", &origin.url("/feed.xml#a"), "");
    planet.at(FIRST).ok();
    assert_eq!(origin.targets(), ["/feed.xml", "/other.xml"]);
}

#[test]
fn the_address_of_a_feed_has_to_be_one_of_the_web() {
    let origin = Origin::new(|_| answer("200 OK", &[], b""));
    for wrong in
        ["ftp://far.example/feed", "file:///etc/passwd", "gopher://far.example/", "data:text/xml,<rss/>"]
    {
        let planet = Planet::empty(&origin).source("far", wrong, "");
        planet.at(FIRST).exits(2).says("url");
    }
}
