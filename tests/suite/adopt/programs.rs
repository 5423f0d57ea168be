//! Sites as other programs have them: the articles and the feed that was there, from moving in to a renamed article.

use super::{Old, adopt, assert_known, assert_same_on_a_fresh_clone, atom_feed, ids, rss_feed};
use crate::harness::Project;
use crate::site::{atom, build, build_with, config, differing, marks, only_id, remove, rename, rss, site};

/// A project with that pattern of links.
fn with_permalink(permalink: &str) -> Project {
    let project = site();
    project.write("config.toml", config("") + &format!("permalink = \"{permalink}\"\n"));
    project
}

fn post(front: &str, title: &str, date: &str) -> String {
    format!("---\ntitle: \"{title}\"\ndate: {date}\n{front}---\n\nThis is *{title}*.\n")
}

#[test]
fn a_site_exported_from_wordpress_keeps_its_numbers_also_of_posts_that_the_feed_no_longer_shows() {
    let project = with_permalink("/:year/:month/:day/:slug/");
    for (number, name, title, date) in [
        (12, "first", "First", "2015-02-01 10:00:00"),
        (31, "second", "Second", "2016-03-01 10:00:00"),
        (57, "third", "Tea & <b>cake</b>", "2019-05-04 10:00:00"),
        (77, "fourth", "Fourth", "2019-06-04 10:00:00"),
        (90, "fifth", "Fifth", "2019-07-04 10:00:00"),
    ] {
        project.write(
            &format!("articles/{name}.md"),
            post(&format!("wordpress_id: {number}\nslug: {name}\n"), title, date),
        );
    }
    let old = [
        Old {
            id: "http://old.example/?p=90",
            link: "http://old.example/2019/07/04/fifth/",
            title: "Fifth",
            date: "2019-07-04T10:00:00Z",
        },
        Old {
            id: "http://old.example/?p=77",
            link: "http://old.example/2019/06/04/fourth/",
            title: "Fourth",
            date: "2019-06-04T10:00:00Z",
        },
        Old {
            id: "http://old.example/?p=57",
            link: "http://old.example/2019/05/04/third/",
            title: "Tea & cake",
            date: "2019-05-04T10:00:00Z",
        },
    ];
    // One that was retitled, redated and moved: its number tells.
    let moved = Old {
        id: "http://old.example/?p=91",
        link: "http://old.example/6",
        title: "Sixth",
        date: "2019-07-04T10:00:00Z",
    };
    project.write("articles/sixth.md", post("wordpress_id: 91\n", "Sixth, corrected", "2019-07-03"));
    // Published before anybody thought of readers: that is put right at once.
    build(&project).ok();
    adopt(&project, &rss_feed(&[&old[..], &[moved]].concat()), &[])
        .ok()
        .says("3 found by the path of the link, on another host")
        .says("follow the pattern http://old.example/?p={wordpress_id}, by which 2 articles more get one")
        .says("1 found by the pattern that the ids of the others follow")
        .says("wrote ids.tsv: 4 rows new, 0 rows changed")
        .says("Readers of that feed will see no entry as new");
    build(&project).ok();
    assert_known(&project, &old);
    assert_known(&project, &[Old { title: "Sixth, corrected", ..moved }]);
    let found = ids(rss(&project, "feeds/rss.xml"));
    assert_eq!(found["First"], "http://old.example/?p=12");
    assert_eq!(found["Second"], "http://old.example/?p=31");
    assert_same_on_a_fresh_clone(&project);
    // An article that is newer than the old feed was never in it.
    project.write("articles/new.md", post("wordpress_id: 99\n", "New", "2020-01-01"));
    build(&project).ok();
    assert_eq!(ids(rss(&project, "feeds/rss.xml"))["New"], "tag:notes.example,2020-01-01:notes/new.md");
    assert_same_on_a_fresh_clone(&project);
}

