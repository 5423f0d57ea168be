//! What happens to HTML before it is parsed. In: any HTML. Out: tags and text only, or nothing where it must not be
//! parsed.
//!
//! Comments, declarations and elements that hold no text for a reader go here already: what is left can be cut into
//! tags in one way only, so that the [guard](super::guard) counts what the parser will see. Players become links, and
//! images that a script would load name their file. None of this makes anything safe; the parser's rules do.

use super::guard::{MAX_BYTES, Shape};
use super::rules::REMOVED_BEFORE_PARSING;
use crate::text::html::{Scan, Tag, TagKind, reference, skip_element};

/// Attributes in which scripts that load images late keep the real address, the most telling first.
pub(super) const LAZY_SOURCES: [&str; 6] =
    ["data-src", "data-original", "data-lazy-src", "data-actualsrc", "data-lazyload", "data-lazy"];
/// The same for several addresses.
pub(super) const LAZY_CANDIDATES: [&str; 2] = ["data-srcset", "data-lazy-srcset"];

/// `html` as tags and text; `None`: too much for the parser.
pub(super) fn rewrite(html: &str) -> Option<String> {
    if html.len() > MAX_BYTES {
        return None;
    }
    let mut out = String::with_capacity(html.len() + html.len() / 16);
    let (mut shape, mut scan, mut elements) = (Shape::default(), Scan::default(), Scan::default());
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let next = memchr::memchr(b'<', rest.as_bytes()).unwrap_or(rest.len());
        if next > 0 {
            let text = rest.get(..next).unwrap_or_default();
            shape.text(text);
            out.push_str(text);
            at += next;
            continue;
        }
        at += if let Some(tag) = scan.tag(rest) {
            let len = write_tag(rest, &tag, &mut elements, &mut shape, &mut out);
            if shape.is_too_much() {
                return None;
            }
            len
        } else if let Some(len) = comment(rest, &mut scan) {
            len
        } else {
            shape.text("&lt;");
            out.push_str("&lt;");
            1
        };
    }
    (!shape.is_too_much()).then_some(out)
}

/// The length of the comment, declaration or instruction at the beginning of `text` (HTML §13.2.5.41 to §13.2.5.51).
///
/// Not as browsers have it: a comment that never ends, which would hide all that follows, ends with its first `>`. And
/// `<![CDATA[` is text: it stands in feeds whose content was wrapped twice, and would take the first tag with it.
fn comment(text: &str, scan: &mut Scan) -> Option<usize> {
    let bytes = text.as_bytes();
    let first_end = || memchr::memchr(b'>', bytes).map(|end| end + 1);
    if let Some(inside) = bytes.strip_prefix(b"<!--") {
        if inside.starts_with(b">") {
            return Some(5);
        }
        if inside.starts_with(b"->") {
            return Some(6);
        }
        let end = scan.search(|| memchr::memmem::find(inside, b"-->")).map(|end| 4 + end + 3);
        return end.or_else(first_end).or(Some(text.len()));
    }
    let is_declaration = matches!(bytes.get(1), Some(b'!' | b'?' | b'/')) && !text.starts_with("<![CDATA[");
    if is_declaration { scan.search(first_end) } else { None }
}

/// Writes `tag`, or what takes its place; gives back the bytes of `text` that it stands for.
fn write_tag<'a>(
    text: &'a str,
    tag: &Tag<'a>,
    elements: &mut Scan,
    shape: &mut Shape<'a>,
    out: &mut String,
) -> usize {
    if REMOVED_BEFORE_PARSING.iter().any(|name| tag.is(name)) {
        if tag.kind == TagKind::Close {
            return tag.len;
        }
        if tag.is("iframe") {
            // What it holds is for those who do not see it; without a link that is everybody.
            let Some((source, shown)) = player(tag) else { return tag.len };
            push_link(source, shown, out);
        }
        return elements.search(|| skip_element(text, tag)).unwrap_or(tag.len);
    }
    if tag.is("plaintext") || (tag.is("img") && !has_source(tag)) {
        return tag.len;
    }
    shape.tag(tag);
    let source = text.get(..tag.len).unwrap_or_default();
    if tag.kind == TagKind::Open && (tag.is("img") || tag.is("source")) {
        out.push('<');
        out.push_str(tag.name);
        push_lazy(tag, &LAZY_SOURCES, "src", out);
        push_lazy(tag, &LAZY_CANDIDATES, "srcset", out);
        out.push_str(source.get(1 + tag.name.len()..).unwrap_or_default());
    } else {
        out.push_str(source);
    }
    tag.len
}

