//! Lists of feeds: taken over, followed, and given away.

use crate::harness::Project;
use crate::origin::{Asked, Origin, answer};

const SITE: &str = "[site]\ntitle = \"Planet\"\nurl = \"https://planet.example/\"\n";

const LIST: &str = "<?xml version='1.0'?><opml version='1.1'><head><title>Mine</title></head><body>\
    <outline text='Tech &amp; more'><outline text='Linux'>\
    <outline text='LWN.net &lt;news&gt;' type='rss' xmlUrl='https://lwn.example/feed?a=1&amp;b=2' htmlUrl='https://lwn.example/'/></outline>\
    <outline title='No text' xmlurl='http://b.example/feed'/></outline>\
    <outline text='新媒体' xmlUrl='https://c.example/feed' category='/News/World,/x'/>\
    <outline text='Again' xmlUrl='http://lwn.example/feed?a=1&amp;b=2'/>\
    <outline text='Comment' isComment='true'><outline text='d' xmlUrl='https://d.example/'/></outline>\
    <outline text='More' type='include' url='https://e.example/more.opml'/>\
    <outline text='Router' xmlUrl='http://192.168.0.1/feed'/>\
    <outline text='Metadata' xmlUrl='http://[::ffff:169.254.169.254]/latest'/>\
    <outline text='File' xmlUrl='file:///etc/passwd'/>\
    <outline text='Feed' xmlUrl='feed://f.example/feed'/>\
    <outline text='Nothing' xmlUrl='not an address'/>\
    <outline text='Empty'/></body></opml>";

fn project() -> Project {
    Project::new().config(SITE).file("list.opml", LIST)
}

#[test]
fn each_feed_of_a_list_becomes_a_source_in_the_categories_of_its_folders() {
    let project = project();
    project
        .run(["import", "list.opml"])
        .ok()
        .says("4 feeds added to config.toml, 6 left out")
        .says("is another list");
    let config = project.read("config.toml");
    assert!(config.starts_with(SITE));
    let json = project.run(["config", "--json"]).ok().json();
    let sources = json["values"]["source"].as_array().unwrap().clone();
    let shown: Vec<(&str, &str, &str, String)> = sources
        .iter()
        .map(|source| {
            let text = |key: &str| source[key].as_str().unwrap();
            (text("id"), text("url"), text("name"), source["categories"].to_string())
        })
        .collect();
    assert_eq!(
        shown,
        [
            (
                "lwn-net-news",
                "https://lwn.example/feed?a=1&b=2",
                "LWN.net <news>",
                "[[\"Tech & more\",\"Linux\"]]".to_owned()
            ),
            ("no-text", "http://b.example/feed", "No text", "[\"Tech & more\"]".to_owned()),
            ("新媒体", "https://c.example/feed", "新媒体", "[[\"News\",\"World\"],\"x\"]".to_owned()),
            ("feed", "http://f.example/feed", "Feed", "null".to_owned()),
        ]
    );
    project.run(["check"]).ok();
}

#[test]
fn what_is_left_out_is_said_with_the_reason() {
    let run = project().run(["import", "list.opml", "--dry-run"]).ok();
    for says in [
        "http://lwn.example/feed?a=1&b=2: the list has it before",
        "http://192.168.0.1/feed: ",
        "add \"192.168.0.1\" to `net.allow`",
        "[::ffff:169.254.169.254]/latest: ",
        "file:///etc/passwd: `file:` is not asked",
        "not an address: it is no address",
        "4 feeds would be added",
    ] {
        assert!(run.stderr().contains(says), "{says}\n{}", run.stderr());
    }
    assert_eq!(run.stdout().matches("[[source]]").count(), 4);
}

#[test]
fn a_list_that_is_taken_over_twice_changes_nothing_the_second_time() {
    let project = project();
    project.run(["import", "list.opml"]).ok();
    let once = project.read("config.toml");
    project
        .run(["import", "list.opml"])
        .ok()
        .says("it is the source `lwn-net-news` already")
        .says("0 feeds added");
    assert_eq!(project.read("config.toml"), once);
}

#[test]
fn a_rehearsal_writes_nothing_and_what_is_no_list_is_refused() {
    let project =
        project().file("feed.xml", crate::polling::rss(&[1])).file("empty.opml", "<opml><body/></opml>");
    project.run(["import", "list.opml", "--dry-run"]).ok();
    project.run(["import", "feed.xml"]).exits(1).says("this is no OPML: it begins with `<rss>`");
    project.run(["import", "empty.opml"]).exits(1).says("the list has no feed");
    project.run(["import", "gone.opml"]).exits(1).says("gone.opml: it cannot be read");
    assert_eq!(project.read("config.toml"), SITE);
}

