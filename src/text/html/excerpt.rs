//! The beginning of a body, as text. In: sanitized HTML. Out: a few sentences at the most.

use super::character::reference;
use super::tag::{Tag, TagKind, is_block, skip_element, tag_at};
use crate::model::parts::PlainText;

/// Elements whose text makes no sense in a summary: code, captions of pictures that are not shown, readings of ruby.
const LEFT_OUT: [&str; 5] = ["pre", "figcaption", "rt", "rp", "table"];

/// The beginning of `html`, which is sanitized, as text of at most `max_chars` characters.
///
/// Code blocks, captions and tables are left out, unless there is nothing else. Text that is longer ends behind a
/// sentence, else between two words (in Chinese and Japanese anywhere), and gets a `…`. Reads no more than it needs.
#[must_use]
pub fn excerpt(html: &str, max_chars: usize) -> PlainText {
    let text = beginning(html, max_chars, &LEFT_OUT);
    let text = if text.trim().is_empty() { beginning(html, max_chars, &[]) } else { text };
    shorten(&PlainText::new(&text), max_chars)
}

/// The text of `html`, until it has more than `max_chars` characters besides white space.
fn beginning(html: &str, max_chars: usize, left_out: &[&str]) -> String {
    let mut out = Beginning::default();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty() && out.chars <= max_chars) {
        let next = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        at += if next > 0 {
            out.text(rest.get(..next).unwrap_or_default(), max_chars)
        } else if let Some(found) = reference(rest) {
            for character in [found.character, found.second].into_iter().flatten() {
                out.text(character.encode_utf8(&mut [0; 4]), max_chars);
            }
            found.len
        } else if let Some(tag) = tag_at(rest) {
            out.tag(&tag);
            skip(rest, &tag, left_out)
        } else {
            out.text(rest.get(..1).unwrap_or_default(), max_chars)
        };
    }
    out.text
}

/// What parts the items of a list, and a heading from what follows, where they do not end with a sign themselves.
const BETWEEN_ITEMS: &str = " · ";

#[derive(Default)]
struct Beginning {
    text: String,
    /// Characters besides white space.
    chars: usize,
    /// An item or heading began or ended since the last text.
    parted: bool,
    /// A picture was left out since the last text.
    picture: bool,
}

impl Beginning {
    /// Adds what fits of `text`; gives back its length.
    fn text(&mut self, text: &str, max_chars: usize) -> usize {
        let text = up_to(text, max_chars.saturating_sub(self.chars), &mut self.chars);
        if text.trim_start().is_empty() {
            self.text.push_str(text);
            return text.len();
        }
        if std::mem::take(&mut self.parted) && self.text.trim_end().ends_with(is_open_end) {
            self.text.truncate(self.text.trim_end().len());
            self.text.push_str(BETWEEN_ITEMS);
        }
        // "Look at <img>." must not become "Look at ."
        if std::mem::take(&mut self.picture) && text.starts_with(['.', ',', ';', ':', '!', '?', ')']) {
            self.text.truncate(self.text.trim_end().len());
        }
        self.text.push_str(text);
        text.len()
    }

    fn tag(&mut self, tag: &Tag<'_>) {
        if is_block(tag.name) {
            self.text.push(' ');
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

/// The beginning of `text`, of at most one character more than `room`, white space not counted; adds them to `chars`.
fn up_to<'a>(text: &'a str, room: usize, chars: &mut usize) -> &'a str {
    let mut counted = 0;
    let end = text.char_indices().find_map(|(at, c)| {
        counted += usize::from(!c.is_whitespace());
        (counted > room).then_some(at + c.len_utf8())
    });
    *chars += counted;
    text.get(..end.unwrap_or(text.len())).unwrap_or(text)
}

/// How far `tag` reaches: to its own end, or to the end of an element that is left out.
fn skip(text: &str, tag: &Tag<'_>, left_out: &[&str]) -> usize {
    if tag.kind == TagKind::Open && left_out.iter().any(|name| tag.is(name)) {
        return skip_element(text, tag).unwrap_or(text.len());
    }
    tag.len
}

/// Cuts `text` to `max_chars` characters, the sign of more included.
fn shorten(text: &PlainText, max_chars: usize) -> PlainText {
    let text = text.as_str();
    let Some((fitting, _)) = text.char_indices().nth(max_chars) else { return PlainText::new(text) };
    let before = |sign_of_more: &str| {
        let end = text.get(..fitting)?.char_indices().rev().nth(sign_of_more.chars().count() - 1)?.0;
        Some(text.split_at(end))
    };
    if let Some((kept, rest)) = before(AFTER_SENTENCE)
        && let Some(end) = end_of_sentence(kept, rest).filter(|end| end.saturating_mul(2) >= kept.len())
    {
        return PlainText::new(&format!("{}{AFTER_SENTENCE}", kept.get(..end).unwrap_or(kept)));
    }
    let Some((kept, rest)) = before(AFTER_WORD) else { return PlainText::default() };
    let cut = kept.get(..end_of_word(kept, rest)).unwrap_or(kept).trim_end_matches(|c: char| {
        c.is_whitespace() || matches!(c, ',' | ';' | ':' | '，' | '、' | '；' | '：' | '-' | '–' | '—' | '·')
    });
    PlainText::new(&format!("{cut}{AFTER_WORD}"))
}

/// What shows that there is more, behind a whole sentence and behind a word.
const AFTER_SENTENCE: &str = " …";
const AFTER_WORD: &str = "…";

/// Where the last sentence ends that is whole in `kept`.
fn end_of_sentence(kept: &str, rest: &str) -> Option<usize> {
    let mut found = None;
    let mut chars = kept.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or_else(|| rest.chars().next(), |(_, c)| Some(*c));
        let ends = match c {
            '。' | '！' | '？' => true,
            '.' | '!' | '?' | '…' => next.is_none_or(char::is_whitespace),
            _ => false,
        };
        if ends {
            found = Some(at + c.len_utf8());
        }
    }
    found
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
