//! What was wrong with a document, for a person: defects of a reader in, those of a source out.

use crate::model::change::Defect;
use crate::parse::defect;

/// The defects in the order of the document. `more` were found and not listed.
pub(super) fn told(place: &str, found: &[defect::Defect], more: usize) -> Vec<Defect> {
    let mut told: Vec<Defect> = found
        .iter()
        .map(|defect| Defect {
            place: place.to_owned(),
            line: defect.line,
            column: defect.column,
            message: format!("{}; {} ({})", defect.what, defect.done, defect.rule),
        })
        .collect();
    if more > 0 {
        let message = format!("and {more} more, which are not listed");
        told.push(Defect { place: place.to_owned(), line: 0, column: 0, message });
    }
    told
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defects_keep_the_order_of_the_document_and_those_that_are_not_listed_are_counted() {
        let defect = |line: u32, what: &str| {
            let what = what.to_owned().into();
            defect::Defect { offset: 0, line, column: 2, what, rule: "XML 1.0 §4.1", done: "left out" }
        };
        let lines = |found: &[defect::Defect], more| -> Vec<String> {
            told("a.xml", found, more).iter().map(ToString::to_string).collect()
        };
        let found = [defect(3, "odd"), defect(4, "even")];
        let listed = ["a.xml:3:2: odd; left out (XML 1.0 §4.1)", "a.xml:4:2: even; left out (XML 1.0 §4.1)"];
        assert_eq!(lines(&found, 0), listed);
        assert_eq!(lines(&found, 7)[2..], ["a.xml: and 7 more, which are not listed"]);
    }
}
