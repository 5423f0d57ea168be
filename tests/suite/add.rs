//! Adding feeds to the configuration.

use crate::discover::{project, site};
use crate::harness::Project;
use crate::origin::{Asked, Origin, answer};
use crate::polling::rss;

#[test]
fn the_feed_of_a_page_is_written_into_the_configuration_which_keeps_its_comments() {
    let page = "<link rel=alternate type=application/rss+xml href=/feed.xml><link rel=alternate type=application/rss+xml title=Comments href=/c.xml>";
    let origin = site(&[("/", "text/html", page.to_owned()), ("/feed.xml", "text/xml", rss(&[1, 2]))]);
    let project = project(&origin);
    let before = project.read("config.toml");
    let run = project.run(["add", &origin.url("/"), "--category", "Tech/Linux", "--category", "News"]).ok();
    let run = run.says("Far (rss2.0), 2 entries").says("Post 2").says("Comments").prints("[[source]]");
    let block = run.stdout();
    let after = project.read("config.toml");
    assert_eq!(after, format!("{before}\n{block}"));
    assert!(block.contains("categories = [[\"Tech\", \"Linux\"], \"News\"]"), "{block}");
    assert!(block.contains(&format!("url = \"{}\"", origin.url("/feed.xml"))), "{block}");
    assert!(block.contains("id = \"127-0-0-1\""), "{block}");
    project.run(["build"]).ok();
    assert!(project.read("feeds/rss.xml").contains("Post 1"));
}

#[test]
fn a_feed_that_is_a_source_already_is_refused() {
    let origin = site(&[("/feed.xml", "text/xml", rss(&[1]))]);
    let project = project(&origin);
    project.run(["add", &origin.url("/feed.xml")]).ok();
    let before = project.read("config.toml");
    origin.asked();
    project.run(["add", &origin.url("/feed.xml")]).exits(1).says("is the source `127-0-0-1` already");
    assert!(origin.asked().is_empty(), "nobody has to be asked for that");
    project.run(["add", &origin.url("/other"), "--id", "127-0-0-1"]).exits(1).says("choose another --id");
    project.run(["add", &origin.url("/other"), "--id", "a b"]).exits(1).says("cannot have the id");
    assert_eq!(project.read("config.toml"), before);
}

#[test]
fn what_links_say_to_programs_that_subscribe_is_taken_for_the_web() {
    let origin = site(&[("/feed.xml", "text/xml", rss(&[1]))]);
    for url in
        [format!("feed:{}", origin.url("/feed.xml")), origin.url("/feed.xml").replace("http:", "feed:")]
    {
        project(&origin)
            .run(["add", &url, "--dry-run"])
            .ok()
            .prints(&format!("url = \"{}\"", origin.url("/feed.xml")));
    }
    project(&origin).run(["add", "feed:file:///etc/passwd"]).exits(2).says("only http and https");
}

#[test]
fn a_feed_that_has_moved_for_good_is_added_where_it_is_and_one_that_is_elsewhere_for_now_where_it_was() {
    let origin = Origin::new(|asked: &Asked| match asked.target.as_str() {
        "/old" => answer("301 Moved", &[("location", "/new")], b""),
        "/now" => answer("302 Found", &[("location", "/new")], b""),
        _ => answer("200 OK", &[], rss(&[1]).as_bytes()),
    });
    project(&origin).run(["add", &origin.url("/old"), "--dry-run"]).ok().prints("/new\"");
    project(&origin).run(["add", &origin.url("/now"), "--dry-run"]).ok().prints("/now\"");
}

#[test]
fn a_rehearsal_writes_nothing_and_what_is_no_feed_is_not_added() {
    let origin =
        site(&[("/feed.xml", "text/xml", rss(&[1])), ("/", "text/html", "<title>x</title>".to_owned())]);
    let project = project(&origin);
    let before = project.tree("");
    project
        .run(["add", &origin.url("/feed.xml"), "--dry-run"])
        .ok()
        .says("nothing was written")
        .prints("[[source]]");
    project.run(["add", &origin.url("/")]).exits(1).says("no feed was found there");
    project.run(["add", &origin.url("/gone")]).exits(1).says("404");
    assert_eq!(project.tree(""), before);
}

#[test]
fn private_addresses_are_not_added_and_not_asked() {
    let origin = site(&[("/feed.xml", "text/xml", rss(&[1]))]);
    let project = Project::new().config(crate::harness::CONFIG).file("articles/a.md", "x");
    project.run(["add", &origin.url("/feed.xml")]).exits(1).says("net.allow");
    assert!(origin.asked().is_empty());
}

#[cfg(unix)]
#[test]
fn the_file_keeps_its_permissions_and_a_link_to_it_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt as _, symlink};
    let origin = site(&[("/feed.xml", "text/xml", rss(&[1]))]);
    let project = project(&origin);
    let (file, link) = (project.root().join("config.toml"), project.root().join("link.toml"));
    std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink("config.toml", &link).unwrap();
    project.run(["add", &origin.url("/feed.xml"), "--config", "link.toml"]).ok();
    assert!(link.symlink_metadata().unwrap().is_symlink());
    assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    assert!(project.read("config.toml").contains("feed.xml"));
}

#[test]
fn a_configuration_whose_sources_are_one_list_is_left_alone() {
    let origin = site(&[("/feed.xml", "text/xml", rss(&[1]))]);
    let project = project(&origin);
    let config = project.read("config.toml");
    let list = "source = [{ id = \"a\", type = \"articles\", path = \"articles\" }]\n";
    project.write("config.toml", format!("{list}{config}"));
    project.run(["add", &origin.url("/feed.xml")]).exits(2).says("add the lines by hand");
    assert_eq!(project.read("config.toml"), format!("{list}{config}"));
}
