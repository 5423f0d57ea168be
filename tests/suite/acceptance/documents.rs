//! Hostile documents that servers bring: each is read or refused in little time, nothing in it runs, and the neighbours are published.

use std::time::{Duration, Instant};

use super::{channel, item, ok, row};
use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};
use crate::site::assert_whole;

/// Served beside a good feed: how long the run took.
fn beside_a_good_feed(name: &str, body: &[u8]) -> Planet {
    let (origin, served) = Served::feed(answer("200 OK", &[], body));
    served.put("/good.xml", ok(&[], [1]));
    let planet = Planet::new(&origin).source("good", &origin.url("/good.xml"), "");
    let started = Instant::now();
    planet.at(FIRST);
    let took = started.elapsed();
    assert!(took < Duration::from_secs(8), "{name}: {took:?}");
    assert!(planet.titles().contains(&"Post 1".to_owned()), "{name}: {:?}", planet.titles());
    assert_whole(planet.project(), "feeds");
    assert_eq!(origin.targets().len(), 2, "{name}");
    planet
}

#[test]
fn nothing_that_a_document_refers_to_is_read() {
    let secret = "root:x:0";
    for entity in ["SYSTEM \"file:///etc/passwd\"", "PUBLIC \"p\" \"file:///etc/passwd\""] {
        let body = format!(
            "<!DOCTYPE rss [<!ENTITY x {entity}><!ENTITY % p {entity}> %p;]><rss version=\"2.0\"><channel><title>&x;</title>\
             <item><guid>u:1</guid><title>Title &x;</title><description>&x;<xi:include href=\"file:///etc/passwd\" \
             xmlns:xi=\"http://www.w3.org/2001/XInclude\"/></description></item></channel></rss>"
        );
        let planet = beside_a_good_feed(entity, body.as_bytes());
        for (path, bytes) in planet.project().tree("feeds") {
            assert!(!String::from_utf8_lossy(&bytes).contains(secret), "{path}");
        }
    }
}

#[test]
fn documents_without_measure_cost_little() {
    let laughs: String = row(1..10, |n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10)));
    let laughs = format!(
        "<!DOCTYPE r [<!ENTITY l0 \"lol\">{laughs}]><rss><channel><item><title>&l9;</title></item></channel></rss>"
    );
    let quadratic = format!(
        "<!DOCTYPE r [<!ENTITY a \"{}\">]><rss><channel><item><title>{}</title></item></channel></rss>",
        "a".repeat(50_000),
        "&a;".repeat(50_000)
    );
    let attributes: String = row(0..80_000, |n| format!(" a{n}=\"\""));
    let spaces: String = row(0..100_000, |n| format!(" xmlns:x{n}=\"u\""));
    let numbers = "<rss><channel><item><title>&#0;&#x110000;&#xD800;&#999999999999;</title><guid>u:2</guid></item></channel></rss>";
    for (name, body) in [
        ("laughs", laughs),
        ("quadratic", quadratic),
        ("doctype", format!("<!DOCTYPE a [ {}", "<!-- ".repeat(1 << 20))),
        ("numbers", numbers.to_owned()),
        ("depth", "<a>".repeat(1_000_000)),
        ("depth of a feed", format!("<rss><channel><item><title>{}", "<b>".repeat(500_000))),
        ("attributes", format!("<rss{attributes}><channel/></rss>")),
        ("namespaces", format!("<rss{spaces}><channel/></rss>")),
        ("comment", format!("<rss><!-- {}", "x".repeat(8 << 20))),
        ("section", format!("<rss><channel><item><title><![CDATA[{}", "x".repeat(8 << 20))),
        ("json depth", "[".repeat(100_000)),
        ("json null", "null".to_owned()),
        ("json number", format!("{{\"version\":{}}}", "9".repeat(1_000_000))),
        ("items", format!("<rss><channel>{}</channel></rss>", "<item/>".repeat(1_000_000))),
    ] {
        beside_a_good_feed(name, body.as_bytes());
    }
}

#[test]
fn content_that_takes_forever_to_clean_becomes_text() {
    for markup in ["&lt;div&gt;", "&lt;ul&gt;&lt;li&gt;", "&lt;a&gt;&lt;table&gt;", "&lt;b&gt;&lt;p&gt;"] {
        let content = format!(
            "<content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">{}</content:encoded>",
            markup.repeat(20_000)
        );
        let items: String = (10..30).map(|number| item(number, &content)).collect();
        beside_a_good_feed(markup, &channel(&items));
    }
}

