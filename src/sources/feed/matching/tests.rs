//! Each rule alone, and what must never be taken for one.

use super::*;

/// Evidence from numbers: link, title, content, day. It is half an hour to noon; title 99 is one that many posts have.
fn of(link: u64, title: u64, content: u64, day: i64) -> Evidence {
    let date = if day == 0 { 0 } else { day * DAY + 41_400 };
    Evidence {
        link,
        path: link % 1000,
        title,
        content,
        date,
        is_common_title: title == 99,
        ..Evidence::default()
    }
}

/// The same, so many minutes later.
fn later(minutes: i64, evidence: Evidence) -> Evidence {
    Evidence { date: evidence.date + minutes * 60, ..evidence }
}

/// The same, on its day at no hour.
fn on_its_day(evidence: Evidence) -> Evidence {
    Evidence { date: evidence.date.div_euclid(DAY) * DAY, ..evidence }
}

fn with_file(file: u64, evidence: Evidence) -> Evidence {
    Evidence { file, ..evidence }
}

fn absent(known: &[Evidence]) -> Vec<Candidate<'_>> {
    known.iter().map(|evidence| Candidate { evidence, is_absent: true }).collect()
}

/// What is found of one new item, where all known are absent.
fn found(new: Evidence, known: &[Evidence]) -> Option<(usize, Likeness)> {
    known_again(&[new], &absent(known))[0]
}

/// What is found of a whole document, where all known are absent: of each new item, the place of the known one.
fn places(new: &[Evidence], known: &[Evidence]) -> Vec<Option<usize>> {
    known_again(new, &absent(known)).into_iter().map(|found| found.map(|(place, _)| place)).collect()
}

#[test]
fn one_post_under_another_name_is_known_again() {
    let post = of(1, 2, 3, 4);
    for (what, new, known, likeness) in [
        ("another guid", post, post, Likeness::Link),
        ("a text that is edited at once", of(1, 2, 6, 4), post, Likeness::Link),
        ("a title that is", of(1, 5, 3, 4), post, Likeness::Link),
        ("a date without an hour", on_its_day(of(1, 2, 6, 4)), post, Likeness::Link),
        (
            "a date that counts changes",
            Evidence { is_change: true, ..later(9, of(1, 2, 6, 7)) },
            post,
            Likeness::Link,
        ),
        ("no date any more", of(1, 2, 6, 0), post, Likeness::Link),
        ("nothing but a link", of(1, 0, 0, 0), of(1, 0, 0, 0), Likeness::Link),
        ("another link, and its second", of(7, 2, 3, 4), post, Likeness::Text),
        ("another link and another text, and its second", of(7, 2, 8, 4), post, Likeness::Date),
        ("no link", of(0, 2, 8, 4), post, Likeness::Date),
        ("no link and no hour", on_its_day(of(0, 2, 8, 4)), post, Likeness::Date),
        ("no link and no date", of(0, 2, 3, 0), post, Likeness::Text),
        ("a common title with its text in its second", of(7, 99, 3, 4), of(1, 99, 3, 4), Likeness::Text),
        ("a note without a title in its second", of(7, 0, 3, 4), of(1, 0, 3, 4), Likeness::Text),
        ("its file", with_file(9, of(0, 2, 3, 4)), with_file(9, post), Likeness::Text),
        ("a file that was not looked at", with_file(9, post), post, Likeness::Link),
    ] {
        assert_eq!(found(new, &[known]), Some((0, likeness)), "{what}");
    }
}

#[test]
fn two_posts_stay_two() {
    let post = of(1, 2, 3, 4);
    for (what, new, known) in [
        ("a page that a link log comes back to", of(1, 5, 6, 7), post),
        ("the same, untitled", of(1, 99, 6, 7), of(1, 99, 3, 4)),
        ("an episode whose link and text are those of its show", of(1, 5, 3, 7), post),
        ("the same an hour later", later(60, of(1, 5, 3, 4)), post),
        ("another episode of a day, and its file", with_file(8, later(60, post)), with_file(9, post)),
        ("another file", with_file(8, of(1, 2, 3, 0)), with_file(9, of(1, 2, 3, 0))),
        ("another title at an hour that is not said", on_its_day(of(1, 5, 3, 4)), on_its_day(post)),
        ("a report at the same address an hour later", later(60, of(1, 2, 6, 4)), post),
        ("the one of the next day, with the same text", of(1, 2, 3, 5), post),
        ("a title that comes back", of(7, 2, 8, 9), post),
        ("a title and a text that come back elsewhere", of(7, 2, 3, 9), post),
        ("the same within an hour", later(30, of(7, 2, 3, 4)), post),
        ("the same without dates", of(7, 2, 3, 0), of(1, 2, 3, 0)),
        ("the photo of each day", of(7, 99, 8, 4), of(1, 99, 3, 4)),
        ("a common title with a common text", of(7, 99, 3, 9), of(1, 99, 3, 4)),
        ("a note that is said again", later(60, of(7, 0, 3, 4)), of(1, 0, 3, 4)),
        ("nothing in common", of(7, 8, 9, 10), post),
        ("nothing said", Evidence::default(), Evidence::default()),
        ("only the day", of(7, 0, 0, 4), of(1, 0, 0, 4)),
    ] {
        assert_eq!(found(new, &[known]), None, "{what}");
    }
}

#[test]
fn what_is_like_several_is_none_of_them() {
    let post = of(1, 2, 3, 4);
    assert_eq!(found(post, &[post, post]), None);
    let known = [Candidate { evidence: &post, is_absent: true }];
    assert_eq!(known_again(&[post, post], &known), [None, None]);
    // One of two is told by what it has beside the link.
    assert_eq!(found(post, &[of(1, 5, 6, 4), post]), Some((1, Likeness::Text)));
}

