//! Excerpt markers: the comments by which authors part the beginning of an article from the rest.

use super::BodyKind;
use super::code::Code;

/// The text before the first excerpt marker that is not in code: `<!-- more -->`, `<!-- truncate -->`,
/// `<!-- TEASER_END -->` in any case and with any blanks, `{/* truncate */}`. Text has none.
#[must_use]
pub fn split_excerpt(kind: BodyKind, body: &str) -> Option<&str> {
    if kind == BodyKind::Text {
        return None;
    }
    let mut code = None;
    let mut at = 0;
    while let Some(next) = body.get(at..).and_then(|rest| memchr::memchr2(b'<', b'{', rest.as_bytes())) {
        at += next;
        if marker(body.get(at..)?).is_none() {
            at += 1;
            continue;
        }
        let before = body.get(..at)?;
        // Looking for code takes as long as rendering does.
        if !may_hold_code(before) {
            return Some(before);
        }
        match code.get_or_insert_with(|| Code::find(kind, body)).end_at(at) {
            Some(end) => at = end,
            None => return Some(before),
        }
    }
    None
}

/// The length of the excerpt marker at the beginning of `text`.
pub(super) fn marker(text: &str) -> Option<usize> {
    let (open, close) = if text.starts_with("<!--") {
        ("<!--", "-->")
    } else if text.starts_with("{/*") {
        ("{/*", "*/}")
    } else {
        return None;
    };
    // A marker is short; a longer comment is none.
    let inside = text.as_bytes().get(open.len()..)?;
    let end = memchr::memmem::find(inside.get(..inside.len().min(64))?, close.as_bytes())?;
    let word = text.get(open.len()..open.len() + end)?.trim();
    let known = ["more", "truncate", "teaser_end"].iter().any(|known| known.eq_ignore_ascii_case(word));
    known.then_some(open.len() + end + close.len())
}

fn may_hold_code(text: &str) -> bool {
    let has = |needle: &str| memchr::memmem::find(text.as_bytes(), needle.as_bytes()).is_some();
    memchr::memchr2(b'`', b'\t', text.as_bytes()).is_some()
        || ["~~~", "    ", "<pre", "<code", "<PRE", "<CODE", "<script", "<style", "<textarea", "<xmp", "$"]
            .into_iter()
            .any(has)
}
