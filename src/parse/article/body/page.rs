//! Whole HTML pages. In: HTML. Out: the part of it that is the article.

use memchr::memmem;

use crate::model::draft::RawText;
use crate::model::parts::PlainText;
use crate::text::html::{Scan, Tag, TagKind, skip_element, tag_at, to_plain};

/// What of `html` is the article: the inside of `article`, else of `main`, else of `body`, where it is a whole page; all
/// of it where it is not.
pub(super) fn content(html: &str) -> &str {
    if find_tag(html, [b"html", b"body", b"HTML", b"BODY"]).is_none() {
        return html;
    }
    let article = ["article", "main"]
        .into_iter()
        .find_map(|name| inside(html, name))
        .filter(|inside| !inside.trim().is_empty());
    article.or_else(|| inside(html, "body")).unwrap_or_else(|| after_head(html))
}

/// Where the first `<` is that one of these names follows. One search for all, as most contents have none of them.
fn find_tag<const LEN: usize, const NAMES: usize>(html: &str, names: [&[u8; LEN]; NAMES]) -> Option<usize> {
    let html = html.as_bytes();
    memchr::memchr_iter(b'<', html)
        .find(|at| html.get(at + 1..).and_then(<[u8]>::first_chunk).is_some_and(|name| names.contains(&name)))
}

/// The inside of the first element of this name, elements of the same name inside of it counted; to the end of the
/// page where it is not closed.
fn inside<'a>(html: &'a str, name: &str) -> Option<&'a str> {
    let mut scan = Scan::default();
    let (mut start, mut depth) = (None, 0_usize);
    let mut at = 0;
    while let Some(next) = html.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        at += next;
        let rest = html.get(at..)?;
        let named = rest
            .strip_prefix('<')
            .map(|rest| rest.strip_prefix('/').unwrap_or(rest))
            .and_then(|rest| rest.get(..name.len()));
        let tag = named
            .filter(|found| found.eq_ignore_ascii_case(name))
            .and_then(|_| scan.tag(rest))
            .filter(|tag| tag.is(name));
        let Some(Tag { kind, len, .. }) = tag else {
            at += 1;
            continue;
        };
        match kind {
            TagKind::Open => {
                start.get_or_insert(at + len);
                depth += 1;
            }
            TagKind::Close if depth == 1 => return html.get(start?..at),
            TagKind::Close => depth = depth.saturating_sub(1),
        }
        at += len;
    }
    html.get(start?..)
}

fn after_head(html: &str) -> &str {
    let end = ["</head>", "</HEAD>"]
        .into_iter()
        .find_map(|end| memmem::find(html.as_bytes(), end.as_bytes()).map(|at| at + end.len()));
    end.and_then(|end| html.get(end..)).unwrap_or(html)
}

/// `html` without its first `h1`, where that repeats `title`.
pub(super) fn without_title(html: &str, title: &PlainText) -> String {
    let heading = find_tag(html, [b"h1", b"H1"]).and_then(|at| {
        let rest = html.get(at..)?;
        let len = tag_at(rest).filter(|tag| tag.is("h1")).and_then(|tag| skip_element(rest, &tag))?;
        let repeats = to_plain(&RawText::html(rest.get(..len)?)) == *title;
        (repeats && !title.is_empty()).then_some((at, len))
    });
    let mut out = String::with_capacity(html.len());
    match heading {
        Some((at, len)) => {
            out.push_str(html.get(..at).unwrap_or_default());
            out.push_str(html.get(at + len..).unwrap_or_default());
        }
        None => out.push_str(html),
    }
    out
}
