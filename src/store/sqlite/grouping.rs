//! Which entries are one post: a few that have something in common in, groups of those that are one out. Pure.
//!
//! Entries are one where two sources bring one id with something else that is the same, or one link. A source has a post once: where
//! it has several with one link, that link says nothing. The result does not depend on the order in which entries came.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use crate::model::entry::{Content, Entry};

/// An entry, as far as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Post {
    pub(super) row: i64,
    /// Its source, as far as two entries of it are never one: all articles of the site are of one.
    pub(super) source: i64,
    /// The position of its source.
    pub(super) rank: i64,
    /// The ids that it has and wants.
    pub(super) ids: Vec<String>,
    /// Digest of its canonical link.
    pub(super) link: Option<i64>,
    /// True: feeds may show it by itself, as far as its source's rules go, too.
    pub(super) is_visible: bool,
    pub(super) entry: std::sync::Arc<Entry>,
}

/// Stands for the source of all articles.
pub(super) const OWN: i64 = -1;

/// Others of one id that one is compared with at the most: the rest are copies of copies.
const MOST_COMPARED: usize = 8;

impl Post {
    /// The site's own come first, then those of the source that stands first.
    fn order(&self) -> impl Ord + '_ {
        (self.source != OWN, self.rank, self.entry.published, &self.entry.key, self.row)
    }

    fn is_like(&self, other: &Self) -> bool {
        let title = |post: &Self| post.entry.title.as_str().trim().to_lowercase();
        let content = |post: &Self| match post.entry.content {
            Content::Stored(hash) => Some(hash),
            Content::None | Content::Deferred(_) => None,
        };
        (self.link.is_some() && self.link == other.link)
            || (self.entry.link.is_some() && self.entry.link == other.entry.link)
            || (!self.entry.title.is_empty() && title(self) == title(other))
            || (content(self).is_some() && content(self) == content(other))
    }
}

/// The groups of two and more, each with the one first that is shown. Sorts `posts`; a group has indices of it.
pub(super) fn groups(posts: &mut [Post]) -> Vec<Vec<usize>> {
    posts.sort_by(|one, other| one.order().cmp(&other.order()));
    let mut joined = Joined::new(posts);
    for class in by_id(posts) {
        // The first of each kind that has the id; others are compared with them.
        let mut kinds: Vec<usize> = Vec::new();
        for at in class {
            let Some(post) = posts.get(at) else { continue };
            let like =
                kinds.iter().copied().find(|kind| posts.get(*kind).is_some_and(|kind| post.is_like(kind)));
            match like {
                Some(kind) => joined.join(kind, at),
                None if kinds.len() < MOST_COMPARED => kinds.push(at),
                None => {}
            }
        }
    }
    for class in by_link(posts) {
        if let Some((first, others)) = class.split_first() {
            for other in others {
                joined.join(*first, *other);
            }
        }
    }
    joined.groups(posts)
}

/// Indices of those that have an id in common, in order.
fn by_id(posts: &[Post]) -> Vec<Vec<usize>> {
    let mut classes: BTreeMap<&str, BTreeSet<usize>> = BTreeMap::new();
    for (at, post) in posts.iter().enumerate() {
        for id in &post.ids {
            classes.entry(id).or_default().insert(at);
        }
    }
    classes.into_values().map(|class| class.into_iter().collect()).collect()
}

/// Indices of those that have a link in common, in order, but for those of a source that has it several times.
fn by_link(posts: &[Post]) -> Vec<Vec<usize>> {
    let mut classes: BTreeMap<i64, Vec<usize>> = BTreeMap::new();
    let mut times: HashMap<(i64, i64), usize> = HashMap::new();
    for (at, post) in posts.iter().enumerate() {
        if let Some(link) = post.link {
            classes.entry(link).or_default().push(at);
            *times.entry((link, post.source)).or_default() += 1;
        }
    }
    for (link, class) in &mut classes {
        class.retain(|at| posts.get(*at).is_some_and(|post| times.get(&(*link, post.source)) == Some(&1)));
    }
    classes.into_values().collect()
}

/// Groups as they grow.
struct Joined {
    /// The group of each post.
    group: Vec<usize>,
    /// By group: its posts, and their sources.
    posts: Vec<(Vec<usize>, HashSet<i64>)>,
}

impl Joined {
    fn new(posts: &[Post]) -> Self {
        let alone = |(at, post): (usize, &Post)| (vec![at], HashSet::from([post.source]));
        Self { group: (0..posts.len()).collect(), posts: posts.iter().enumerate().map(alone).collect() }
    }

    /// Makes one group of two, unless one source would have two posts in it.
    fn join(&mut self, one: usize, other: usize) {
        let (Some(&into), Some(&from)) = (self.group.get(one), self.group.get(other)) else { return };
        let size = |group: usize| self.posts.get(group).map_or(0, |(posts, _)| posts.len());
        // The smaller goes into the larger, so that no post moves often.
        let (into, from) = if size(into) < size(from) { (from, into) } else { (into, from) };
        let (Some((_, sources)), Some((_, others))) = (self.posts.get(into), self.posts.get(from)) else {
            return;
        };
        if into == from || !sources.is_disjoint(others) {
            return;
        }
        let (moved, sources) = self.posts.get_mut(from).map(std::mem::take).unwrap_or_default();
        for at in &moved {
            if let Some(group) = self.group.get_mut(*at) {
                *group = into;
            }
        }
        if let Some((posts, known)) = self.posts.get_mut(into) {
            posts.extend(moved);
            known.extend(sources);
        }
    }

    fn groups(self, posts: &[Post]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> =
            self.posts.into_iter().map(|(posts, _)| posts).filter(|posts| posts.len() > 1).collect();
        for group in &mut groups {
            let is_visible = |at: &usize| posts.get(*at).is_some_and(|post| post.is_visible);
            group.sort_by_key(|at| (!is_visible(at), *at));
        }
        groups.sort();
        groups
    }
}

#[cfg(test)]
mod tests;
