//! The first heading of a body. In: a body. Out: its first heading of level 1, else its first of any level. A scan of
//! lines; nothing is rendered.

use super::{BodyKind, Heading, leftovers, page};
use crate::model::draft::RawText;
use crate::text::html::{Scan, TagKind, skip_element};

/// The first heading of level 1 in `body`, else the first of any level; none in code, and none without text.
#[must_use]
pub fn first_heading(kind: BodyKind, body: &str) -> Option<Heading> {
    match kind {
        BodyKind::Text => None,
        BodyKind::Html => first_of(in_html(page::content(body))),
        // A heading in a comment is for nobody else.
        BodyKind::Markdown if memchr::memmem::find(body.as_bytes(), b"%%").is_some() => {
            first_of(in_markdown(&leftovers::remove(kind, body).0))
        }
        BodyKind::Markdown => first_of(in_markdown(body)),
    }
}

fn first_of(headings: impl Iterator<Item = Heading>) -> Option<Heading> {
    let mut first = None;
    for heading in headings {
        if heading.is_h1 {
            return Some(heading);
        }
        first.get_or_insert(heading);
    }
    first
}

/// The headings of HTML.
fn in_html(html: &str) -> impl Iterator<Item = Heading> {
    let (mut scan, mut ends) = (Scan::default(), Scan::default());
    let mut at = 0;
    std::iter::from_fn(move || {
        loop {
            at += memchr::memchr(b'<', html.as_bytes().get(at..)?)?;
            let rest = html.get(at..)?;
            let Some(tag) = scan.tag(rest) else {
                at += 1;
                continue;
            };
            at += tag.len;
            let [b'h' | b'H', level @ b'1'..=b'6'] = tag.name.as_bytes() else { continue };
            if tag.kind != TagKind::Open {
                continue;
            }
            let Some(len) = ends.search(|| skip_element(rest, &tag)) else { continue };
            let inside = rest
                .get(tag.len..len)
                .and_then(|inside| inside.rfind("</").and_then(|end| inside.get(..end)));
            at += len - tag.len;
            if let Some(heading) = heading(RawText::html(inside.unwrap_or_default().trim()), *level == b'1') {
                return Some(heading);
            }
        }
    })
}

fn heading(text: RawText, is_h1: bool) -> Option<Heading> {
    (!crate::text::html::to_plain(&text).is_empty()).then_some(Heading { text, is_h1 })
}

/// The headings of Markdown: `# text`, text underlined with `===` or `---`, and `<h1>` at the beginning of a line.
fn in_markdown(body: &str) -> impl Iterator<Item = Heading> {
    let mut lines = Lines { body, at: 0, fence: None };
    // The paragraph that an underline would make a heading.
    let mut paragraph: Option<(usize, usize)> = None;
    std::iter::from_fn(move || {
        loop {
            let (start, line) = lines.next()?;
            let text = line.trim();
            let indent = line.len() - line.trim_start().len();
            let is_code = line.starts_with('\t') || indent > 3;
            if let Some(atx) = atx(text).filter(|_| !is_code) {
                paragraph = None;
                if let Some(found) = heading(RawText::markdown(atx.0), atx.1) {
                    return Some(found);
                }
            } else if let (Some((from, to)), Some(is_h1)) = (paragraph, underline(text).filter(|_| !is_code))
            {
                paragraph = None;
                let text = body.get(from..to).unwrap_or_default().trim();
                if let Some(found) = heading(RawText::markdown(without_attributes(text)), is_h1) {
                    return Some(found);
                }
            } else if text.starts_with("<h") || text.starts_with("<H") {
                paragraph = None;
                if let Some(found) = in_html(body.get(start..).unwrap_or_default()).next() {
                    return Some(found);
                }
            } else if text.is_empty() {
                paragraph = None;
            } else if let Some((from, _)) = paragraph {
                paragraph = Some((from, start + line.len()));
            } else if !is_code && !begins_other_block(text) {
                paragraph = Some((start, start + line.len()));
            }
        }
    })
}

/// The text of `# text #`, and whether its level is 1.
fn atx(line: &str) -> Option<(&str, bool)> {
    let level = line.bytes().take_while(|b| *b == b'#').count();
    let text =
        line.get(level..).filter(|text| (1..=6).contains(&level) && text.starts_with([' ', '\t']))?.trim();
    let open = text.trim_end_matches('#');
    let text = if open.is_empty() || open.ends_with([' ', '\t']) { open.trim_end() } else { text };
    Some((without_attributes(text), level == 1))
}

/// `text` without `{#id .class}` at its end.
fn without_attributes(text: &str) -> &str {
    let attributes = text.strip_suffix('}').and_then(|text| text.rfind('{').map(|at| text.split_at(at)));
    match attributes {
        Some((before, attributes)) if attributes.starts_with("{#") || attributes.starts_with("{.") => {
            before.trim_end()
        }
        _ => text,
    }
}

/// True for the underline of level 1, false for that of level 2.
fn underline(line: &str) -> Option<bool> {
    let of = |mark: u8| !line.is_empty() && line.bytes().all(|b| b == mark);
    if of(b'=') { Some(true) } else { of(b'-').then_some(false) }
}

/// True for lines that begin a list, a quote, a table, HTML or a rule.
fn begins_other_block(line: &str) -> bool {
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    ["- ", "* ", "+ ", ">", "|", "<", "***", "___", "---"].iter().any(|mark| line.starts_with(mark))
        || (digits > 0
            && line.get(digits..).is_some_and(|rest| rest.starts_with(". ") || rest.starts_with(") ")))
}

/// The lines of Markdown outside of fenced code, with their place.
struct Lines<'a> {
    body: &'a str,
    at: usize,
    /// The sign and length of the fence that is open.
    fence: Option<(u8, usize)>,
}

impl<'a> Iterator for Lines<'a> {
    type Item = (usize, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let rest = self.body.get(self.at..).filter(|rest| !rest.is_empty())?;
            let end = memchr::memchr(b'\n', rest.as_bytes()).map_or(rest.len(), |end| end + 1);
            let (start, line) = (self.at, rest.get(..end)?);
            self.at += end;
            let text = line.trim();
            let mark = text.bytes().next().filter(|b| matches!(b, b'`' | b'~'));
            let len = mark.map_or(0, |mark| text.bytes().take_while(|b| *b == mark).count());
            match (self.fence, mark) {
                (Some((open, least)), Some(mark)) if mark == open && len >= least && len == text.len() => {
                    self.fence = None;
                }
                (Some(_), _) => {}
                (None, Some(mark)) if len >= 3 && !text.get(len..)?.contains('`') => {
                    self.fence = Some((mark, len));
                }
                (None, _) => return Some((start, line)),
            }
        }
    }
}
