//! Texts that were encoded twice: UTF-8 that some program took for ISO 8859-1 and wrote as UTF-8 again (`Ã©` for `é`).
//!
//! In: a field's text. Out: the text as it was meant, where all of it was encoded twice. Nothing is done to a text of
//! which a part was not: it may be meant as it is.

/// Undoes the second encoding. Each character stands for a byte, and the bytes have to be UTF-8, so that hardly any text
/// that is right is taken for one that is not: after a letter of `À` to `ß` a sign or a control character comes.
pub(super) fn undone(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    // The first characters beyond ASCII tell for nearly all texts, and cost nothing.
    let mut special = text.chars().filter(|c| !c.is_ascii());
    if !matches!(special.next(), Some('\u{C2}'..='\u{F4}'))
        || !matches!(special.next(), Some('\u{80}'..='\u{BF}'))
    {
        return None;
    }
    let bytes: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
    String::from_utf8(bytes?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_encoded_twice_as_a_whole_is_undone() {
        for (text, meant) in [
            ("caf\u{C3}\u{A9} \u{E2}\u{80}\u{A6}", Some("café …")),
            ("café", None),
            ("cafe", None),
            ("caf\u{C3}\u{A9} …", None),
            ("caf\u{C3}\u{A9} é", None),
            ("Ã", None),
            ("â€™", None),
        ] {
            assert_eq!(undone(text).as_deref(), meant, "{text}");
        }
    }
}
