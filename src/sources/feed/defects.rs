//! What was wrong with a feed, for its owner: the defects of its document in, a few lines that say where and what was done out.

use crate::model::change::Defect;
use crate::parse::defect;

/// Defects of one feed that are told.
const TOLD: usize = 10;

/// The first defects of each kind, in the order of the document; of what comes on top the number. `more` were found and not listed.
pub(super) fn told(place: &str, found: &[defect::Defect], more: usize) -> Vec<Defect> {
    let mut told: Vec<Defect> = Vec::new();
    let mut left = more;
    for defect in found {
        let message = format!("{}; {} ({})", defect.what, defect.done, defect.rule);
        if told.len() == TOLD || told.iter().any(|other| other.message == message) {
            left += 1;
            continue;
        }
        told.push(Defect { place: place.to_owned(), line: defect.line, column: defect.column, message });
    }
    if left > 0 {
        let message = format!("and {left} more; `feedloom inspect` names them");
        told.push(Defect { place: place.to_owned(), line: 0, column: 0, message });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    fn defect(line: u32, what: &str) -> defect::Defect {
        let what = what.to_owned().into();
        defect::Defect { offset: 0, line, column: 2, what, rule: "XML 1.0 §4.1", done: "left out" }
    }

    #[test]
    fn the_first_of_each_kind_is_told_and_the_others_are_counted() {
        let lines = |found: &[defect::Defect], more| -> Vec<String> {
            told("a.xml", found, more).iter().map(ToString::to_string).collect()
        };
        assert_eq!(lines(&[defect(3, "odd")], 0), ["a.xml:3:2: odd; left out (XML 1.0 §4.1)"]);
        let found = [defect(3, "odd"), defect(4, "odd"), defect(5, "even")];
        let told = lines(&found, 7);
        assert_eq!(told.len(), 3);
        assert_eq!(told[2], "a.xml: and 8 more; `feedloom inspect` names them");
        let many: Vec<_> = (0..50).map(|n| defect(n, &n.to_string())).collect();
        assert_eq!(lines(&many, 0).len(), 11);
    }
}
