//! Addresses that stand in text as they are. In: text. Out: where `https://…` begins and ends.
//!
//! The rules are those of GitHub's Markdown (GFM §6.9), and those of text without blanks: signs of Chinese and Japanese
//! end an address too.

use std::ops::Range;

/// The addresses in `text`, in order.
pub(super) fn addresses(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let rest = text.get(from..)?;
            let at = from + memchr::memmem::find(rest.as_bytes(), b"http")?;
            from = at + 4;
            let begins_word = !text.get(..at)?.ends_with(|c: char| c.is_ascii_alphanumeric());
            let address = text.get(at..)?;
            let scheme = ["https://", "http://"].into_iter().find(|scheme| address.starts_with(scheme));
            let Some(scheme) = scheme.filter(|_| begins_word) else { continue };
            if !is_host(host(address, scheme.len())) {
                continue;
            }
            let len = length(address);
            // Of what is no host without the signs at its end, nothing but such signs follows.
            if is_host(host(address.get(..len).unwrap_or_default(), scheme.len())) {
                from = at + len;
                return Some(at..at + len);
            }
        }
    })
}

/// The host of an address whose scheme is so long. It ends before the scheme of an address that follows without a blank: looking at each of
/// many costs no more than the text is long.
fn host(address: &str, scheme: usize) -> &str {
    let rest = address.get(scheme..).unwrap_or_default();
    let ends = |c: char| matches!(c, '/' | '?' | '#') || ends(c);
    rest.get(..rest.find(ends).unwrap_or(rest.len())).unwrap_or(rest)
}

/// A host has a dot, or is one of the few without.
fn is_host(text: &str) -> bool {
    text.contains('.') || text.starts_with("localhost")
}

/// True for what is in no address.
fn ends(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '<' | '>' | '"' | '`' | '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF0F}' | '\u{FF1A}'..='\u{FF20}'
            | '\u{FF3B}'..='\u{FF40}' | '\u{FF5B}'..='\u{FF65}' | '\u{2018}'..='\u{201F}' | '…' | '—')
}

/// How long the address at the beginning of `text` is.
fn length(text: &str) -> usize {
    let mut address = text.get(..text.find(ends).unwrap_or(text.len())).unwrap_or(text);
    // How many closing brackets there are more than opening ones.
    let mut extra =
        address.bytes().fold(0_i64, |extra, b| extra + i64::from(b == b')') - i64::from(b == b'('));
    // Signs at the end belong to the sentence, and a bracket that was opened before does.
    loop {
        let shorter = match address.as_bytes().last() {
            Some(b'?' | b'!' | b'.' | b',' | b':' | b';' | b'*' | b'_' | b'~' | b'\'') => {
                address.get(..address.len() - 1)
            }
            Some(b')') if extra > 0 => {
                extra -= 1;
                address.get(..address.len() - 1)
            }
            _ => None,
        };
        match shorter {
            Some(shorter) => address = shorter,
            None => return address.len(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_end_where_the_sentence_goes_on() {
        for (text, expected) in [
            ("see https://a.b/c.", vec!["https://a.b/c"]),
            ("(https://a.b/c)", vec!["https://a.b/c"]),
            ("https://a.b/c_(d)!", vec!["https://a.b/c_(d)"]),
            ("见https://a.b/c，然后http://d.e。", vec!["https://a.b/c", "http://d.e"]),
            ("xhttps://a.b http://localhost:80/x", vec!["http://localhost:80/x"]),
            ("https:// http://x https", vec![]),
            ("https://a.b?c=d&e=f, g", vec!["https://a.b?c=d&e=f"]),
        ] {
            let found: Vec<_> = addresses(text).filter_map(|range| text.get(range)).collect();
            assert_eq!(found, expected, "{text}");
        }
    }

    #[test]
    fn any_number_of_addresses_without_a_host_is_passed_over() {
        // Were each looked at to the end of the text, this would not end.
        for piece in
            ["http://", "https://", "http://a(", "http://_", "http://x.?? ", "_http://x", "http://a)#"]
        {
            let text = piece.repeat(100_000);
            assert_eq!(addresses(&text).count(), 0, "{piece}");
        }
        let one = format!("{}a.b", "http://_".repeat(100_000));
        assert_eq!(addresses(&one).filter_map(|range| one.get(range)).collect::<Vec<_>>(), ["http://_a.b"]);
        let many = "http://a.b ".repeat(100_000);
        assert_eq!(addresses(&many).count(), 100_000);
    }
}
