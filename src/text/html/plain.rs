//! HTML reduced to text. In: text with tags and references. Out: text, white space not yet put in order.

use std::borrow::Cow;

use memchr::{memchr, memchr2, memmem};

use super::character::reference;
use super::scan::Scan;
use super::tag::{Tag, TagKind, is_block, is_known, skip_element};

/// Takes the markup out of `html`.
pub(super) fn of_html(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let Some(next) = memchr2(b'<', b'&', rest.as_bytes()) else {
            out.push_str(rest);
            break;
        };
        let (text, special) = rest.split_at(next);
        out.push_str(text);
        at += next + markup(html, at + next, special, &mut scan, &mut out);
    }
    out
}

/// `html` with the `<` of each tag that HTML does not have as a reference: any parser takes it for text then, as [`of_html`] does.
/// Comments stay, whatever becomes of them: nobody writes one to be read.
#[must_use]
pub fn with_text_escaped(html: &str) -> Cow<'_, str> {
    let (mut out, mut left_out) = (String::new(), String::new());
    let mut scan = Scan::default();
    let (mut at, mut copied) = (0, 0);
    while let Some(next) = html.get(at..).and_then(|rest| memchr(b'<', rest.as_bytes())) {
        at += next;
        let special = html.get(at..).unwrap_or_default();
        left_out.clear();
        let len = markup(html, at, special, &mut scan, &mut left_out);
        if left_out == "<" && names_something(special) {
            out.push_str(html.get(copied..at).unwrap_or_default());
            out.push_str("&lt;");
            copied = at + len;
        }
        at += len;
    }
    if copied == 0 {
        return Cow::Borrowed(html);
    }
    out.push_str(html.get(copied..).unwrap_or_default());
    Cow::Owned(out)
}

/// True for what a parser takes for a tag, whatever its name.
fn names_something(special: &str) -> bool {
    let name = special.strip_prefix("</").or_else(|| special.strip_prefix('<')).unwrap_or_default();
    name.starts_with(|c: char| c.is_ascii_alphabetic())
}

/// Handles the `<` or `&` at the beginning of `special`, which is `html` from `at` on; gives back how far it got.
pub(super) fn markup(html: &str, at: usize, special: &str, scan: &mut Scan, out: &mut String) -> usize {
    if special.starts_with('&') {
        if let Some(found) = reference(special) {
            out.extend([found.character, found.second].into_iter().flatten());
            return found.len;
        }
        out.push('&');
        return 1;
    }
    if special.starts_with("<!--")
        && let Some(end) = scan.search(|| memmem::find(special.as_bytes(), b"-->"))
    {
        return end + 3;
    }
    if let Some(tag) = scan.tag(special).filter(|tag| is_markup(html, at, tag, scan)) {
        if tag.kind == TagKind::Open && (tag.is("script") || tag.is("style")) {
            return scan.search(|| skip_element(special, &tag)).unwrap_or(tag.len);
        }
        if is_block(tag.name) {
            out.push(' ');
        }
        return tag.len;
    }
    out.push('<');
    1
}

/// True for tags that HTML has. Capital letters on their own are type parameters (`Option<U>`), unless the text closes
/// them like a tag.
fn is_markup(html: &str, at: usize, tag: &Tag<'_>, scan: &mut Scan) -> bool {
    if !is_known(tag.name) {
        return false;
    }
    match tag.name.as_bytes() {
        [name] if name.is_ascii_uppercase() => scan.search(|| match tag.kind {
            TagKind::Open => memmem::find(html.get(at..)?.as_bytes(), &[b'<', b'/', *name, b'>']),
            TagKind::Close => memmem::rfind(html.get(..at)?.as_bytes(), &[b'<', *name]),
        }),
        _ => return true,
    }
    .is_some()
}
