//! What is said of the entries of a feed counts at the next build, and its server is not asked for it.

use super::{build, config, feed, item};
use crate::harness::Project;
use crate::origin::{Origin, answer};

const NOON: &str = "2026-07-01T12:00:00Z";
const LATER: &str = "2026-07-01T12:10:00Z";

fn origin() -> Origin {
    let items = [
        item(1, "Release of Loom", "<category>Opensource</category><category>Uncategorized</category>"),
        item(2, "Holiday", "<category>Private</category><author>a@b.example (Bob)</author>"),
        item(
            3,
            "Bargain",
            "<category>Opensource</category><description>&lt;p&gt;casino&lt;/p&gt;</description>",
        ),
    ];
    let body = feed("Far", &items);
    Origin::new(move |_| answer("200 OK", &[], body.as_bytes()))
}

fn source(origin: &Origin, more: &str) -> String {
    format!("[[source]]\nid = \"far\"\ntype = \"feed\"\nurl = \"{}\"\n{more}\n", origin.url("/feed.xml"))
}

#[test]
fn names_faces_and_categories_take_effect_without_asking_again() {
    let origin = origin();
    let by = "by = [\"category\", \"source\"]";
    let project = Project::new().config(&config(&origin, by, &source(&origin, "")));
    build(&project, NOON).ok();
    assert!(project.has("feeds/category/opensource/rss.xml"));
    assert_eq!(origin.asked().len(), 1);

    let said = "name = \"Ada\"\nface = \"https://a.example/face.png\"\ncategories = [\"People\"]\n\
                map_categories = { \"opensource\" = \"Open Source\", \"Uncategorized\" = \"\" }";
    project.write("config.toml", config(&origin, by, &source(&origin, said)));
    build(&project, LATER).ok();
    assert!(origin.asked().is_empty(), "nothing of this is the server's");
    let json = project.read("feeds/feed.json");
    for expected in ["\"Ada\"", "\"Open Source\"", "\"People\""] {
        assert!(json.contains(expected), "{expected} is not in {json}");
    }
    assert!(!json.contains("Uncategorized") && !json.contains("Opensource"), "{json}");
    assert!(project.read("feeds/source/far/rss.xml").contains("<title>Ada · Planet</title>"));
    let open = project.read("feeds/category/open-source/rss.xml");
    assert!(open.contains("Release of Loom") && !open.contains("Holiday"), "{open}");

    let alone = "categories = [\"People\"]\nreplace_categories = true";
    project.write("config.toml", config(&origin, by, &source(&origin, alone)));
    build(&project, LATER).ok();
    let json = project.read("feeds/feed.json");
    assert!(
        json.contains("\"People\"") && !json.contains("Opensource") && !json.contains("Private"),
        "{json}"
    );
    assert!(origin.asked().is_empty());
}

#[test]
fn rules_take_entries_out_of_all_feeds_and_put_them_back() {
    let origin = origin();
    let titles = |project: &Project| {
        let rss = project.read("feeds/rss.xml");
        ["Release of Loom", "Holiday", "Bargain"]
            .map(|title| rss.contains(&format!("<title>{title}</title>")))
    };
    let project = Project::new().config(&config(&origin, "", &source(&origin, "")));
    build(&project, NOON).ok();
    for (said, shown) in [
        ("only = { category = \"^Opensource$\" }", [true, false, true]),
        ("only = { category = \"^Opensource$\", title = \"Holi\" }", [true, true, true]),
        ("except = { title = [\"^Holiday$\", \"Barg\"] }", [true, false, false]),
        ("except = { author = \"(?i)bob\" }", [true, false, true]),
        ("", [true, true, true]),
    ] {
        project.write("config.toml", config(&origin, "", &source(&origin, said)));
        build(&project, LATER).ok();
        assert_eq!(titles(&project), shown, "{said}");
    }
    assert_eq!(origin.asked().len(), 1);
    project.write("config.toml", config(&origin, "", &source(&origin, "only = { title = \"nothing\" }")));
    let listed = project.run(["list", "--entries", "--json"]).ok().stdout();
    assert_eq!(listed.matches("\"filtered\"").count(), 3, "{listed}");
}

#[test]
fn a_rule_for_contents_counts_for_what_comes_in() {
    let origin = origin();
    let said = "except = { content = \"(?i)casino\" }";
    let project = Project::new().config(&config(&origin, "", &source(&origin, said)));
    build(&project, NOON).ok();
    let rss = project.read("feeds/rss.xml");
    assert!(rss.contains("Holiday") && !rss.contains("Bargain"), "{rss}");
    project.write("config.toml", config(&origin, "", &source(&origin, "")));
    build(&project, LATER).ok();
    assert!(project.read("feeds/rss.xml").contains("Bargain"));
}

#[test]
fn what_cannot_be_trusted_is_not_taken_over() {
    let origin = origin();
    let said = "ignore = [\"date\", \"author\", \"categories\"]";
    let project = Project::new().config(&config(&origin, "", &source(&origin, said)));
    build(&project, NOON).ok();
    let json = project.read("feeds/feed.json");
    assert_eq!(json.matches("\"date_published\":\"2026-07-01T12:00:00Z\"").count(), 3, "{json}");
    assert!(!json.contains("Bob") && !json.contains("Private"), "{json}");
}

#[test]
fn no_source_fills_a_feed_that_others_are_in() {
    let many: Vec<String> = (1..=8).map(|n| item(n, &format!("Far {n}"), "")).collect();
    let (many, one) = (feed("Far", &many), feed("Near", &[item(0, "Near 0", "")]));
    let one = one.replace("far.example", "near.example");
    let origin = Origin::new(move |asked| {
        answer("200 OK", &[], if asked.target == "/far" { many.as_bytes() } else { one.as_bytes() })
    });
    let source = |id: &str| {
        format!("[[source]]\nid = \"{id}\"\ntype = \"feed\"\nurl = \"{}\"\n", origin.url(&format!("/{id}")))
    };
    let publish = "by = [\"source\"]\nlimit = 6\nmax_per_source = 2";
    let project = Project::new().config(&config(&origin, publish, &(source("far") + "\n" + &source("near"))));
    build(&project, NOON).ok();
    let count = |path: &str| project.read(path).matches("<item>").count();
    assert_eq!(count("feeds/rss.xml"), 3);
    assert!(project.read("feeds/rss.xml").contains("Near 0"));
    assert_eq!(count("feeds/source/far/rss.xml"), 6);
}

#[test]
fn a_date_that_is_not_believed_any_more_is_one_of_what_is_read_next() {
    let origin = origin();
    let project = Project::new().config(&config(&origin, "", &source(&origin, "")));
    build(&project, NOON).ok();
    assert!(project.read("feeds/feed.json").contains("\"date_published\":\"2026-06-02T10:00:00Z\""));
    project.write("config.toml", config(&origin, "", &source(&origin, "ignore = [\"date\"]")));
    build(&project, "2026-07-01T13:00:00Z").ok();
    let json = project.read("feeds/feed.json");
    assert_eq!(json.matches("\"date_published\":\"2026-07-01T12:00:00Z\"").count(), 3, "{json}");
}
