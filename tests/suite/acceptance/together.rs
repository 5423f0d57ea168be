//! Where several rules meet: what each of them promises holds beside the others.

use super::{channel, feed, item, ok};
use crate::harness::Project;
use crate::origin::planet::FIRST;
use crate::origin::{Origin, Planet, Served, answer};
use crate::site;

fn complete(numbers: impl IntoIterator<Item = u32>) -> Vec<u8> {
    let items: String = numbers.into_iter().map(|number| item(number, "")).collect();
    let mark = "<fh:complete xmlns:fh=\"http://purl.org/syndication/history/1.0\"/>";
    channel(&format!("{mark}{items}"))
}

#[test]
fn a_complete_feed_that_shrinks_holds_up_nobody_else() {
    let (origin, served) = Served::feed(answer("200 OK", &[], &complete(0..40)));
    served.put("/other.xml", answer("200 OK", &[], &feed([100])));
    let planet = Planet::new(&origin).source("other", &origin.url("/other.xml"), "");
    planet.at(FIRST).ok();
    served.is(answer("200 OK", &[("etag", "\"2\"")], &complete(0..3)));
    served.put("/other.xml", answer("200 OK", &[], &feed([100, 101])));
    planet.after("1h").ok().says("takes 37 of its entries back at once");
    assert!(planet.titles().contains(&"Post 101".to_owned()), "{:?}", planet.titles());
    assert_eq!(planet.titles().len(), 42);
    planet.build(&["--force", "--allow-removals"]).ok();
    assert_eq!(planet.titles().len(), 5);
}

#[test]
fn what_a_feed_with_shares_shows_is_kept() {
    let origin = Origin::new(|asked| {
        let numbers: Vec<u32> = match asked.target.as_str() {
            "/much.xml" => (1000..1060).collect(),
            _ => (0..8).collect(),
        };
        let body = String::from_utf8(feed(numbers)).unwrap();
        answer("200 OK", &[], body.replace("far.example", &asked.target[1..5]).as_bytes())
    });
    let config = |first: &str| {
        let source = |id: &str, more: &str| {
            let url = origin.url(&format!("/{id}.xml"));
            format!("\n[[source]]\nid = \"{id}\"\ntype = \"feed\"\nurl = \"{url}\"\n{more}\n")
        };
        let authority = origin.authority();
        format!(
            "[site]\ntitle = \"P\"\nurl = \"https://p.example/\"\n\n[publish]\nby = []\nlimit = 10\nmax_per_source = 6\n\n[net]\n\
             allow = [\"{authority}\"]\n\n[[host]]\nname = \"{authority}\"\nmin_interval = \"0s\"\n{}{}",
            source("much", first),
            source("rare", "retention = { entries = 2 }"),
        )
    };
    let project = Project::new().config(&config(""));
    project.run(["build", "--now", FIRST]).ok();
    let shown = site::atom(&project, "feeds/atom.xml").len();
    project.run(["build", "--now", "2026-07-03T10:00:00Z"]).ok();
    assert_eq!((shown, site::atom(&project, "feeds/atom.xml").len()), (10, 10));
}

#[test]
fn one_feed_under_two_names_is_asked_once() {
    let (origin, _served) = Served::feed(ok(&[("etag", "\"1\"")], 0..3));
    let planet = Planet::new(&origin).source("again", &origin.url("/feed.xml"), "categories = [\"again\"]");
    planet.at(FIRST).ok();
    assert_eq!(planet.asked().len(), 1);
    assert!(planet.project().has("feeds/category/again/atom.xml"));
    planet.after("1h").ok();
    assert!(planet.asked_once().is_conditional());
    // One that is added later knows nothing, and asks itself where the answer to the other is no document.
    let planet = planet.source("third", &origin.url("/feed.xml"), "");
    planet.after("1h").ok();
    assert_eq!(planet.asked().len(), 1);
}

#[test]
fn a_feed_that_is_asked_with_another_gives_that_its_categories() {
    let (origin, served) = Served::feed(ok(&[], 0..3));
    served.put("/new.xml", ok(&[], 0..3));
    let planet = Planet::empty(&origin)
        .source("old", &origin.url("/feed.xml"), "categories = [\"Old\"]")
        .source("new", &origin.url("/new.xml"), "categories = [\"New\"]");
    planet.at(FIRST).ok();
    served.is(answer("301 Moved", &[("location", "/new.xml")], b""));
    planet.after("1h").ok();
    served.put("/new.xml", ok(&[], 0..4));
    planet.after("1h").ok();
    let home = planet.project().read("feeds/atom.xml");
    for name in ["Old", "New"] {
        assert_eq!(home.matches(&format!("<category term=\"{name}\"")).count(), 4, "{name}: {home}");
    }
}

#[test]
fn a_source_that_gets_another_name_is_not_asked_anew_and_keeps_what_it_had() {
    let items: String = (0..3).map(|number| item(number, "")).collect();
    let items = items.replace("<guid>https://far.example/", "<guid isPermaLink=\"false\">own ");
    let (origin, _served) = Served::feed(answer("200 OK", &[("etag", "\"1\"")], &channel(&items)));
    let planet = Planet::new(&origin);
    planet.at(FIRST).ok();
    let ids = |planet: &Planet| planet.published().into_iter().map(|entry| entry.id).collect::<Vec<_>>();
    let before = ids(&planet);
    assert_eq!(before.len(), 3);
    planet.asked();
    let planet = planet.instead_of("id = \"far\"", "id = \"near\"");
    planet.after("10m").ok();
    assert_eq!(planet.asked().len(), 0);
    assert_eq!(ids(&planet), before);
    planet.after("50m").ok();
    assert!(planet.asked_once().is_conditional());
    // Once more, and with another priority.
    let planet = planet
        .instead_of("type = \"feed\"", "type = \"feed\"\npriority = 1")
        .instead_of("\"near\"", "\"here\"");
    planet.after("1h").ok();
    assert_eq!(ids(&planet), before);
}
