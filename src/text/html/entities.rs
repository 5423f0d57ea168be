//! The names of HTML's character references, all of the HTML standard's (§13.5) that end with a `;`.
//!
//! In: a name. Out: the one or two characters that it stands for. HTML 4 means other brackets by `lang` and `rang`: nobody does.

mod capitals;
mod small;

use capitals::CAPITALS;
use small::SMALL;

/// Bytes of the longest name.
pub(super) const LONGEST_NAME: usize = 31;

/// The characters that `name` stands for, without `&` and `;`. Names differ by case: `Auml` is not `auml`.
#[must_use]
pub(super) fn named_entity(name: &str) -> Option<&'static str> {
    let table = if name.starts_with(|c: char| c.is_ascii_uppercase()) { &CAPITALS[..] } else { &SMALL[..] };
    let at = table.binary_search_by_key(&name, |(name, _)| name).ok()?;
    table.get(at).map(|(_, characters)| *characters)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_ordered_and_hold_names_of_one_and_two_characters() {
        for table in [&CAPITALS[..], &SMALL[..]] {
            assert!(table.is_sorted_by(|a, b| a.0 < b.0));
            assert!(table.iter().all(|(name, _)| name.len() <= LONGEST_NAME));
            assert!(table.iter().all(|(_, characters)| matches!(characters.chars().count(), 1 | 2)));
        }
        assert_eq!(CAPITALS.len() + SMALL.len(), 2125);
    }

    #[test]
    fn names_are_found_by_case() {
        for (name, expected) in [
            ("amp", "&"),
            ("nbsp", "\u{A0}"),
            ("hellip", "…"),
            ("auml", "ä"),
            ("Auml", "Ä"),
            ("lang", "⟨"),
            ("NewLine", "\n"),
            ("Afr", "𝔄"),
            ("zwnj", "\u{200C}"),
            ("fjlig", "fj"),
            ("NotEqualTilde", "≂\u{338}"),
            ("CounterClockwiseContourIntegral", "∳"),
        ] {
            assert_eq!(named_entity(name), Some(expected), "{name}");
        }
        for name in ["AMPERSAND", "", "É", "nbsp;", "1"] {
            assert_eq!(named_entity(name), None, "{name}");
        }
    }
}