#[test]
fn very_many_feeds_of_one_host_are_asked_back() {
    let outlines: Vec<String> =
        (0..201).map(|n| format!("<outline text='{n}' xmlUrl='https://victim.example/{n}'/>")).collect();
    let outlines = outlines.concat();
    let project =
        Project::new().config(SITE).file("list.opml", format!("<opml><body>{outlines}</body></opml>"));
    project.run(["import", "list.opml"]).exits(2).says("201 feeds are of victim.example").says("--yes");
    assert_eq!(project.read("config.toml"), SITE);
    project.run(["import", "list.opml", "--yes"]).ok().says("201 feeds added");
}

#[test]
fn hostile_lists_are_bounded() {
    let deep = "<outline text='a'>".repeat(100_000);
    let wide = "<outline text='a' xmlUrl='http://10.0.0.1/'/>".repeat(60_000);
    let bomb = "<!DOCTYPE opml [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;'>]>";
    for body in [deep, wide, format!("{bomb}<outline text='&c;' xmlUrl='&c;'/>")] {
        let project = Project::new().config(SITE).file("list.opml", format!("<opml><body>{body}"));
        let run = project.run(["import", "list.opml"]);
        assert!(matches!(run.code(), Some(0..=2)), "{}", run.stderr().chars().take(400).collect::<String>());
        assert_eq!(project.read("config.toml"), SITE);
    }
}

#[test]
fn a_list_is_fetched_like_everything_else() {
    let origin = Origin::new(|_: &Asked| answer("200 OK", &[], LIST.as_bytes()));
    let config = format!("{SITE}\n[net]\nallow = [\"{}\"]\n", origin.authority());
    let project = Project::new().config(&config);
    project.run(["import", &origin.url("/list.opml")]).ok().says("4 feeds added");
    assert_eq!(origin.asked().len(), 1, "and nothing that it names is asked");
    Project::new().config(SITE).run(["import", &origin.url("/list.opml")]).exits(1).says("net.allow");
    assert!(origin.asked().is_empty());
}