/// True for a picture that there is. One whose address turned out to be none comes here without it.
fn has_source(tag: &Tag<'_>) -> bool {
    let mut names = LAZY_SOURCES.iter().chain(&LAZY_CANDIDATES).chain(&["src", "srcset"]);
    names.any(|name| tag.attribute(name).is_some_and(|value| !value.trim().is_empty()))
}

/// The address of a player and what names it, both with references as they are; `None`: it is no player.
pub(super) fn player<'a>(tag: &Tag<'a>) -> Option<(&'a str, &'a str)> {
    let mut sources = ["src", "data-src"].iter().filter_map(|name| tag.attribute(name)).map(str::trim);
    let source = sources.find(|source| is_address(source) && names_a_page(source))?;
    let title = tag.attribute("title").map(str::trim).filter(|title| !title.is_empty());
    Some((source, title.unwrap_or(source)))
}

/// Writes a link in place of a player: a paragraph of its own, unless it is the first thing in one.
fn push_link(source: &str, shown: &str, out: &mut String) {
    let last_tag = out.trim_end().rfind('<').and_then(|at| out.trim_end().get(at..));
    let in_paragraph =
        last_tag.is_some_and(|tag| tag == "<p>" || (tag.starts_with("<p ") && tag.ends_with('>')));
    let (open, close) = if in_paragraph { ("", "") } else { ("<p>", "</p>") };
    out.push_str(open);
    out.push_str("<a href=\"");
    push_quoted(source, out);
    out.push_str("\">");
    push_as_text(shown, out);
    out.push_str("</a>");
    out.push_str(close);
}

/// Writes the attribute `name` with the address that a script would put there. It comes first: of two attributes of
/// one name the first counts.
fn push_lazy(tag: &Tag<'_>, lazy: &[&str], name: &str, out: &mut String) {
    if tag.attribute(name).is_some_and(|value| !is_placeholder(value)) {
        return;
    }
    let real = lazy.iter().find_map(|lazy| tag.attribute(lazy)).filter(|value| !is_placeholder(value));
    if let Some(real) = real {
        out.push(' ');
        out.push_str(name);
        out.push_str("=\"");
        push_quoted(real, out);
        out.push('"');
    }
}

/// True for what stands in `src` until a script puts the image there.
pub(super) fn is_placeholder(source: &str) -> bool {
    const WORDS: [&str; 9] = [
        "blank.",
        "pixel.",
        "spacer.",
        "loading.",
        "placeholder",
        "lazy.",
        "lazyload",
        "transparent.",
        "grey.",
    ];
    let source = source.trim();
    let name = source.rsplit('/').next().unwrap_or(source).to_ascii_lowercase();
    source.is_empty()
        || source.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("data:"))
        || matches!(source, "#" | "about:blank")
        || WORDS.iter().any(|word| name.contains(word))
}

/// True for addresses of pages, absolute or not.
fn is_address(source: &str) -> bool {
    let scheme = source
        .split(['/', '?', '#'])
        .next()
        .and_then(|start| start.split_once(':'))
        .map(|(scheme, _)| scheme);
    !source.is_empty()
        && scheme.is_none_or(|s| s.eq_ignore_ascii_case("http") || s.eq_ignore_ascii_case("https"))
}

/// False for the address of a host alone: what an `iframe` shows of that is an advertisement or a counter. A player's address
/// says what it plays.
fn names_a_page(source: &str) -> bool {
    match source.split_once("//") {
        Some((_, rest)) => rest.split_once(['/', '?']).is_some_and(|(_, path)| !path.is_empty()),
        None => true,
    }
}

/// Writes a value as text, in which more counts as a reference: `?a=1&region=2` has none in an attribute.
fn push_as_text(value: &str, out: &mut String) {
    let mut rest = value;
    while let Some(at) = memchr::memchr(b'&', rest.as_bytes()) {
        let (before, special) = rest.split_at(at);
        push_quoted(before, out);
        out.push_str(if reference(special).is_some() { "&" } else { "&amp;" });
        rest = special.get(1..).unwrap_or_default();
    }
    push_quoted(rest, out);
}

/// Writes a value whose references were not decoded; it may have stood in other quotes.
fn push_quoted(value: &str, out: &mut String) {
    for c in value.chars() {
        match c {
            '"' => out.push_str("&quot;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            _ => out.push(c),
        }
    }
}