#[test]
fn what_the_document_still_has_is_another_post() {
    let post = of(1, 2, 3, 4);
    let known = [Candidate { evidence: &post, is_absent: false }];
    assert_eq!(known_again(&[post], &known), [None]);
    let known = [Candidate { evidence: &post, is_absent: true }, known[0]];
    assert_eq!(known_again(&[post], &known), [None], "there are two of the kind");
}

#[test]
fn a_title_that_comes_back_is_known_by_its_second() {
    let (one, two) = (of(1, 2, 3, 4), of(5, 2, 6, 11));
    let moved = Evidence { link: 17, path: 0, content: 18, ..two };
    assert_eq!(found(moved, &[one, two]), Some((1, Likeness::Date)));
    assert_eq!(found(on_its_day(moved), &[one, on_its_day(two)]), None);
}

#[test]
fn a_feed_that_moved_to_another_host_is_known_by_its_paths() {
    let known = [of(1001, 1, 1, 1), of(1002, 2, 2, 2), of(1003, 3, 3, 3)];
    let candidates = absent(&known);
    let moved = |n: u64| Evidence { link: 5000 + n, path: n, ..Evidence::default() };
    let path = |at| Some((at, Likeness::Path));
    assert_eq!(known_again(&[moved(3), moved(1), moved(9)], &candidates), [path(2), path(0), None]);
    assert_eq!(known_again(&[moved(3), moved(8), moved(9)], &candidates), [None; 3], "most are elsewhere");
    assert_eq!(known_again(&[moved(3)], &candidates), [None], "one is no move");
    // Those that are known by their titles count as moved.
    let titled = Evidence { title: 1, date: known[0].date, ..moved(1) };
    assert_eq!(known_again(&[titled, moved(2)], &candidates), [Some((0, Likeness::Date)), path(1)]);
    // Edited, they are known by their dates; with neither they are other posts.
    let edited = |n: u64, day| Evidence { title: 50 + n, date: of(0, 0, 0, day).date, ..moved(n) };
    assert_eq!(known_again(&[edited(1, 1), edited(2, 2)], &candidates), [path(0), path(1)]);
    assert_eq!(known_again(&[edited(1, 0), edited(2, 8)], &candidates), [None; 2]);
}

/// A document of five posts on five days, each changed in one way.
fn five(change: impl Fn(u64, Evidence) -> Evidence) -> Vec<Evidence> {
    (1..6).map(|n| change(n, of(n, n, n, n.cast_signed()))).collect()
}

#[test]
fn what_a_whole_document_changes_parts_nothing() {
    let same = |_, post| post;
    let elsewhere = |n: u64, post| Evidence { link: 3000 + n, path: 300 + n, ..post };
    let undated = |post: Evidence| Evidence { date: 0, ..post };
    let edited = |n: u64, post| Evidence { content: 40 + n, ..post };
    for (what, new, known) in [
        (
            "other links, and dates without hours",
            five(|n, of| elsewhere(n, edited(n, on_its_day(of)))),
            five(same),
        ),
        ("other links, no dates", five(|n, of| elsewhere(n, undated(of))), five(|_, of| undated(of))),
        ("other files", five(|n, of| with_file(70 + n, of)), five(with_file)),
        ("other titles and texts", five(|n, of| edited(n, Evidence { title: 50 + n, ..of })), five(same)),
        (
            "other titles, no dates",
            five(|n, of| Evidence { title: 50 + n, ..undated(of) }),
            five(|_, of| undated(of)),
        ),
        ("times of another zone", five(|_, of| later(-8 * 60, of)), five(same)),
        ("all at one moment", five(|_, post| Evidence { date: of(0, 0, 0, 9).date, ..post }), five(same)),
    ] {
        assert_eq!(places(&new, &known), (0..5).map(Some).collect::<Vec<_>>(), "{what}");
        for few in 1..3 {
            // Beside as many that are nothing of the kind it is no change of the whole.
            let others = (0..few).map(|n| of(500 + n, 500 + n, 500 + n, 100));
            let document: Vec<Evidence> = new.iter().take(1).copied().chain(others).collect();
            assert!(places(&document, &known).iter().all(Option::is_none), "{what}, one of {}", few + 1);
        }
    }
}

#[test]
fn a_window_that_was_turned_over_holds_other_posts() {
    let series = |n: u64, post| Evidence { link: 3000 + n, path: 300 + n, ..post };
    for (what, new) in [
        ("the same titles and texts a week later, elsewhere", five(|n, of| later(7 * 1440, series(n, of)))),
        ("the same at the same places", five(|_, of| later(7 * 1440, of))),
        ("reports of each region an hour later", five(|n, of| later(60, Evidence { content: 40 + n, ..of }))),
        (
            "other episodes with the texts and links of their shows",
            five(|n, of| later(7 * 1440, Evidence { title: 50 + n, ..of })),
        ),
        (
            "one of each day is like one of a week ago",
            five(
                |n, post| {
                    if n == 3 { later(7 * 1440, series(n, post)) } else { of(600 + n, 600 + n, 600 + n, 20) }
                },
            ),
        ),
    ] {
        assert_eq!(places(&new, &five(|_, of| of)), [None; 5], "{what}");
    }
}

#[test]
fn a_document_of_many_items_is_compared_in_linear_time() {
    let many: Vec<Evidence> = (1..30_001).map(|n| of(n, 7, n, 3)).collect();
    let found = known_again(&many, &absent(&many));
    assert!(found.iter().enumerate().all(|(at, found)| *found == Some((at, Likeness::Link))));
}
