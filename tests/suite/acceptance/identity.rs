//! Over time: what was published upstream once is there, once, under the id that it was first published with.

use super::{channel, feed, item, ok};
use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};
use crate::site::{differing, marks};

fn document(elements: &str) -> Vec<u8> {
    answer("200 OK", &[], &channel(elements))
}

/// An entry of these, by hand.
fn entry(guid: &str, link: &str, title: &str, text: &str) -> String {
    let guid =
        if guid.is_empty() { String::new() } else { format!("<guid isPermaLink=\"false\">{guid}</guid>") };
    format!(
        "<item><title>{title}</title><link>{link}</link>{guid}<pubDate>Mon, 01 Jun 2026 10:00:00 GMT</pubDate>\
         <description>{text}</description></item>"
    )
}

/// The documents come one after the other, an hour apart.
fn over_time(documents: impl IntoIterator<Item = String>) -> Planet {
    let mut documents = documents.into_iter();
    let (origin, served) = Served::feed(document(&documents.next().unwrap()));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    for next in documents {
        served.is(document(&next));
        planet.after("1h").ok();
    }
    planet
}

#[test]
fn entries_outlive_the_window_of_their_feed() {
    let (origin, served) = Served::feed(ok(&[], 1..6));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    for first in [4, 8, 12] {
        served.is(ok(&[], first..first + 5));
        planet.after("1h").ok();
    }
    assert_eq!(planet.titles().len(), 16);
}

#[test]
fn what_comes_back_with_less_or_with_nothing_takes_nothing_away() {
    let cut = feed(0..50);
    for reply in [
        answer("200 OK", &[], &channel("")),
        answer("200 OK", &[], b"<rss/>"),
        answer("200 OK", &[], b"<rss version=\"2.0\"><channel/></rss>"),
        answer("200 OK", &[], &cut[..700]),
        answer("200 OK", &[], b"<html><body>Database error</body></html>"),
        answer(
            "200 OK",
            &[],
            b"{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"F\",\"items\":[]}",
        ),
        answer("200 OK", &[], b"\0\0\0"),
        ok(&[], [49]),
    ] {
        let (origin, served) = Served::feed(ok(&[], 0..50));
        let planet = Planet::new(&origin);
        planet.at(FIRST).ok();
        // The pages say that the feed is unwell.
        let documents = || {
            let mut marks = marks(planet.project(), "feeds");
            marks.retain(|path, _| path.rsplit('.').next() != Some("html"));
            marks
        };
        let before = documents();
        served.is(reply);
        for _ in 0..3 {
            planet.after("49h");
        }
        assert_eq!(planet.titles().len(), 50);
        assert_eq!(differing(&before, &documents()), [""; 0]);
    }
}

#[test]
fn an_edited_entry_is_updated_and_its_neighbours_are_not() {
    let first =
        entry("a", "https://far.example/a", "A", "text") + &entry("b", "https://far.example/b", "B", "text");
    let edited = first.replace("<title>A</title>", "<title>A, corrected</title>");
    let planet = over_time([first.clone()]);
    let before = planet.published();
    let planet = over_time([first, edited]);
    let after = planet.published();
    let find = |entries: &[crate::site::Shown], title: &str| {
        entries
            .iter()
            .find(|entry| entry.title.starts_with(title))
            .map(|entry| (entry.id.clone(), entry.updated))
    };
    let (old, new) = (find(&before, "A").unwrap(), find(&after, "A, corrected").unwrap());
    assert_eq!(old.0, new.0);
    assert!(new.1 > old.1);
    assert_eq!(find(&before, "B"), find(&after, "B"));
    assert_eq!(after.len(), 2);
}

#[test]
fn a_feed_that_changes_the_names_of_its_entries_doubles_none() {
    let text = "A text that is long enough to be known again: the quick brown fox jumps over the lazy dog.";
    let with = |guid: &dyn Fn(u32) -> String, link: &dyn Fn(u32) -> String| -> String {
        (1..6)
            .map(|n| entry(&guid(n), &link(n), &format!("The title of post {n}"), &format!("{n}: {text}")))
            .collect()
    };
    let page = |n: u32| format!("https://far.example/posts/{n}");
    let named = |n: u32| format!("urn:post:{n}");
    let cases: [(&str, String, String); 6] = [
        ("other names", with(&named, &page), with(&|n| format!("tag:far.example,2026:{n}"), &page)),
        ("names of the time", with(&|n| format!("{n}?t=1"), &page), with(&|n| format!("{n}?t=2"), &page)),
        ("names that go", with(&named, &page), with(&|_| String::new(), &page)),
        (
            "another scheme",
            with(&|n| format!("http://far.example/posts/{n}"), &|n| format!("http://far.example/posts/{n}")),
            with(&page, &page),
        ),
        (
            "another domain",
            with(&page, &page),
            with(&|n| format!("https://new.example/posts/{n}"), &|n| {
                format!("https://new.example/posts/{n}")
            }),
        ),
        (
            "trackers",
            with(&|_| String::new(), &|n| {
                format!("https://far.example/posts/{n}?utm_source=rss&utm_medium=a")
            }),
            with(&|_| String::new(), &|n| format!("https://far.example/posts/{n}?utm_source=atom&fbclid=x")),
        ),
    ];
    for (name, before, after) in cases {
        let first = over_time([before.clone()]).published();
        let planet = over_time([before, after]);
        let ids = |entries: &[crate::site::Shown]| {
            let mut ids: Vec<String> = entries.iter().map(|entry| entry.id.clone()).collect();
            ids.sort();
            ids
        };
        assert_eq!(planet.titles().len(), 5, "{name}: {:?}", planet.titles());
        assert_eq!(ids(&planet.published()), ids(&first), "{name}: what was published first keeps its id");
    }
}