#[test]
fn what_is_exported_can_be_imported_and_is_the_same_then() {
    let project = project();
    project.run(["import", "list.opml"]).ok();
    let more = "\n[[source]]\nid = \"odd\"\ntype = \"feed\"\nurl = \"https://me:secret@o.example/f\"\n\
        name = \"Odd & even\"\ncategories = [\"a/b, c\", [\"<&>\\\"'\", \"é\"], \"Tech & more\"]\n\
        \n[[source]]\nid = \"files\"\ntype = \"articles\"\npath = \"articles\"\n";
    let config = project.read("config.toml");
    project.write("config.toml", format!("{config}{more}"));
    let first = project.run(["export"]).ok().says("1 source is on the disk");
    let list = first.stdout();
    assert!(!list.contains("secret") && !list.contains("<date"), "{list}");
    roxmltree::Document::parse(&list).unwrap();

    let other = Project::new().config(SITE).file("list.opml", &list);
    other.run(["import", "list.opml"]).ok().says("5 feeds added");
    assert_eq!(other.run(["export"]).ok().stdout(), list);
    let sources = |project: &Project| {
        let json = project.run(["config", "--json"]).ok().json();
        let sources = json["values"]["source"].as_array().unwrap().clone();
        sources
            .into_iter()
            .take(5)
            .map(|source| (source["id"].clone(), source["categories"].clone(), source["name"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(sources(&other), sources(&project));
}

#[test]
fn old_addresses_are_printed_as_rules_for_web_servers() {
    let project = Project::new()
        .config(&format!("{SITE}\n[[alias]]\nfrom = \"feed.xml\"\nto = \"atom.xml\"\n\n[[alias]]\nfrom = \"old/a b.xml\"\nto = \"rss.xml\"\n"));
    project
        .run(["export", "--redirects", "nginx"])
        .ok()
        .prints("location = \"/feeds/old/a b.xml\" { return 301 https://planet.example/feeds/rss.xml; }");
    project
        .run(["export", "--redirects", "caddy"])
        .ok()
        .prints("redir /feeds/feed.xml https://planet.example/feeds/atom.xml 301");
    project
        .run(["export", "--redirects", "netlify"])
        .ok()
        .prints("/feeds/old/a%20b.xml https://planet.example/feeds/rss.xml 301");
    project.run(["export", "--redirects", "apache"]).exits(2).says("nginx, caddy, netlify");
}

#[test]
fn a_list_can_be_followed_instead_and_its_members_are_exported() {
    let project = Project::new().config(SITE).file("lists/mine.opml", LIST);
    project
        .run(["import", "--live", "lists/mine.opml"])
        .ok()
        .says("4 feeds that are no sources yet; `feedloom build` fetches them")
        .says("http://192.168.0.1/feed: ")
        .prints("path = \"lists/mine.opml\"");
    let config = project.read("config.toml");
    assert!(
        config.ends_with("\n[[source]]\nid = \"mine\"\ntype = \"opml\"\npath = \"lists/mine.opml\"\noutline_categories = true\n"),
        "{config}"
    );
    project.run(["import", "--live", "-"]).exits(1);
    project.run(["build", "--offline"]);
    let list = project.run(["export"]).ok().stdout();
    let members = list.matches("xmlUrl").count();
    assert!(members >= 3 && list.contains("text=\"新媒体\""), "{list}");
    let status = project.run(["status", "--json"]).ok().json();
    assert_eq!(status["sources"].as_array().map(Vec::len), Some(members + 1));
}

#[test]
fn a_list_that_is_followed_is_called_as_it_calls_itself_and_named_from_the_configurations_folder() {
    let list = LIST.replace("<title>Mine</title>", "<title>Planet of friends</title>");
    let project = Project::new().config(SITE).file("lists/export.opml", list);
    let path = project.root().join("lists/export.opml");
    project.run(["import", "--live", path.to_str().unwrap()]).ok();
    let config = project.read("config.toml");
    let end = "id = \"planet-of-friends\"\ntype = \"opml\"\npath = \"lists/export.opml\"\noutline_categories = true\n";
    assert!(config.ends_with(end), "{config}");
}

#[test]
fn a_list_that_ends_in_the_middle_is_asked_back() {
    let cut = LIST.split("<outline text='Comment'").next().unwrap();
    for more in [&[][..], &["--live"]] {
        let project = Project::new().config(SITE).file("list.opml", cut);
        let import = |flags: &[&str]| project.run(["import", "list.opml"].iter().chain(more).chain(flags));
        let run = import(&[]).exits(2).says("ends in the middle, without `</opml>`");
        assert!(run.stderr().contains("has 4 feeds") && run.stderr().contains("--yes"), "{}", run.stderr());
        assert_eq!(project.read("config.toml"), SITE);
        import(&["--yes"]).ok().says("ends in the middle");
    }
}

#[test]
fn pages_of_which_a_reader_made_feeds_are_left_out() {
    let list = "<opml version='2.0'><body><outline text='A' xmlUrl='https://a.example/feed'/>\
        <outline text='B' type='HTML+XPath' xmlUrl='https://b.example/'/><outline text='C' type='JSON+DotNotation' xmlUrl='https://c.example/'/>\
        <outline text='D' type='application/rss+xml' xmlUrl='https://d.example/'/></body></opml>";
    let project = Project::new().config(SITE).file("list.opml", list);
    project
        .run(["import", "list.opml"])
        .ok()
        .says("2 feeds added to config.toml, 2 left out")
        .says("https://b.example/: it is no feed but a page")
        .says("`JSON+DotNotation`");
}

#[test]
fn who_has_no_source_is_told_of_all_ways_to_have_one() {
    let said = Project::new().config(SITE).run(["build"]).exits(2).stderr();
    assert!(said.contains("`feedloom add URL`") && said.contains("`feedloom import FILE`"), "{said}");
    let project = project();
    project.run(["import", "list.opml"]).ok();
    project.run(["check"]).ok().says("no server was asked").says("when `feedloom build` has asked");
}

#[test]
fn a_list_is_followed_once_and_its_feeds_are_no_sources_beside_it() {
    let project = Project::new().config(SITE).file("lists/mine.opml", LIST);
    project.run(["import", "--live", "lists/mine.opml"]).ok();
    let once = project.read("config.toml");
    project
        .run(["import", "--live", "./lists/mine.opml"])
        .ok()
        .says("is followed already, as the source `mine`");
    project.run(["import", "lists/mine.opml"]).ok().says("is followed already");
    assert_eq!(project.read("config.toml"), once);
    let copy = LIST.replace(
        "<outline text='Router'",
        "<outline text='New' xmlUrl='https://new.example/'/><outline text='Router'",
    );
    project.write("copy.opml", copy);
    project
        .run(["import", "copy.opml"])
        .ok()
        .says("1 feed added")
        .says("https://c.example/feed: the list `mine`, which is followed, has it");
    let added = project.read("config.toml").replace(&once, "");
    assert!(added.matches("[[source]]").count() == 1 && added.contains("https://new.example/"), "{added}");
}

#[test]
fn what_a_list_says_of_a_feed_comes_back_when_it_is_exported() {
    let list = "<opml version='2.0' xmlns:r='urn:reader'><head><title>x</title></head><body>\
        <outline text='News &amp;'><outline text='A' title='The A' type='rss' xmlUrl='https://a.example/f' htmlUrl='https://a.example/home' \
        description='About &lt;A&gt;' language='de' version='RSS2' r:priority='7' own='yes' proxy='http://10.0.0.1/' category='/More'/></outline>\
        <outline text='Empty'/><outline text='Page' type='link' url='https://page.example/'/></body></opml>";
    let project = Project::new().config(SITE).file("list.opml", list);
    project
        .run(["import", "list.opml"])
        .ok()
        .says("1 feed added")
        .says("are not kept: proxy (1)")
        .says("folders without a feed are not kept: 1")
        .says("links that it names are not kept: 1");
    assert!(!project.read("config.toml").contains("proxy"));
    project.run(["check"]).ok();
    let first = project.run(["export"]).ok().stdout();
    let read = roxmltree::Document::parse(&first).unwrap();
    let outline = read.descendants().find(|node| node.attribute("xmlUrl").is_some()).unwrap();
    for (name, value) in [
        ("text", "A"),
        ("title", "The A"),
        ("type", "rss"),
        ("htmlUrl", "https://a.example/home"),
        ("description", "About <A>"),
        ("language", "de"),
        ("version", "RSS2"),
        ("own", "yes"),
        ("category", "/More"),
    ] {
        assert_eq!(outline.attribute(name), Some(value), "{first}");
    }
    assert_eq!(outline.attribute(("urn:reader", "priority")), Some("7"));
    assert_eq!(outline.parent().unwrap().attribute("text"), Some("News &"));
    let other = Project::new().config(SITE).file("list.opml", &first);
    other.run(["import", "list.opml"]).ok();
    assert_eq!(other.run(["export"]).ok().stdout(), first);
    assert_eq!(other.read("config.toml"), project.read("config.toml"));
}

#[test]
fn lists_are_dated_by_what_their_feeds_hold_and_say_what_those_are() {
    let origin = Origin::new(|_: &Asked| {
        let feed = crate::polling::rss(&[1, 2]);
        answer(
            "200 OK",
            &[],
            feed.replace("<description>d<", "<language>de</language><description>d<").as_bytes(),
        )
    });
    let project = crate::polling::project(&origin);
    project.run(["build", "--now", "2026-07-01T10:00:00Z"]).ok();
    let list = project.run(["export", "--now", "2026-08-01T10:00:00Z"]).ok().stdout();
    let published = project.read("feeds/sources.opml");
    for list in [&list, &published] {
        for part in [
            "<dateCreated>Wed, 03 Jun 2026 10:00:00 GMT</dateCreated>",
            "<dateModified>Wed, 03 Jun 2026 10:00:00 GMT</dateModified>",
            "title=\"Far\" type=\"rss\"",
            "htmlUrl=\"https://far.example/\"",
            "language=\"de\"",
            "version=\"RSS\"",
        ] {
            assert!(list.contains(part), "{part}: {list}");
        }
    }
    assert_eq!(project.run(["export", "--now", "2026-09-01T10:00:00Z"]).ok().stdout(), list);
    let other =
        Project::new().config(SITE).file("list.opml", list.replace("http://127.0.0.1", "https://a.example"));
    other.run(["import", "list.opml"]).ok();
    let again = other.run(["export"]).ok().stdout();
    let body = |list: &str| list.split_once("<body>").map(|(_, body)| body.to_owned()).unwrap();
    assert_eq!(body(&again).replace("https://a.example", "http://127.0.0.1"), body(&list));
}

#[test]
fn a_list_of_very_many_feeds_of_one_name_is_counted_before_anything_is_made_of_it() {
    let outlines: Vec<String> =
        (0..20_000).map(|n| format!("<outline text='f' xmlUrl='https://h{n}.example/f'/>")).collect();
    let list = format!("<opml><body>{}</body></opml>", outlines.concat());
    let project = Project::new().config(SITE).file("list.opml", list);
    let run = project.run(["import", "list.opml", "--json"]).exits(2).says("has 20000 feeds").says("--yes");
    assert_eq!((run.stdout().as_str(), project.read("config.toml").as_str()), ("", SITE));
}
