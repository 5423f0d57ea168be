//! The beginning of a body, as text. In: sanitized HTML. Out: a few sentences at the most.

use super::character::reference;
use super::tag::{Tag, TagKind, is_block, skip_element, tag_at};
use crate::model::parts::{PlainText, PlainTextBuilder};

/// Elements whose text makes no sense in a summary: code, captions of pictures that are not shown, readings of ruby.
const LEFT_OUT: [&str; 5] = ["pre", "figcaption", "rt", "rp", "table"];

/// The beginning of `html`, which is sanitized, as text of at most `max_chars` characters.
///
/// Code blocks, captions and tables are left out, unless there is nothing else. Text that is longer ends behind a
/// sentence, else between two words (in Chinese and Japanese anywhere), and gets a `…`. Reads no more than it needs.
#[must_use]
pub fn excerpt(html: &str, max_chars: usize) -> PlainText {
    let text = beginning(html, max_chars, &LEFT_OUT);
    let text = if text.as_str().is_empty() { beginning(html, max_chars, &[]) } else { text };
    shorten(text, max_chars)
}

/// The text of `html`, until it has more than `max_chars` characters.
fn beginning(html: &str, max_chars: usize, left_out: &[&str]) -> PlainTextBuilder {
    let mut out = Beginning { text: PlainTextBuilder::default(), max_chars, parted: false, picture: false };
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty() && out.text.chars() <= max_chars) {
        let next = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        at += if next > 0 {
            out.text(rest.get(..next).unwrap_or_default())
        } else if let Some(found) = reference(rest) {
            for character in [found.character, found.second].into_iter().flatten() {
                out.text(character.encode_utf8(&mut [0; 4]));
            }
            found.len
        } else if let Some(tag) = tag_at(rest) {
            out.tag(&tag);
            skip(rest, &tag, left_out)
        } else {
            out.text(rest.get(..1).unwrap_or_default())
        };
    }
    out.text
}

/// What parts the items of a list, and a heading from what follows, where they do not end with a sign themselves.
const BETWEEN_ITEMS: &str = " · ";

struct Beginning {
    text: PlainTextBuilder,
    max_chars: usize,
    /// An item or heading began or ended since the last text.
    parted: bool,
    /// A picture was left out since the last text.
    picture: bool,
}

impl Beginning {
    /// Adds what is needed of `text`; gives back its length.
    fn text(&mut self, text: &str) -> usize {
        if !text.trim_start().is_empty() {
            if std::mem::take(&mut self.parted) && self.text.as_str().ends_with(is_open_end) {
                self.text.push(BETWEEN_ITEMS, usize::MAX);
            }
            // "Look at <img>." must not become "Look at ."
            if std::mem::take(&mut self.picture) && text.starts_with(['.', ',', ';', ':', '!', '?', ')']) {
                self.text.join();
            }
        }
        self.text.push(text, self.max_chars)
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        if is_block(tag.name) {
            self.text.push(" ", usize::MAX);
        }
        self.picture |= tag.is("img");
        self.parted |= matches!(tag.name.as_bytes(), [b'h' | b'H', b'1'..=b'6'])
            || ["li", "dt", "dd"].iter().any(|name| tag.is(name));
    }
}

/// True for the last character of a text that does not end by itself.
fn is_open_end(last: char) -> bool {
    last.is_alphanumeric()
        || matches!(last, ')' | ']' | '"' | '\'' | '”' | '’' | '»' | '」' | '』' | '）' | '》' | '%')
}

/// How far `tag` reaches: to its own end, or to the end of an element that is left out.
fn skip(text: &str, tag: &Tag<'_>, left_out: &[&str]) -> usize {
    if tag.kind == TagKind::Open && left_out.iter().any(|name| tag.is(name)) {
        return skip_element(text, tag).unwrap_or(text.len());
    }
    tag.len
}

/// Cuts `text` to `max_chars` characters, the sign of more included.
fn shorten(text: PlainTextBuilder, max_chars: usize) -> PlainText {
    let excess = text.chars().saturating_sub(max_chars);
    if excess == 0 {
        return text.finish();
    }
    let before = |sign_of_more: &str| {
        let text = text.as_str();
        let end = text.char_indices().rev().nth(excess + sign_of_more.chars().count() - 1)?.0;
        Some(text.split_at(end))
    };
    if let Some(end) = before(AFTER_SENTENCE).and_then(|(kept, rest)| end_of_sentence(kept, rest)) {
        return text.cut(end, AFTER_SENTENCE);
    }
    let Some((kept, rest)) = before(AFTER_WORD) else { return PlainText::default() };
    let cut = kept.get(..end_of_word(kept, rest)).unwrap_or(kept).trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '，' | '、' | '；' | '：' | '-' | '–' | '—' | '·')
    });
    let end = cut.len();
    text.cut(end, AFTER_WORD)
}

/// What shows that there is more, behind a whole sentence and behind a word.
const AFTER_SENTENCE: &str = " …";
const AFTER_WORD: &str = "…";

/// Where the last sentence ends that is whole in `kept`, if that leaves at least half of it.
fn end_of_sentence(kept: &str, rest: &str) -> Option<usize> {
    let half = kept.len().div_ceil(2);
    let mut next = rest.chars().next();
    for (at, c) in kept.char_indices().rev() {
        let end = at + c.len_utf8();
        let ends = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if ends || end < half {
            return (end >= half).then_some(end);
        }
        next = Some(c);
    }
    None
}

/// Where the last word ends that is whole in `kept`.
fn end_of_word(kept: &str, rest: &str) -> usize {
    let next = rest.chars().next().unwrap_or(' ');
    let mut right = next;
    for (at, left) in kept.char_indices().rev() {
        if parts(left, right) {
            return at + left.len_utf8();
        }
        right = left;
    }
    kept.len()
}

/// True where text may be cut between `left` and `right`.
fn parts(left: char, right: char) -> bool {
    if right.is_whitespace() || left.is_whitespace() {
        return true;
    }
    // Never before what belongs to the character before it: marks, joiners, variants of emoji.
    let joined = matches!(right, '\u{300}'..='\u{36F}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}')
        || left == '\u{200D}';
    !joined
        && (is_wide(left) || is_wide(right))
        && !matches!(right, '，' | '。' | '、' | '；' | '：' | '！' | '？' | '」' | '』' | '）' | '》')
}

/// True for the characters of scripts that put no blanks between words.
fn is_wide(c: char) -> bool {
    matches!(c, '\u{2E80}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{FF00}'..='\u{FFEF}'
        | '\u{20000}'..='\u{3FFFF}' | '\u{E00}'..='\u{E7F}')
}