#[test]
fn of_what_stands_in_a_document_many_times_the_newest_counts() {
    let many: String = (1..=1000)
        .map(|n| {
            entry("same", "https://far.example/same", &format!("Version {n}"), "text").replace(
                "Mon, 01 Jun 2026 10:00:00 GMT",
                &format!("Mon, 01 Jun 2026 {:02}:{:02}:00 GMT", n / 60, n % 60),
            )
        })
        .collect();
    assert_eq!(over_time([many.clone(), many]).titles(), ["Version 1000"]);
}

#[test]
fn names_that_are_no_names_cost_no_entry() {
    let long = "x".repeat(1 << 20);
    let first = entry("", "https://far.example/1", "One", "t")
        + &entry(&long, "https://far.example/2", "Two", "t")
        + "<item><title>Three</title><description>alone</description></item>";
    assert_eq!(over_time([first.clone(), first]).titles().len(), 3);
}

/// Two sources, of which the first stands before the other in the configuration.
fn two(first: &[u8], second: &[u8]) -> Planet {
    let (origin, served) = Served::feed(answer("200 OK", &[], first));
    served.put("/second.xml", answer("200 OK", &[], second));
    let planet = Planet::new(&origin).source("second", &origin.url("/second.xml"), "");
    planet.at(FIRST).ok();
    planet.after("1h").ok();
    planet
}

#[test]
fn two_feeds_with_the_same_short_names_have_different_entries() {
    let one = channel(&entry("1", "https://one.example/a", "One", "of the first"));
    let other = channel(&entry("1", "https://other.example/b", "Other", "of the second"));
    let planet = two(&one, &other);
    let mut ids: Vec<String> = planet.published().into_iter().map(|entry| entry.id).collect();
    ids.dedup();
    assert_eq!(ids.len(), 2);
}

#[test]
fn a_post_that_two_feeds_carry_is_one_entry() {
    let post = item(1, "<category>Rust</category>");
    let tracked = item(1, "<category>News</category>")
        .replace("<link>https://far.example/1</link>", "<link>https://far.example/1?utm_source=x</link>")
        .replace("<guid>https://far.example/1</guid>", "<guid isPermaLink=\"false\">other-1</guid>");
    for second in [post.replace("Rust", "News"), tracked] {
        let planet = two(&channel(&post), &channel(&second));
        assert_eq!(planet.titles(), ["Post 1"]);
        assert_eq!(planet.published()[0].id, "https://far.example/1");
        for category in ["rust", "news"] {
            assert!(planet.project().has(&format!("feeds/category/{category}/atom.xml")), "{category}");
        }
    }
}

#[test]
fn our_own_entries_do_not_come_back_to_us() {
    let planet = over_time([item(1, "")]);
    let own = planet.project().read("feeds/atom.xml");
    let (origin, served) = Served::feed(ok(&[], [1]));
    served.put("/planet.xml", answer("200 OK", &[], own.as_bytes()));
    let planet = Planet::new(&origin).source("echo", &origin.url("/planet.xml"), "");
    planet.at(FIRST).ok();
    let own_post = item(7, "<source url=\"https://planet.example/feeds/rss.xml\">Planet</source>");
    served.put("/planet.xml", document(&own_post));
    planet.after("1h").ok();
    assert_eq!(planet.titles(), ["Post 1"]);
}

#[test]
fn what_is_hidden_stays_hidden() {
    let (origin, served) = Served::feed(ok(&[], [1, 2]));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    planet.project().run(["hide", "https://far.example/1"]).ok();
    planet.build(&[]).ok();
    assert_eq!(planet.titles(), ["Post 2"]);
    served.is(ok(&[], [1, 2, 3]));
    planet.after("1h").ok();
    served.is(document(&item(1, "").replace("Post 1", "Post 1 again")));
    planet.after("1h").ok();
    assert_eq!(planet.titles(), ["Post 3", "Post 2"]);
}

#[test]
fn the_feeds_of_a_source_that_is_taken_out_go_and_its_neighbours_stay() {
    let (origin, served) = Served::feed(ok(&[], [1]));
    served.put("/b.xml", ok(&[], [2]));
    let both = Planet::new(&origin).source("b", &origin.url("/b.xml"), "");
    both.at(FIRST).ok();
    assert_eq!(both.titles().len(), 2);
    let config = both.project().read("config.toml");
    let without = config.split("[[source]]").take(2).collect::<Vec<_>>().join("[[source]]");
    both.project().write("config.toml", without);
    origin.asked();
    both.project().run(["build", "--now", "2026-07-01T11:00:00Z"]).ok();
    assert_eq!(origin.targets(), ["/feed.xml"]);
    assert_eq!(both.titles(), ["Post 1"]);
}
