//! Feeds whose posts look alike, or have no names: each is there, once, however often the feed is asked.

use super::identity::{Served, build, feed, ids};
use super::project;
use crate::harness::Project;

/// An item of parts that are written as they are.
fn item(parts: &[(&str, String)]) -> String {
    let parts: Vec<String> = parts.iter().map(|(name, value)| format!("<{name}>{value}</{name}>")).collect();
    format!("<item>{}</item>", parts.concat())
}

/// A file beside an item.
fn with_file(item: &str, file: u32) -> String {
    let file = format!(
        "<enclosure url=\"https://cdn.example/{file}.mp3\" length=\"1\" type=\"audio/mpeg\"/></item>"
    );
    item.replace("</item>", &file)
}

fn titles(entries: &[serde_json::Value]) -> Vec<&str> {
    entries.iter().map(|entry| entry["title"].as_str().unwrap_or_default()).collect()
}

/// What the feed says at each poll: all that it ever said has to be there.
#[track_caller]
fn all_are_there(name: &str, documents: impl Iterator<Item = Vec<String>>) {
    let served = Served::default();
    let project = project(&served.origin());
    let mut said = std::collections::BTreeSet::new();
    let mut published = Vec::new();
    for (day, items) in (1..).zip(documents) {
        served.put("/feed.xml", feed("far", &items.concat()));
        said.extend(items);
        published = build(&project, day);
    }
    assert_eq!(published.len(), said.len(), "{name}: {published:?}");
    let ids: std::collections::BTreeSet<&str> = ids(&published).into_iter().collect();
    assert_eq!(ids.len(), said.len(), "{name}: {ids:?}");
}

#[test]
fn a_window_that_turns_over_holds_other_posts_however_alike() {
    let news = |n: u32, title: &str, link: &str| {
        item(&[
            ("title", title.to_owned()),
            ("link", link.to_owned()),
            ("guid", format!("urn:x-news:{n}")),
            ("pubDate", format!("05 Jun 2026 {n:02}:00:00 GMT")),
            ("description", "The latest news in five minutes.".to_owned()),
        ])
    };
    let show = "https://far.example/show";
    let bulletins = (1..6).map(|n| vec![with_file(&news(n, &format!("News at {n}"), show), n)]);
    all_are_there("another title, file and hour; the link of the show", bulletins);
    let links = (1..6).map(|n| vec![with_file(&news(n, "News", &format!("{show}/{n}")), n)]);
    all_are_there("another link, file and hour; one title", links);
    let bare = (1..6).map(|n| vec![news(n, "News", show)]);
    all_are_there("another hour alone", bare);
    let threads = (1..4).map(|week| {
        let post = |n: u32, title: String, text: String| {
            item(&[
                ("title", title),
                ("link", format!("https://far.example/{week}/{n}")),
                ("guid", format!("urn:x-post:{week}:{n}")),
                ("pubDate", format!("{:02} Jun 2026 10:00:00 GMT", week * 7 + n)),
                ("description", text),
            ])
        };
        let mut items: Vec<String> =
            (2..6).map(|n| post(n, format!("Post {week}.{n}"), format!("Text {week}.{n}"))).collect();
        items.push(post(1, "Weekly open thread".to_owned(), "Talk about anything.".to_owned()));
        items
    });
    all_are_there("a thread of each week among others", threads);
}

/// Ten posts without names, at the same link, from this one on.
fn nameless(first: u32, count: u32, link: &str) -> String {
    (first..first + count)
        .rev()
        .map(|n| {
            item(&[
                ("title", format!("News {n}")),
                ("link", link.to_owned()),
                ("description", format!("Text {n}")),
            ])
        })
        .collect()
}

