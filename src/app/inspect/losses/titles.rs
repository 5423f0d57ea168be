//! Titles and texts that readers show with signs that nobody meant. In: a feed as it was read. Out: losses.

use super::markup::texts;
use super::{Look, Loss};
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
        look.entries(
            |draft| any_text(draft, is_garbled),
            "has letters that were read in a wrong encoding, such as `Ã§` for `ç`",
            "have letters that were read in a wrong encoding, such as `Ã§` for `ç`",
            "readers show them as they stand; let the program that writes the feed read its texts as UTF-8"
                .to_owned(),
        ),
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

/// True for UTF-8 that was read as Windows-1252 or ISO-8859-1 and written as UTF-8 again: `Ã` or `Â` and what stands for a byte from
/// 80 to BF, or the beginning of a dash or quotation mark.
fn is_garbled(text: &str) -> bool {
    let mut before = ' ';
    for c in text.chars() {
        let continues = matches!(c, '\u{80}'..='\u{BF}');
        if matches!(before, 'Ã' | 'Â') && continues && c != '\u{A0}'
            || before == 'â' && matches!(c, '€' | '\u{80}')
        {
            return true;
        }
        before = c;
    }
    false
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
            assert_eq!(is_garbled(text), garbled, "{text}");
        }
    }
}
