//! What is one, what stays apart, and that the order of arrival makes no difference.

use std::sync::Arc;

use chrono::DateTime;

use super::*;
use crate::model::ids::ItemKey;
use crate::model::parts::PlainText;

/// A post of a source, with ids, a link (0: none) and a title.
fn post(source: i64, ids: &[&str], link: i64, title: &str) -> Post {
    let entry = Entry {
        key: ItemKey::new(format!("{source} {ids:?} {link} {title}")),
        title: PlainText::new(title),
        published: DateTime::from_timestamp(1_700_000_000, 0).unwrap(),
        ..Entry::default()
    };
    let ids = ids.iter().map(|id| (*id).to_owned()).collect();
    let link = Some(link).filter(|link| *link != 0);
    Post { row: 0, source, rank: source, ids, link, is_visible: true, entry: Arc::new(entry) }
}

/// The groups, each by its sources, whatever the order of arrival.
fn found(posts: &[Post]) -> Vec<Vec<i64>> {
    let mut results = (0..posts.len()).flat_map(|turn| {
        let mut forth = posts.to_vec();
        forth.rotate_left(turn);
        let back = forth.iter().rev().cloned().collect();
        [forth, back].map(|mut posts: Vec<Post>| {
            for (row, post) in posts.iter_mut().enumerate() {
                post.row = row.try_into().unwrap();
            }
            let groups = groups(&mut posts);
            groups.iter().map(|group| group.iter().map(|at| posts[*at].source).collect()).collect()
        })
    });
    let first = results.next().unwrap();
    assert!(results.all(|other: Vec<Vec<i64>>| other == first));
    first
}

#[test]
fn one_link_or_one_id_with_something_alike_makes_one_post() {
    assert_eq!(found(&[post(1, &["a"], 7, "A"), post(2, &["b"], 7, "B")]), [[1, 2]]);
    assert_eq!(found(&[post(1, &["a"], 7, "Same"), post(2, &["a"], 8, "same ")]), [[1, 2]]);
    assert_eq!(found(&[post(1, &["a"], 0, "A"), post(2, &["a"], 0, "B")]), [[0; 0]; 0], "an id alone");
    assert_eq!(
        found(&[post(1, &["a"], 7, "Same"), post(2, &["b"], 8, "Same")]),
        [[0; 0]; 0],
        "a title alone"
    );
    let claims = post(2, &["tag:x", "a"], 0, "Same");
    assert_eq!(found(&[post(1, &["a"], 7, "Same"), claims]), [[1, 2]], "an id that it wants");
}

#[test]
fn what_is_one_with_one_is_one_with_all() {
    let posts = [post(3, &["c"], 9, "C"), post(1, &["a"], 7, "A"), post(2, &["a"], 9, "A")];
    assert_eq!(found(&posts), [[1, 2, 3]]);
}

#[test]
fn a_source_never_has_two_posts_in_one() {
    let several =
        [post(1, &["a"], 7, "A"), post(1, &["b"], 7, "B"), post(2, &["c"], 7, "C"), post(3, &["d"], 7, "D")];
    assert_eq!(found(&several), [[2, 3]], "a link that a source has twice");
    let chain = [post(1, &["a"], 7, "A"), post(2, &["b"], 7, "B"), post(1, &["b"], 8, "B")];
    assert_eq!(found(&chain).len(), 1);
    assert_eq!(found(&chain)[0].len(), 2, "two of three");
}

#[test]
fn articles_of_the_site_come_first_and_are_never_one_with_each_other() {
    let article = |link| Post { source: OWN, rank: 9, ..post(9, &["own"], link, "Own") };
    assert_eq!(found(&[post(1, &["a"], 7, "A"), article(7)]), [[OWN, 1]]);
    let mut other = article(7);
    other.rank = 8;
    assert!(found(&[article(7), other]).is_empty());
}

#[test]
fn what_cannot_be_seen_yet_is_not_what_is_shown() {
    let later = Post { is_visible: false, ..post(1, &["a"], 7, "A") };
    assert_eq!(found(&[later, post(2, &["b"], 7, "B")]), [[2, 1]]);
}

#[test]
fn a_thousand_sources_with_one_post_are_one_and_cost_little() {
    let mut posts: Vec<Post> = (0..3000).map(|source| post(source, &["a"], 7, "A")).collect();
    assert_eq!(groups(&mut posts)[0].len(), 3000);
    let mut strangers: Vec<Post> =
        (0..30_000).map(|source| post(source, &["a"], 0, &format!("{source}"))).collect();
    assert!(groups(&mut strangers).is_empty());
}
