//! The nearest of some names to a word that is none of them, for "did you mean …?".
//!
//! In: a word as it was typed, and names. Out: the one name that was probably meant, or nothing: a bad guess is worse than
//! none. Linear in the number of names; words longer than any name are not compared at all.

/// Words longer than this are nobody's typing error.
const LONGEST: usize = 64;

/// The name that `word` was probably meant to be.
///
/// Case, `-` and `_` do not count. Else a third of the word may be wrong (a letter missing, added, another, or two swapped),
/// or the word may be the beginning of the name.
pub fn nearest<'a>(word: &str, names: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let word = fold(word)?;
    let allowed = (word.len() / 3).clamp(1, 4);
    let mut best: Option<(usize, &str)> = None;
    for name in names {
        let Some(folded) = fold(name) else { continue };
        let mut cost = distance(&word, &folded);
        if cost > allowed && word.len() >= 3 && folded.starts_with(&word) {
            cost = allowed;
        }
        // A word of one or two letters is near to everything.
        if cost <= allowed && cost < folded.len() && best.is_none_or(|(least, _)| cost < least) {
            best = Some((cost, name));
        }
    }
    best.map(|(_, name)| name)
}

fn fold(word: &str) -> Option<Vec<char>> {
    let folded: Vec<char> = word
        .chars()
        .take(LONGEST + 1)
        .flat_map(char::to_lowercase)
        .map(|c| if c == '-' { '_' } else { c })
        .collect();
    (!folded.is_empty() && folded.len() <= LONGEST).then_some(folded)
}

/// The restricted Damerau–Levenshtein distance: insertions, deletions, replacements, and swaps of neighbours.
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=b.len()).collect();
    for (i, &x) in a.iter().enumerate() {
        let mut row = vec![i + 1];
        for (j, &y) in b.iter().enumerate() {
            let mut cost = (above[j] + usize::from(x != y)).min(above[j + 1] + 1).min(row[j] + 1);
            let swapped = i > 0 && j > 0 && a[i - 1] == y && x == b[j - 1];
            if swapped {
                cost = cost.min(before[j - 1] + 1);
            }
            row.push(cost);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 7] = ["title", "url", "description", "language", "timezone", "author", "max_bytes"];

    #[test]
    fn finds_what_was_meant_and_guesses_nothing_else() {
        for (word, expected) in [
            ("tilte", Some("title")),
            ("timzone", Some("timezone")),
            ("time_zone", Some("timezone")),
            ("max-bytes", Some("max_bytes")),
            ("URL", Some("url")),
            ("ulr", Some("url")),
            ("lang", Some("language")),
            ("desc", Some("description")),
            ("athuor", Some("author")),
            ("colour", None),
            ("x", None),
            ("", None),
        ] {
            assert_eq!(nearest(word, NAMES), expected, "{word}");
        }
    }

    #[test]
    fn does_not_compare_a_word_that_is_far_too_long() {
        assert_eq!(nearest(&"title".repeat(100_000), NAMES), None);
    }
}
