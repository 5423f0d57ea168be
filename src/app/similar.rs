//! What is offered where a source is named that is none: all there are where they are few, else those that were probably meant.
//!
//! In: the word, and the ids. Out: words that go on after "the configuration has".

use crate::text::nearest::nearest;

/// Sources that are all named.
const FEW: usize = 12;

/// Sources that are offered of many.
const OFFERED: usize = 3;

/// What there is, for whoever typed `word`.
pub(super) fn offered(word: &str, mut ids: Vec<&str>) -> String {
    let all = ids.len();
    if all <= FEW {
        return quoted(&ids).join(", ");
    }
    // The beginning or the host of a member is more easily remembered than its id.
    let mut found: Vec<&str> = Vec::new();
    while found.len() < OFFERED
        && let Some(id) = nearest(word, ids.iter().copied())
            .or_else(|| ids.iter().copied().find(|id| !word.is_empty() && id.contains(word)))
    {
        ids.retain(|other| *other != id);
        found.push(id);
    }
    match quoted(&found).as_slice() {
        [] => format!("{all} sources, which `feedloom status` lists"),
        [one] => format!("{all} sources, of which {one} is the most like it; `feedloom status` lists them"),
        [others @ .., last] => {
            format!(
                "{all} sources, of which {} and {last} are the most like it; `feedloom status` lists them",
                others.join(", ")
            )
        }
    }
}

fn quoted(ids: &[&str]) -> Vec<String> {
    ids.iter().map(|id| format!("`{id}`")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_are_all_named_and_of_many_the_nearest() {
        assert_eq!(offered("x", vec!["a", "b"]), "`a`, `b`");
        let ids: Vec<String> = (0..20).map(|n| format!("planet.host{n:02}.example-{n:08x}")).collect();
        let ids = || ids.iter().map(String::as_str).collect::<Vec<_>>();
        assert!(offered("planet.host07.example-0000007", ids()).contains("`planet.host07.example-00000007`"));
        let said = offered("host1", ids());
        assert!(said.starts_with("20 sources, of which `planet.host10.example-0000000a`, "), "{said}");
        assert_eq!(said.matches("planet.").count(), OFFERED, "{said}");
        assert_eq!(offered("zzz", ids()), "20 sources, which `feedloom status` lists");
        assert_eq!(offered("", ids()), "20 sources, which `feedloom status` lists");
    }
}
