//! The two readings of markup, held against each other.

use super::super::tokens::{Token, Tokens};
use crate::parse::defect::Defects;

/// The tokens of a text: as they are read, or all by the tolerant reader.
fn tokens(text: &str, tolerant: bool) -> (Vec<String>, Defects) {
    let mut tokens = Tokens::new(text);
    if tolerant {
        tokens = tokens.tolerant();
    }
    let mut defects = Defects::default();
    let mut found = Vec::new();
    loop {
        match tokens.next(&mut defects) {
            Token::Eof => return (found, defects),
            token => found.push(format!("{token:?}")),
        }
    }
}

/// Well-formed markup around `inside`.
fn well_formed(kind: u8, name: &str, value: &str, inside: &str) -> String {
    let value = value.replace(['<', '&', '>'], "");
    match kind {
        0 => format!(
            "<{name} a='{}' x:b = \"{}\"\n>{inside}</{name} >",
            value.replace('\'', "\""),
            value.replace('"', ">")
        ),
        1 => format!("<{name}/>{inside}<{name} c='/' />"),
        2 => format!("<!--{}-->{inside}<?{name} <a {value}?>", value.replace('-', "<")),
        3 => format!("<![CDATA[<{name}>{value}]]]>{inside}<![CDATA[]]>"),
        _ => format!("{value} &amp; {name}>{inside}&#233; \"'="),
    }
}

proptest::proptest! {
    #[test]
    fn the_strict_and_the_tolerant_reading_of_what_is_well_formed_agree(
        pieces in proptest::collection::vec((0_u8..5, "[a-zé_][a-z0-9.:é-]{0,6}", "[ -~é\\n]{0,12}"), 0..12),
        has_doctype in proptest::bool::ANY,
    ) {
        let inside = pieces.iter().fold(String::new(), |inside, (kind, name, value)| {
            well_formed(*kind, name, value, &inside)
        });
        let doctype = if has_doctype { "<!DOCTYPE a PUBLIC '>' \"x\" [<!ENTITY b ']>'> <!-- ' ]> --> ]>" } else { "" };
        let text = format!("<?xml version='1.0'?>{doctype}<a>{inside}</a>");
        let (strict, defects) = tokens(&text, false);
        proptest::prop_assert!(defects.is_empty(), "{text}: {defects:?}");
        let (tolerant, defects) = tokens(&text, true);
        proptest::prop_assert!(defects.is_empty(), "{text}: {defects:?}");
        proptest::prop_assert_eq!(strict, tolerant);
    }
}
