//! Tells HTML from Markdown. In: a file's extension and body. Out: what it is.
//!
//! Markdown may hold HTML, so a body that begins with a tag is either. It is HTML when nothing in it would be read
//! differently: no block outside of all elements begins with text, and none inside with Markdown's marks.

use super::BodyKind;
use crate::text::html::{Scan, Tag, TagKind, is_block, is_void};

pub(super) fn of(extension: &str, body: &str) -> BodyKind {
    let is = |known: &[&str]| {
        known.iter().any(|name| name.eq_ignore_ascii_case(extension.trim_start_matches('.')))
    };
    if is(&["html", "htm", "xhtml"]) {
        BodyKind::Html
    } else if is(&["txt", "text"]) {
        if starts_with_block(body) { BodyKind::Html } else { BodyKind::Text }
    } else if starts_with_block(body) && !has_markdown(body) {
        BodyKind::Html
    } else {
        BodyKind::Markdown
    }
}

/// True for bodies whose first thing is an element that is a block, or a style sheet or script.
fn starts_with_block(body: &str) -> bool {
    let body = body.trim_start_matches('\u{FEFF}').trim_start();
    let after = body.strip_prefix("<!DOCTYPE").or_else(|| body.strip_prefix("<!doctype"));
    after.is_some()
        || Scan::default().tag(body).is_some_and(|tag| {
            let block = is_block(tag.name)
                && !tag.is("br")
                && !tag.is("video")
                && !tag.is("audio")
                && !tag.is("iframe");
            tag.kind == TagKind::Open && (block || tag.is("style") || tag.is("script"))
        })
}

/// True where a block, by the blank line before it, is Markdown.
fn has_markdown(body: &str) -> bool {
    let mut depth = Depth::default();
    let mut scan = Scan::default();
    let mut followed = 0;
    for (start, line) in blocks(body) {
        depth.follow(body.get(followed..start).unwrap_or_default(), &mut scan);
        followed = start;
        let indented = line.len() - line.trim_start().len() > 3;
        let markdown = match depth.innermost() {
            None => true,
            Some(open) => is_container(open) && !indented && has_mark(line.trim_start()),
        };
        if markdown {
            return true;
        }
    }
    false
}

/// The first lines of what follows blank lines, where they do not begin with a tag.
fn blocks(body: &str) -> impl Iterator<Item = (usize, &str)> {
    let mut at = 0;
    let mut after_blank = false;
    body.split_inclusive('\n').filter_map(move |line| {
        let start = at;
        at += line.len();
        let text = line.trim();
        let begins = after_blank && !text.is_empty() && !text.starts_with('<');
        after_blank = text.is_empty();
        begins.then_some((start, line))
    })
}

/// Elements in which people write Markdown, behind a blank line.
fn is_container(name: &str) -> bool {
    const CONTAINERS: [&str; 9] =
        ["div", "section", "article", "main", "details", "center", "aside", "figure", "blockquote"];
    CONTAINERS.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// True for lines that begin as only Markdown does.
fn has_mark(line: &str) -> bool {
    let hashes = line.bytes().take_while(|b| *b == b'#').count();
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let after = |count: usize| line.get(count..).unwrap_or_default();
    ((1..=6).contains(&hashes) && after(hashes).starts_with(' '))
        || ((1..=3).contains(&digits) && after(digits).starts_with(". "))
        || ["- ", "* ", "+ ", "> ", "```", "~~~", "**", "![", "|"].iter().any(|mark| line.starts_with(mark))
        || (line.starts_with('[') && line.contains("]("))
}

/// The elements that are open at a place.
#[derive(Default)]
struct Depth<'a> {
    open: Vec<&'a str>,
}

impl<'a> Depth<'a> {
    /// More open elements than this are a mistake, and are not followed.
    const MAX: usize = 128;

    fn innermost(&self) -> Option<&'a str> {
        self.open.last().copied()
    }

    fn follow(&mut self, html: &'a str, scan: &mut Scan) {
        let mut at = 0;
        while let Some(next) = html.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
            at += next;
            match scan.tag(html.get(at..).unwrap_or_default()) {
                Some(tag) => {
                    self.take(&tag);
                    at += tag.len;
                }
                None => at += 1,
            }
        }
    }

    fn take(&mut self, tag: &Tag<'a>) {
        if is_void(tag.name) {
            return;
        }
        match tag.kind {
            TagKind::Open if tag.inside.ends_with('/') => {}
            TagKind::Open => {
                if tag.is("p") || tag.is("li") {
                    self.open.pop_if(|open| tag.is(open));
                }
                if self.open.len() < Self::MAX {
                    self.open.push(tag.name);
                }
            }
            TagKind::Close => {
                if let Some(at) = self.open.iter().rposition(|open| tag.is(open)) {
                    self.open.truncate(at);
                }
            }
        }
    }
}
