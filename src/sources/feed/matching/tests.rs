//! Each rule alone, and what must never be taken for one.

use super::*;

/// Evidence from numbers: link, title, content, day.
fn of(link: u64, title: u64, content: u64, day: i64) -> Evidence {
    // Halfway through the day, at a second that the link gives.
    let date = if day == 0 { 0 } else { day * DAY + 40_000 + link.cast_signed() % 100 };
    Evidence { link, path: link % 1000, title, content, date, is_common_title: title == 99 }
}

/// What is found of one new item, where all known are absent.
fn found(new: Evidence, known: &[Evidence]) -> Option<(usize, Likeness)> {
    let known: Vec<Candidate<'_>> =
        known.iter().map(|evidence| Candidate { evidence, is_absent: true }).collect();
    known_again(&[new], &known)[0]
}

#[test]
fn one_post_under_another_name_is_known_again() {
    for (what, new, known, likeness) in [
        ("another guid", of(1, 2, 3, 4), of(1, 2, 3, 4), Likeness::Link),
        ("edited, too", of(1, 5, 6, 4), of(1, 2, 3, 4), Likeness::Link),
        ("and dated anew", of(1, 2, 6, 7), of(1, 2, 3, 4), Likeness::Link),
        ("nothing but a link", of(1, 0, 0, 0), of(1, 0, 0, 0), Likeness::Link),
        ("another link", of(7, 2, 3, 0), of(1, 2, 3, 4), Likeness::Text),
        ("a link that counts readers, and a text that does", of(7, 2, 8, 4), of(1, 2, 3, 4), Likeness::Date),
        ("a common title with its text on its day", of(7, 99, 3, 4), of(1, 99, 3, 4), Likeness::Text),
        ("a note without a title", of(7, 0, 3, 4), of(1, 0, 3, 4), Likeness::Text),
    ] {
        assert_eq!(found(new, &[known]), Some((0, likeness)), "{what}");
    }
}

#[test]
fn two_posts_stay_two() {
    for (what, new, known) in [
        ("a page that a link log comes back to", of(1, 5, 6, 7), of(1, 2, 3, 4)),
        ("the same, untitled", of(1, 99, 6, 7), of(1, 99, 3, 4)),
        ("a title that comes back", of(7, 2, 8, 9), of(1, 2, 3, 4)),
        ("the photo of each day", of(7, 99, 8, 4), of(1, 99, 3, 4)),
        ("a common title with a common text", of(7, 99, 3, 9), of(1, 99, 3, 4)),
        ("nothing in common", of(7, 8, 9, 10), of(1, 2, 3, 4)),
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
    let midnight = Evidence { date: 11 * DAY, ..two };
    assert_eq!(found(Evidence { date: 11 * DAY, ..moved }, &[one, midnight]), None);
}

#[test]
fn a_feed_that_moved_to_another_host_is_known_by_its_paths() {
    let known = [of(1001, 1, 1, 1), of(1002, 2, 2, 2), of(1003, 3, 3, 3)];
    let candidates: Vec<Candidate<'_>> =
        known.iter().map(|evidence| Candidate { evidence, is_absent: true }).collect();
    let moved = |n: u64| Evidence { link: 5000 + n, path: n, ..Evidence::default() };
    let path = |at| Some((at, Likeness::Path));
    assert_eq!(known_again(&[moved(3), moved(1), moved(9)], &candidates), [path(2), path(0), None]);
    assert_eq!(known_again(&[moved(3), moved(8), moved(9)], &candidates), [None; 3], "most are elsewhere");
    assert_eq!(known_again(&[moved(3)], &candidates), [None], "one is no move");
    // Those that are known by their titles count as moved.
    let titled = Evidence { title: 1, date: known[0].date, ..moved(1) };
    assert_eq!(known_again(&[titled, moved(2)], &candidates), [Some((0, Likeness::Date)), path(1)]);
}

#[test]
fn a_document_of_many_items_is_compared_in_linear_time() {
    let many: Vec<Evidence> = (1..30_001).map(|n| of(n, 7, n, 3)).collect();
    let known: Vec<Candidate<'_>> =
        many.iter().map(|evidence| Candidate { evidence, is_absent: true }).collect();
    let found = known_again(&many, &known);
    assert!(found.iter().enumerate().all(|(at, found)| *found == Some((at, Likeness::Link))));
}
