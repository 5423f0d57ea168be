//! Titles and texts that readers show with signs that nobody meant. In: a feed as it was read. Out: losses.

use super::markup::texts;
use super::{Look, Loss, Place};
use crate::model::draft::{Draft, Markup, RawText};
use crate::text::html::{tag_at, to_plain};

/// What the titles and texts lose.
pub(super) fn losses(look: &Look<'_>) -> Vec<Loss> {
    // Only Atom says whether a title is HTML (RFC 4287 §3.1).
    let says_html = look.words.is_atom;
    let holds_tags = |draft: &Draft| {
        draft
            .title
            .as_ref()
            .is_some_and(|title| !(says_html && title.markup == Markup::Html) && holds_tag(&title.value))
    };
    let is_escaped_twice = |draft: &Draft| {
        let Some(title) = &draft.title else { return false };
        let is_escaped = |text: &str| {
            ["&amp;", "&lt;", "&gt;", "&quot;", "&nbsp;", "&#"].iter().any(|seen| text.contains(seen))
        };
        is_escaped(to_plain(title).as_str()) || !says_html && is_escaped(&title.value)
    };
    let title_as = if look.words.is_atom {
        "write it as text, or say type=\"html\""
    } else {
        "write it as plain text, without tags; name an element without its signs, as `title`"
    };
    let losses = [
        look.entries(
            holds_tags,
            "has a title that holds HTML",
            "have titles that hold HTML",
            format!("some readers show the tags, others drop them and what looks like one; {title_as}"),
        ),
        look.entries(
            is_escaped_twice,
            "has a title that is escaped twice",
            "have titles that are escaped twice",
            "readers show `&amp;` and the like; escape once: `&amp;` for a `&`, in XML alone".to_owned(),
        ),
        garbled(look),
        look.entries(
            |draft| any_text(draft, |text| text.contains("<![CDATA[") || text.contains("&lt;![CDATA[")),
            "shows `<![CDATA[` as text",
            "show `<![CDATA[` as text",
            "it is escaped: write `<![CDATA[` itself, or leave it out where the text is escaped".to_owned(),
        ),
    ];
    losses.into_iter().flatten().collect()
}

fn any_text(draft: &Draft, is_so: impl Fn(&str) -> bool) -> bool {
    let all = draft.title.iter().chain(&draft.summary).chain(texts(draft));
    all.map(|text: &RawText| text.value.as_str()).any(is_so)
}

/// True for a text with a tag of HTML, or what a reader of HTML takes for one.
fn holds_tag(text: &str) -> bool {
    text.match_indices('<').any(|(at, _)| text.get(at..).is_some_and(|rest| tag_at(rest).is_some()))
}

/// Letters that were read in a wrong encoding. Looked for in the document itself: reading repairs those that it is sure of.
fn garbled(look: &Look<'_>) -> Option<Loss> {
    let mut places: Vec<Place> = garbled_at(look.text).map(|at| look.place(at)).collect();
    places.dedup_by_key(|place| place.line);
    if places.is_empty() {
        return None;
    }
    let what = "letters were read in a wrong encoding, such as `Ã§` for `ç`".to_owned();
    let advice =
        "most readers show them as they stand; let the program that writes the feed read its texts as UTF-8";
    Some(Loss { what, advice: advice.to_owned(), places })
}

/// Where UTF-8 was read as Windows-1252 or ISO-8859-1 and written as UTF-8 again: `Ã` or `Â` and what stands for a byte from 80 to
/// BF, or the beginning of a dash or quotation mark.
fn garbled_at(text: &str) -> impl Iterator<Item = usize> {
    // All of these begin with one byte in UTF-8, and most texts have none of it.
    memchr::memchr_iter(0xC3, text.as_bytes()).filter(|at| {
        let mut chars = text.get(*at..).unwrap_or_default().chars();
        match (chars.next(), chars.next()) {
            (Some('Ã' | 'Â'), Some(next)) => matches!(next, '\u{80}'..='\u{9F}' | '\u{A1}'..='\u{BF}'),
            (Some('â'), Some(next)) => matches!(next, '€' | '\u{80}'),
            _ => false,
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_a_wrong_encoding_are_seen_and_those_of_languages_are_not() {
        for (text, garbled) in [
            ("FranÃ§ais", true),
            ("donâ€™t", true),
            ("Â© 2026", true),
            ("NÃO", false),
            ("São Â", false),
            ("â", false),
        ] {
            assert_eq!(garbled_at(text).next().is_some(), garbled, "{text}");
        }
    }
}