#[test]
fn items_without_ids_that_lead_to_one_page_are_told_apart_and_known_again() {
    for link in ["https://far.example/", "https://far.example/news.html"] {
        let served = Served::default();
        let project = project(&served.origin());
        let serve = |items: String| served.put("/feed.xml", feed("far", &items));
        serve(nameless(1, 5, link));
        let run = project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
        run.says(&format!("several entries without an id lead to `{link}`"));
        let first = ids_by_title(&project, 2);
        assert_eq!(first.len(), 5, "{link}");
        serve(nameless(4, 5, link));
        let second = ids_by_title(&project, 3);
        assert_eq!(second.len(), 8, "{link}");
        // One alone, first one that is known, then one that is not.
        serve(nameless(2, 1, link));
        assert_eq!(ids_by_title(&project, 4), second, "{link}");
        serve(nameless(9, 1, link));
        let last = ids_by_title(&project, 5);
        assert_eq!(last.len(), 9, "{link}");
        for known in [first, second] {
            assert!(known.iter().all(|known| last.contains(known)), "{link}: {last:?}");
        }
    }
}

/// Title and id of all entries.
fn ids_by_title(project: &Project, day: u32) -> std::collections::BTreeSet<(String, String)> {
    let all = build(project, day);
    titles(&all).iter().zip(ids(&all)).map(|(title, id)| ((*title).to_owned(), id.to_owned())).collect()
}

#[test]
fn an_item_that_was_alone_at_its_link_is_known_again_among_others() {
    let served = Served::default();
    let project = project(&served.origin());
    served.put("/feed.xml", feed("far", &nameless(1, 1, "https://far.example/news.html")));
    let first = ids_by_title(&project, 1);
    served.put("/feed.xml", feed("far", &nameless(1, 3, "https://far.example/news.html")));
    let second = ids_by_title(&project, 2);
    assert_eq!((second.len(), second.is_superset(&first)), (3, true), "{second:?}");
}

/// Three posts that say to be of this hour of the first of July.
fn dated(text: &str, hour: u32) -> String {
    (1..4)
        .map(|n| {
            item(&[
                ("title", format!("Post {n}")),
                ("link", format!("https://far.example/{n}")),
                ("guid", format!("urn:x-post:{n}")),
                ("pubDate", format!("01 Jul 2026 {hour:02}:00:07 GMT")),
                ("description", format!("Text {n}{text}")),
            ])
        })
        .collect()
}

#[test]
fn a_date_that_is_the_time_of_the_request_changes_nothing() {
    for identity in ["evidence", "guid"] {
        let served = Served::default();
        let origin = served.origin();
        let project = super::identity::planet(&origin, &[("far", &format!("identity = \"{identity}\""))]);
        let at = |hour: u32, text: &str, said: u32| {
            served.put("/far.xml", feed("far", &dated(text, said)));
            project.run(["build", "--now", &format!("2026-07-01T{hour:02}:00:05Z")]).ok();
            project.tree("feeds")
        };
        let first = at(10, "", 10);
        for hour in 11..14 {
            assert!(at(hour, "", hour) == first, "{identity} {hour}");
        }
        // With another text it is a change, and so is a date that no request explains.
        let edited = at(14, "!", 14);
        assert!(edited != first, "{identity}");
        assert!(at(15, "!", 13) == edited, "{identity}: an earlier date than readers have seen");
        assert!(project.read("feeds/atom.xml").contains("<published>2026-07-01T10:00:05Z"), "{identity}");
    }
}

#[test]
fn a_date_of_change_that_a_feed_says_is_told() {
    let served = Served::default();
    let project = project(&served.origin());
    let entry = |hour: u32| {
        format!(
            "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:x-far</id><title>Far</title><updated>2026-07-01T{hour:02}:30:00Z</updated>\
             <entry><id>urn:x-post:1</id><title>Post</title><link href=\"https://far.example/1\"/>\
             <updated>2026-07-01T{hour:02}:30:00Z</updated><content>Text</content></entry></feed>"
        )
    };
    for hour in [9, 11] {
        served.put("/feed.xml", entry(hour));
        project.run(["build", "--now", &format!("2026-07-01T{:02}:00:00Z", hour + 1)]).ok();
    }
    assert!(project.read("feeds/atom.xml").contains("<updated>2026-07-01T11:30:00Z"));
}