#[test]
fn a_jekyll_site_keeps_the_ids_of_its_atom_feed_that_are_links_without_an_ending() {
    let project = with_permalink("/:year/:month/:day/:title.html");
    let days = ["2020-01-05", "2020-02-06", "2020-03-07", "2018-04-08"];
    for (day, name) in days.iter().zip(["one", "two", "three", "old"]) {
        project.write(&format!("articles/{day}-{name}.md"), post("", name, day));
    }
    let old = [
        Old {
            id: "http://notes.example/2020/03/07/three",
            link: "http://notes.example/2020/03/07/three.html",
            title: "three",
            date: "2020-03-07T00:00:00Z",
        },
        Old {
            id: "http://notes.example/2020/02/06/two",
            link: "http://notes.example/2020/02/06/two.html",
            title: "two",
            date: "2020-02-06T00:00:00Z",
        },
        Old {
            id: "http://notes.example/2020/01/05/one",
            link: "http://notes.example/2020/01/05/one.html",
            title: "one",
            date: "2020-01-05T00:00:00Z",
        },
    ];
    adopt(&project, &atom_feed(&old), &[]).ok().says("3 found by link").says("http://notes.example/{page}");
    build(&project).ok();
    assert_known(&project, &old);
    assert_eq!(ids(atom(&project, "feeds/atom.xml"))["old"], "http://notes.example/2018/04/08/old");
    assert_same_on_a_fresh_clone(&project);
}

#[test]
fn a_hugo_site_keeps_links_as_ids_though_it_moves_to_another_host() {
    let project = with_permalink("/:path/");
    for name in ["a", "b", "c", "older"] {
        let day = if name == "older" { "2019-01-01" } else { "2020-01-02" };
        project.write(&format!("articles/posts/{name}/index.md"), post("", &format!("Post {name}"), day));
    }
    let link = |name: &str| format!("https://hugo.example/posts/{name}/");
    let links = ["a", "b", "c"].map(link);
    let old: Vec<Old<'_>> = links
        .iter()
        .zip(["Post a", "Post b", "Post c"])
        .map(|(link, title)| Old { id: link, link, title, date: "2020-01-02T00:00:00Z" })
        .collect();
    adopt(&project, &rss_feed(&old), &[]).ok().says("https://hugo.example/{page}/");
    build(&project).ok();
    assert_known(&project, &old);
    assert_eq!(ids(rss(&project, "feeds/rss.xml"))["Post older"], "https://hugo.example/posts/older/");
    assert!(
        project
            .read("feeds/rss.xml")
            .contains("<guid isPermaLink=\"false\">https://hugo.example/posts/a/</guid>")
    );
    assert_same_on_a_fresh_clone(&project);
}

#[test]
fn a_hexo_site_with_chinese_names_is_found_by_links_however_they_are_encoded() {
    let project = with_permalink("/:year/:month/:day/:title/");
    for (name, day) in [("你好", "2020-01-02"), ("世界", "2020-01-03"), ("新媒体", "2020-01-04")] {
        project.write(&format!("articles/{name}.md"), post("", name, &format!("{day} 08:00:00")));
    }
    let old = [
        Old {
            id: "https://notes.example/2020/01/04/新媒体/",
            link: "https://notes.example/2020/01/04/新媒体/",
            title: "新媒体！",
            date: "2020-01-04T00:00:00Z",
        },
        Old {
            id: "https://notes.example/2020/01/03/%E4%B8%96%E7%95%8C/",
            link: "https://notes.example/2020/01/03/%E4%B8%96%E7%95%8C/",
            title: "世界",
            date: "2020-01-03T00:00:00Z",
        },
        Old {
            id: "https://notes.example/2020/01/02/%e4%bd%a0%e5%a5%bd/",
            link: "https://notes.example/2020/01/02/%e4%bd%a0%e5%a5%bd/",
            title: "你好",
            date: "2020-01-02T00:00:00Z",
        },
    ];
    adopt(&project, &atom_feed(&old), &[]).ok().says("3 found by link");
    build(&project).ok();
    let found = ids(atom(&project, "feeds/atom.xml"));
    assert_eq!(found["新媒体"], old[0].id, "not a character of what readers know is changed");
    assert_eq!(found["世界"], old[1].id);
    assert_eq!(found["你好"], old[2].id);
    assert_same_on_a_fresh_clone(&project);
}

