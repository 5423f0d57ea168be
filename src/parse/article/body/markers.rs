//! Excerpt markers: the comments and lines by which authors part the beginning of an article from the rest.

use std::borrow::Cow;
use std::ops::Range;

use super::BodyKind;
use super::code::Code;

/// Nikola's marker, alone on its line.
const TEASER_END: &str = ".. TEASER_END";

/// The text before the first excerpt marker that is not in code: `<!-- more -->`, `<!-- truncate -->`,
/// `<!-- TEASER_END -->` in any case and with any blanks, `{/* truncate */}`, `.. TEASER_END` on a line of its own. Text has the last
/// one only.
#[must_use]
pub fn split_excerpt(kind: BodyKind, body: &str) -> Option<&str> {
    let mut code = None;
    let line = teaser_end(kind, body, 0, &mut code).and_then(|line| body.get(..line.start));
    if kind == BodyKind::Text {
        return line;
    }
    let body = line.unwrap_or(body);
    before_comment(kind, body, &mut code).or(line)
}

/// The body with a blank line for each `.. TEASER_END` that is not in code, so that all others keep their number.
pub(super) fn without_teaser_ends(kind: BodyKind, body: &str) -> Cow<'_, str> {
    let (mut code, mut done, mut out) = (None, 0, String::new());
    while let Some(line) = teaser_end(kind, body, done, &mut code) {
        out.push_str(body.get(done..line.start).unwrap_or_default());
        done = line.end;
    }
    if done == 0 {
        return Cow::Borrowed(body);
    }
    out.push_str(body.get(done..).unwrap_or_default());
    Cow::Owned(out)
}

/// Where the next line from `from` on is that is nothing but `.. TEASER_END` and is not in code, without its end.
fn teaser_end(kind: BodyKind, body: &str, from: usize, code: &mut Option<Code>) -> Option<Range<usize>> {
    let bytes = body.as_bytes();
    let mut at = from;
    while let Some(next) = memchr::memmem::find(bytes.get(at..)?, TEASER_END.as_bytes()) {
        let start = at + next;
        at = start + TEASER_END.len();
        let before = body.get(..start)?.trim_end_matches([' ', '\t']);
        let after = body.get(at..)?.trim_start_matches([' ', '\t', '\r']);
        let is_alone =
            (before.is_empty() || before.ends_with('\n')) && (after.is_empty() || after.starts_with('\n'));
        if !is_alone {
            continue;
        }
        let is_code = |code: &mut Option<Code>| {
            code.get_or_insert_with(|| Code::find(kind, body)).end_at(start).is_some()
        };
        if kind == BodyKind::Text || !is_code(code) {
            return Some(before.len()..at);
        }
    }
    None
}

fn before_comment<'a>(kind: BodyKind, body: &'a str, code: &mut Option<Code>) -> Option<&'a str> {
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
