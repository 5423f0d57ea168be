//! A state of a release that took up less of what feeds say: their documents are read once more, and readers are told of nothing.

use super::identity::{Served, feed, planet};
use crate::site::state;

/// What the state of that release had not.
const BEFORE: &str = "
    UPDATE entries SET data = json_set(json_remove(data, '$.carried', '$.origin.about', '$.episode'),
        '$.content.stored', '0123456789abcdef0123456789abcdef');
    UPDATE contents SET html = replace(html, ' nofollow', '');
    UPDATE items SET hash = zeroblob(16);
    UPDATE answers SET data = json_remove(data, '$.recipe');
    UPDATE sources SET recipe = NULL;";

/// A post of this hour of the first of July, with something more.
fn post(n: u32, title: &str, hour: u32, more: &str) -> String {
    format!(
        "<item><title>{title}</title><link>https://far.example/{n}</link><guid isPermaLink=\"false\">urn:x-post:{n}</guid>\
         <pubDate>01 Jul 2026 {hour:02}:00:07 GMT</pubDate>{more}</item>"
    )
}

/// Two posts with much to carry on.
fn posts(hour: u32) -> String {
    let one = |n: u32| {
        let more = format!(
            "<description>&lt;p&gt;Text &lt;a href='https://b.example/'&gt;{n}&lt;/a&gt;&lt;/p&gt;</description>\
             <comments>https://far.example/{n}#comments</comments>"
        );
        post(n, &format!("Post {n}"), hour, &more)
    };
    one(1) + &one(2)
}

#[test]
fn entries_of_an_earlier_release_get_what_it_left_and_keep_their_dates_and_ids() {
    // With dates that stay, and with those of the request.
    for later in [10, 12] {
        let served = Served::default();
        let origin = served.origin();
        let project = planet(&origin, &[("far", "")]);
        let build = |hour: u32, said: u32| {
            served.put("/far.xml", feed("far", &posts(said)));
            project.run(["build", "--now", &format!("2026-07-01T{hour:02}:00:05Z")]).ok();
            ["rss.xml", "atom.xml", "feed.json"].map(|name| project.read(&format!("feeds/{name}")))
        };
        let new = build(10, 10);
        assert!(new[0].contains("<comments>https://far.example/1#comments</comments>"), "{}", new[0]);
        state(&project).execute_batch(BEFORE).unwrap();
        assert!(build(12, later) == new, "dated {later}");
        let entries: i64 =
            state(&project).query_row("SELECT count(*) FROM entries", [], |row| row.get(0)).unwrap();
        assert_eq!(entries, 2);
        let stored: String =
            state(&project).query_row("SELECT max(data) FROM entries", [], |row| row.get(0)).unwrap();
        assert!(stored.contains("#comments"), "{stored}");
    }
}

#[test]
fn another_comment_and_another_subtitle_are_no_news() {
    let served = Served::default();
    let origin = served.origin();
    let project = planet(&origin, &[("far", "")]);
    let build = |hour: u32, count: u32, title: &str| {
        let comments = format!(
            "<slash:comments xmlns:slash=\"http://purl.org/rss/1.0/modules/slash/\">{count}</slash:comments>"
        );
        let document = feed("far", &post(1, title, 9, &comments));
        let document = document.replace("<description>d<", &format!("<description>At {hour}<"));
        served.put("/far.xml", document);
        project.run(["build", "--now", &format!("2026-07-01T{hour:02}:00:05Z")]).ok();
        (project.read("feeds/rss.xml"), project.read("feeds/atom.xml"))
    };
    let first = build(10, 1, "One");
    assert!(first.0.contains("<slash:comments>1</slash:comments>"), "{}", first.0);
    assert!(build(12, 2, "One") == first);
    let (rss, atom) = build(14, 3, "Another");
    assert!(rss.contains("<slash:comments>3</slash:comments>"), "{rss}");
    assert!(atom.contains("<subtitle>At 14</subtitle>"), "{atom}");
}
