//! The feeds that a list names, from one reading to the next. In: what it named, and what it names. Out: what counts from now on.
//!
//! A list on a server changes without its reader: where it loses most of what it named, that is rarely meant, so that what it had stays
//! until the owner says otherwise.

use std::collections::HashSet;

use super::{FeedFacts, Member};

/// Feeds that a list may lose at one time, however few it has.
const FEW: usize = 10;
/// Of so many feeds, one may be lost at one time.
const FIFTH: usize = 5;
/// A list of so many feeds or more that loses all of them was not edited.
const ALL: usize = 3;
/// Feeds of a list at the most, those that stay included: a list that names others each time does not grow without end.
const MOST: usize = 10_000;

impl FeedFacts {
    /// What is known of a list that was read again: what it names, and, marked as such, what it named `before` where it lost too much at one
    /// time. Other feeds are as they say.
    #[must_use]
    pub fn following(mut self, before: &Self) -> Self {
        let named: HashSet<&str> = self.members.iter().map(Member::key).collect();
        let lost: Vec<Member> =
            before.members.iter().filter(|member| !named.contains(member.key())).cloned().collect();
        if !is_too_much(lost.len(), before.members.len()) {
            return self;
        }
        let had: HashSet<&str> = before.members.iter().map(Member::key).collect();
        let mut room = MOST.saturating_sub(before.members.len());
        self.members.retain(|member| {
            let is_known = had.contains(member.key());
            let stays = is_known || room > 0;
            room -= usize::from(stays && !is_known);
            stays
        });
        self.members.extend(lost.into_iter().map(|member| Member { stays: true, ..member }));
        self
    }

    /// How many members stay although the list no longer names them.
    #[must_use]
    pub fn staying(&self) -> usize {
        self.members.iter().filter(|member| member.stays).count()
    }
}

impl Member {
    /// What is one feed: its address, whatever its scheme.
    #[must_use]
    pub fn key(&self) -> &str {
        self.url.split_once("://").map_or(&self.url, |(_, rest)| rest)
    }
}

fn is_too_much(lost: usize, before: usize) -> bool {
    let all = before >= ALL && lost == before;
    all || (lost > FEW && lost.saturating_mul(FIFTH) > before)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(numbers: impl IntoIterator<Item = usize>) -> FeedFacts {
        let member = |number| Member { url: format!("https://a.example/{number}"), ..Member::default() };
        FeedFacts { members: numbers.into_iter().map(member).collect(), ..FeedFacts::default() }
    }

    #[test]
    fn more_than_a_fifth_and_more_than_ten_stay_when_they_are_lost_at_one_time() {
        for (before, now, members, staying) in [
            (list(0..400), list(0..159), 400, 241),
            (list(0..400), list(241..403), 403, 241),
            (list(0..400), list(0..320), 320, 0),
            (list(0..400), list(0..319), 400, 81),
            (list(0..12), list(0..2), 2, 0),
            (list(0..12), list(0..1), 12, 11),
            (list(0..3), list(7..8), 4, 3),
            (list(0..2), list(7..8), 1, 0),
            (list(0..0), list(0..5), 5, 0),
        ] {
            let after = now.following(&before);
            assert_eq!((after.members.len(), after.staying()), (members, staying));
        }
    }

    #[test]
    fn what_stays_goes_on_staying_and_is_a_member_like_others_when_it_is_back() {
        let shrunk = list(0..20).following(&list(0..50));
        let again = list(0..20).following(&shrunk);
        assert_eq!((again.members.len(), again.staying()), (50, 30));
        assert_eq!(list(0..50).following(&again).staying(), 0);
        let mut secure = list(0..50);
        secure.members.iter_mut().for_each(|member| member.url = member.url.replacen("https", "http", 1));
        assert_eq!(list(0..50).following(&secure).members.len(), 50, "another scheme is no other feed");
    }

    #[test]
    fn a_list_that_names_others_each_time_is_bounded() {
        let mut known = list(0..6000);
        for round in 1..4 {
            known = list(round * 10_000..round * 10_000 + 6000).following(&known);
        }
        assert_eq!(known.members.len(), MOST);
    }
}