#[test]
fn ids_that_are_no_uris_stay_for_readers_of_rss_and_the_others_get_one() {
    let project = site();
    for (number, name) in [(4711, "one"), (4712, "two"), (4713, "three")] {
        project.write(&format!("articles/{name}.md"), post(&format!("nid: {number}\n"), name, "2020-01-02"));
    }
    let links = ["one", "two", "three"].map(|name| format!("https://notes.example/{name}"));
    let guids = [4711, 4712, 4713].map(|number| format!("{number} at https://notes.example"));
    let old: Vec<Old<'_>> = links
        .iter()
        .zip(&guids)
        .zip(["one", "two", "three"])
        .map(|((link, id), title)| Old { id, link, title, date: "2020-01-02T00:00:00Z" })
        .collect();
    adopt(&project, &rss_feed(&old), &[]).ok().says("{nid} at https://notes.example");
    build(&project).ok();
    let found = ids(rss(&project, "feeds/rss.xml"));
    for entry in &old {
        assert_eq!(found[entry.title], entry.id);
    }
    let minted = "tag:notes.example,2020-01-02:notes/one.md";
    assert_eq!(ids(atom(&project, "feeds/atom.xml"))["one"], minted);
    rename(&project, "articles/one.md", "articles/moved.md");
    build(&project).ok();
    assert_eq!(ids(rss(&project, "feeds/rss.xml"))["one"], old[0].id, "also after it was renamed");
    assert_eq!(ids(atom(&project, "feeds/atom.xml"))["one"], minted);
}

#[test]
fn an_article_that_is_renamed_keeps_the_id_that_was_adopted_with_and_without_the_state() {
    let project = with_permalink("/:year/:title/");
    project.write("articles/a.md", post("slug: tea\n", "Tea", "2020-01-02"));
    project.write("articles/b.md", post("", "Coffee", "2020-01-03"));
    let old = [Old {
        id: "urn:x-old:tea",
        link: "https://notes.example/2020/tea",
        title: "Tea",
        date: "2020-01-02T00:00:00Z",
    }];
    adopt(&project, &atom_feed(&old), &[]).ok();
    build(&project).ok();
    assert_known(&project, &old);
    rename(&project, "articles/a.md", "articles/drinks/tea.md");
    build(&project).ok();
    assert_known(&project, &old);
    assert_same_on_a_fresh_clone(&project);
}

#[test]
fn a_build_after_adopting_reads_anew_once_and_then_touches_nothing() {
    let project = site();
    project.write("articles/a.md", post("", "Tea", "2020-01-02"));
    build(&project).ok();
    let old = [Old {
        id: "urn:x-old:tea",
        link: "https://notes.example/a/",
        title: "Tea",
        date: "2020-01-02T00:00:00Z",
    }];
    adopt(&project, &atom_feed(&old), &[]).ok();
    build(&project).ok().says("1 entry, 1 changed");
    let before = marks(&project, "feeds");
    build(&project).ok().says("0 documents written");
    assert_eq!(differing(&before, &marks(&project, "feeds")), [""; 0]);
}

#[test]
fn an_id_by_a_pattern_stays_when_the_article_is_renamed_or_the_site_moves() {
    let project = with_permalink("/:path/");
    for name in ["a", "b", "c", "older"] {
        let day = if name == "older" { "2019-01-01" } else { "2020-01-02" };
        project.write(&format!("articles/{name}.md"), post("", &format!("Post {name}"), day));
    }
    let links = ["a", "b", "c"].map(|name| format!("http://notes.example/{name}"));
    let old: Vec<Old<'_>> = links
        .iter()
        .zip(["Post a", "Post b", "Post c"])
        .map(|(link, title)| Old { id: link, link, title, date: "2020-01-02T00:00:00Z" })
        .collect();
    build(&project).ok();
    adopt(&project, &rss_feed(&old), &[]).ok();
    build(&project).ok();
    assert_eq!(ids(rss(&project, "feeds/rss.xml"))["Post older"], "http://notes.example/older");
    rename(&project, "articles/older.md", "articles/moved.md");
    build_with(&project, &["--set", "site.url=https://elsewhere.example/"]).ok();
    assert_eq!(ids(rss(&project, "feeds/rss.xml"))["Post older"], "http://notes.example/older");
    assert_known(&project, &old);
}

#[test]
fn what_feedloom_published_itself_is_adopted_where_its_state_was_lost() {
    let project = site();
    project.write("articles/a.md", post("", "Tea", "2020-01-02"));
    build(&project).ok();
    rename(&project, "articles/a.md", "articles/z.md");
    build(&project).ok();
    let published = project.read("feeds/atom.xml");
    remove(&project, ".feedloom");
    remove(&project, "feeds");
    adopt(&project, &published, &[]).ok().says("1 found by link");
    build(&project).ok();
    assert_eq!(only_id(&project), "tag:notes.example,2020-01-02:notes/a.md");
}
