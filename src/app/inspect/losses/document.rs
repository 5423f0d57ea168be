//! What readers lose that read strictly: all of it. In: the defects of a document. Out: losses, before all others.

use super::{Loss, Place};
use crate::parse::defect::Defect;
use crate::parse::feed::Parsed;

/// The rule about what a document says of its encoding.
const ENCODING: &str = "XML 1.0 §4.3.3";

/// How to tell by a defect, what is so, what to do.
type Check<'a> = (&'a dyn Fn(&Defect) -> bool, &'static str, &'static str);

/// What the document as a whole loses.
pub(super) fn losses(parsed: &Parsed) -> Vec<Loss> {
    let is_xml = |defect: &Defect| {
        (defect.rule.starts_with("XML 1.0") || defect.rule.starts_with("Namespaces in XML"))
            && defect.rule != ENCODING
    };
    let checks: [Check<'_>; 3] = [
        (
            &is_xml,
            "this is not well-formed XML",
            "many readers refuse the whole feed; mend the defects below, or let a program write the XML",
        ),
        (
            &|defect| defect.rule == "RFC 8259 §2",
            "this is not JSON",
            "nearly all readers refuse the whole feed; mend the defects below, or let a program write the JSON",
        ),
        (
            &|defect| defect.rule == ENCODING,
            "what is said of its encoding is not true of its bytes",
            "readers that believe it show wrong letters, or refuse the feed; save it as UTF-8, and say so",
        ),
    ];
    let loss = |(is_so, what, advice): Check<'_>| {
        let first = parsed.defects.iter().find(|defect| is_so(defect))?;
        let places = vec![Place { entry: None, line: Some(first.line) }];
        Some(Loss { what: what.to_owned(), advice: advice.to_owned(), places })
    };
    checks.into_iter().filter_map(loss).chain(no_namespace(parsed)).collect()
}

/// Atom is Atom by its namespace (RFC 4287 §2).
fn no_namespace(parsed: &Parsed) -> Option<Loss> {
    let what = "the feed does not say that it is Atom".to_owned();
    let advice =
        "many readers find no feed in it; begin it with <feed xmlns=\"http://www.w3.org/2005/Atom\">"
            .to_owned();
    (parsed.format.0 == "atom").then(|| Loss { what, advice, places: Vec::new() })
}
