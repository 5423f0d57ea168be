//! Where code is in a body, so that nothing in it is touched. In: a body. Out: ranges of bytes, in order.

use std::ops::Range;

use pulldown_cmark::{Event, Parser, Tag};

use super::BodyKind;
use super::markdown::OPTIONS;
use crate::text::html::{Scan, TagKind, skip_element};

/// Code in a body, and places in it.
pub(super) struct Code {
    ranges: Vec<Range<usize>>,
}

impl Code {
    /// Finds the code in `body`: in Markdown fenced and indented blocks, spans and formulas, in both Markdown and HTML
    /// the elements `pre` and `code`, and scripts and style sheets.
    pub(super) fn find(kind: BodyKind, body: &str) -> Self {
        let mut ranges = match kind {
            BodyKind::Markdown => in_markdown(body),
            BodyKind::Html | BodyKind::Text => Vec::new(),
        };
        let elements = elements(body, &ranges);
        if !elements.is_empty() {
            ranges.extend(elements);
            ranges.sort_unstable_by_key(|range| range.start);
        }
        Self { ranges }
    }

    /// Where the code ends in which `at` is.
    pub(super) fn end_at(&self, at: usize) -> Option<usize> {
        let after = self.ranges.partition_point(|range| range.start <= at);
        let before = self.ranges.get(..after)?;
        // An element of HTML may hold blocks of Markdown, so not only the last range counts.
        before.iter().rev().take(8).filter(|range| range.end > at).map(|range| range.end).max()
    }
}

fn in_markdown(body: &str) -> Vec<Range<usize>> {
    let events = Parser::new_ext(body, OPTIONS).into_offset_iter();
    events
        .filter_map(|(event, range)| match event {
            Event::Start(Tag::CodeBlock(_))
            | Event::Code(_)
            | Event::InlineMath(_)
            | Event::DisplayMath(_) => Some(range),
            _ => None,
        })
        .collect()
}

/// Elements of HTML that hold code, outside of `ranges`.
fn elements(body: &str, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    const NAMES: [&str; 6] = ["pre", "code", "script", "style", "textarea", "xmp"];
    let (mut found, mut scan, mut ends) = (Vec::new(), Scan::default(), Scan::default());
    let mut ranges = ranges.iter().peekable();
    let mut at = 0;
    while let Some(next) = body.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        at += next;
        while ranges.next_if(|range| range.end <= at).is_some() {}
        if let Some(range) = ranges.peek().filter(|range| range.start <= at) {
            at = range.end;
            continue;
        }
        let rest = body.get(at..).unwrap_or_default();
        if !rest.as_bytes().get(1).is_some_and(u8::is_ascii_alphabetic) {
            at += 1;
            continue;
        }
        let Some(tag) = scan.tag(rest) else {
            at += 1;
            continue;
        };
        let mut len = tag.len;
        if tag.kind == TagKind::Open
            && NAMES.iter().any(|name| tag.is(name))
            && let Some(all) = ends.search(|| skip_element(rest, &tag))
        {
            found.push(at..at + all);
            len = all;
        }
        at += len;
    }
    found
}
