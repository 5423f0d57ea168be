//! A feed is a window on its newest entries: what leaves it stays, unless it is complete.

use super::{LONG_AGO, build, complete, item, planet, put, rss};
use crate::site::{NOW, titles};

#[test]
fn only_what_differs_is_told_and_what_has_left_the_window_stays() {
    let project = planet(&rss(&(item(1, "") + &item(2, "") + &item(3, ""))));
    build(&project).says("3 entries, 3 new");
    let changed = rss(&(item(2, "<description>More</description>") + &item(3, "") + &item(4, "")));
    put(&project, &changed, LONG_AGO + 1);
    let said = build(&project).says("4 entries, 1 new, 1 changed").stderr();
    assert!(!said.contains("removed"), "{said}");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Entry 4", "Entry 3", "Entry 2", "Entry 1"]);
    let clean = planet(&rss(&(item(1, "")
        + &item(2, "<description>More</description>")
        + &item(3, "")
        + &item(4, ""))));
    build(&clean);
    assert_eq!(project.tree("feeds"), clean.tree("feeds"));
}

#[test]
fn a_window_that_moves_on_stops_nothing_and_tells_nothing_twice() {
    let window = |from: usize| rss(&(from..from + 20).map(|n| item(n, "")).collect::<String>());
    let project = planet(&window(0));
    build(&project).says("20 entries, 20 new");
    for generation in 1..4 {
        let all = 20 + 15 * generation;
        put(&project, &window(15 * generation), LONG_AGO + generation as u64);
        build(&project).says(&format!("{all} entries, 15 new"));
        let report = project.run(["build", "--now", NOW, "--json"]).ok().json();
        let source = &report["sources"][0];
        assert_eq!(
            (&source["new"], &source["changed"], &source["entries"]),
            (&0.into(), &0.into(), &all.into())
        );
        // Of one size and time: what is in it is not looked at.
        put(&project, &window(15 * generation).replace("Entry", "Entri"), LONG_AGO + generation as u64);
        let report = project.run(["build", "--now", NOW, "--json"]).ok().json();
        assert_eq!(report["sources"][0]["changed"], 0);
    }
    // A file of before, put back: what is in it counts, though entries that have left it are newer.
    put(&project, &window(0).replace("Entry 19<", "Entry nineteen<"), LONG_AGO);
    build(&project).says("65 entries, 1 changed");
}

#[test]
fn what_a_complete_document_no_longer_holds_is_gone() {
    let project = planet(&complete(&(item(1, "") + &item(2, ""))));
    build(&project).says("2 entries, 2 new");
    let whole = complete(&(item(2, "") + &item(3, "")));
    put(&project, whole.split_once("</channel>").unwrap().0, LONG_AGO + 1);
    build(&project).says("3 entries, 1 new");
    put(&project, &whole, LONG_AGO + 2);
    build(&project).says("2 entries").says("removed: 1 entry");
    put(&project, &complete(""), LONG_AGO + 3);
    build(&project).says("source neighbour failed").says("says that it is complete");
    assert_eq!(titles(&project, "feeds/atom.xml"), ["Entry 3", "Entry 2"]);
}

#[test]
fn of_a_file_that_is_cut_off_the_last_entry_waits() {
    let whole = rss(&(item(1, "") + &item(2, "<description>All of it</description>")));
    let cut = |end: &str| whole.split_once(end).unwrap().0.to_owned();
    let project = planet(&cut(" of it"));
    build(&project)
        .says("1 entry, 1 new")
        .says("cut off inside of its last entry, `https://n.example/?p=2`, which is left out");
    put(&project, &whole, LONG_AGO + 1);
    build(&project).says("2 entries, 1 new");
    let before = project.tree("feeds");
    put(&project, &cut(" of it"), LONG_AGO + 2);
    build(&project).says("2 entries").says("stays as it was");
    put(&project, &cut("</channel>"), LONG_AGO + 3);
    build(&project).says("2 entries");
    assert_eq!(project.tree("feeds"), before);
}