#[test]
fn nothing_that_runs_is_published() {
    let vectors = [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "<a href=\"javascript:alert(1)\">x</a>",
        "<a href=\" jAvAsCrIpT:alert(1)\">x</a>",
        "<a href=\"java&#10;script:alert(1)\">x</a>",
        "<a href=\"vbscript:x\">x</a>",
        "<a href=\"data:text/html,&lt;script&gt;1&lt;/script&gt;\">x</a>",
        "<svg onload=alert(1)><a xlink:href=\"javascript:1\">x</a></svg>",
        "<iframe srcdoc=\"&lt;script&gt;1&lt;/script&gt;\"></iframe>",
        "<form action=//evil.example><input name=p></form>",
        "<base href=\"//evil.example/\">",
        "<meta http-equiv=refresh content=\"0;url=//evil.example\">",
        "<object data=x></object><embed src=x>",
        "<link rel=stylesheet href=//evil.example/x.css>",
        "<img srcset=\"javascript:alert(1) 1x\">",
        "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
        "<svg></p><style><a id=\"</style><img src=1 onerror=alert(1)>\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<p style=\"position:fixed\" id=title class=x name=cookie>x</p>",
    ];
    let escape = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let items: String = (10..)
        .zip(vectors)
        .map(|(number, vector)| {
            let text = escape(vector);
            let more = format!(
                "<content:encoded xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">before {text} after</content:encoded>\
                 <category>{text}</category><author>{text}</author><enclosure url=\"javascript:alert(1)\" length=\"1\" type=\"a/b\"/>"
            );
            item(number, &more).replace(&format!("<title>Post {number}"), &format!("<title>{text}"))
        })
        .collect();
    let planet = beside_a_good_feed("vectors", &channel(&(items + "<link>javascript:alert(2)</link>")));
    for (path, bytes) in planet.project().tree("feeds") {
        let text = String::from_utf8(bytes).unwrap().to_ascii_lowercase();
        if path.rsplit('.').next() == Some("html") {
            // What is escaped is shown and does not run.
            for wrong in [
                "<script>alert",
                "<svg",
                "<iframe",
                "<object",
                "<embed",
                "<math",
                "<form",
                "<base",
                "<img src=x onerror",
            ] {
                assert!(!text.contains(wrong), "{path}: {wrong}");
            }
        }
        for wrong in [
            "href=\"javascript:",
            "href=\"vbscript:",
            "url=\"javascript:",
            "src=\"javascript:",
            "<link>javascript:",
        ] {
            assert!(!text.contains(wrong), "{path}: {wrong}");
        }
    }
    assert_eq!(planet.titles().len(), vectors.len() + 1);
}

#[test]
fn nothing_that_a_feed_says_moves_the_cursor_or_makes_a_line() {
    let title = "\u{1b}]0;pwn\u{7} a\r\nerror: fake \u{9b}2J \u{202e}txt &#27;[2J";
    let body = channel(&format!(
        "<title>{title}</title><item><title>{title}</title><guid>{title}</guid></item><item>"
    ));
    let (origin, served) = Served::feed(answer("200 OK", &[], &body));
    let planet = Planet::new(&origin);
    let mut said = planet.at(FIRST).stderr();
    served.is(answer(&format!("500 {}", "\u{1b}[2J"), &[("location", "\u{1b}[2J")], b""));
    said += &planet.after("1h").stderr();
    said += &planet.project().run(["list", "entries"]).stdout();
    for wrong in ['\u{1b}', '\u{7}', '\u{9b}', '\u{202e}'] {
        assert!(!said.contains(wrong), "{wrong:?} in {said:?}");
    }
    assert!(!said.contains("\nerror: fake"), "{said}");
}

#[test]
fn a_date_far_from_now_pins_no_entry_to_the_top() {
    let dates = [
        "Fri, 31 Dec 9999 23:59:59 GMT",
        "Thu, 01 Jan 1970 00:00:00 GMT",
        "Wed, 31 Dec 1969 23:59:59 GMT",
        "Fri, 01 Jan 292277026596 00:00:00 GMT",
        "Tue, 30 Jun 2026 23:59:60 GMT",
        "Tue, 30 Jun 2026 24:00:00 GMT",
        "Thu, 01 Jul 2027 10:00:00 GMT",
        "-1",
    ];
    let items = row((10..).zip(dates), |(number, date)| {
        let made = item(number, "");
        let start = made.find("<pubDate>").unwrap() + 9;
        let end = made.find("</pubDate>").unwrap();
        format!("{}{date}{}", &made[..start], &made[end..])
    });
    let (origin, served) = Served::feed(answer("200 OK", &[], &channel(&items)));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    let entries = planet.published();
    assert_eq!(entries.len(), dates.len());
    let soon = planet.now().timestamp() + 24 * 3600;
    assert!(entries.iter().all(|entry| entry.updated <= soon && entry.published <= soon), "{entries:?}");
    served.is(answer("200 OK", &[], &channel(&(items + &item(4500, "")))));
    planet.after("48h").ok();
    assert_eq!(planet.titles().len(), dates.len() + 1);
    let before = planet.published();
    planet.at("2026-07-02T10:00:00Z").ok();
    assert_eq!(planet.published(), before, "a clock that went back");
}

#[test]
fn a_document_that_holds_nothing_any_more_teaches_nothing() {
    for broken in [
        "<rss><channel><item></rss>",
        "<rss version=\"2.0\"><channel><title>x</title></channel></rss>",
        "<rss/>",
    ] {
        let (origin, served) = Served::feed(ok(&[("etag", "\"1\"")], [1, 2]));
        let planet = Planet::new(&origin);
        planet.at("2026-07-01T10:00:00Z").ok();
        let before = planet.published();
        served.is(answer("200 OK", &[("etag", "\"2\"")], broken.as_bytes()));
        planet.at("2026-07-01T11:00:00Z").ok();
        planet.at("2026-07-01T12:00:00Z").ok();
        let asked = planet.asked();
        let last = asked.last().unwrap();
        assert_eq!(last.header("if-none-match").as_deref(), Some("\"1\""), "{broken}");
        assert_eq!(planet.published(), before, "{broken}");
    }
}
