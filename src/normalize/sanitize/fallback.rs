//! HTML as its text, where it is not parsed. In: any HTML. Out: paragraphs that need no further cleaning.

use crate::text::html::{Scan, TagKind, is_block, reference, skip_element};

/// The text of `html` in paragraphs, escaped: tags go, blocks part paragraphs. Linear in its length.
pub(super) fn as_text(html: &str) -> String {
    let mut paragraphs = Paragraphs::default();
    let mut scan = Scan::default();
    let mut at = 0;
    while let Some(rest) = html.get(at..).filter(|rest| !rest.is_empty()) {
        let next = memchr::memchr2(b'<', b'&', rest.as_bytes()).unwrap_or(rest.len());
        if next > 0 {
            paragraphs.text(rest.get(..next).unwrap_or_default());
            at += next;
            continue;
        }
        at += if let Some(found) = reference(rest) {
            paragraphs.character(found.character.unwrap_or(' '));
            found.len
        } else if rest.starts_with("<!--") {
            scan.search(|| memchr::memmem::find(rest.as_bytes(), b"-->")).map_or(4, |end| end + 3)
        } else if let Some(tag) = scan.tag(rest) {
            if is_block(tag.name) {
                paragraphs.end();
            }
            let hidden = tag.kind == TagKind::Open && ["script", "style"].iter().any(|name| tag.is(name));
            if hidden { scan.search(|| skip_element(rest, &tag)).unwrap_or(tag.len) } else { tag.len }
        } else {
            paragraphs.text(rest.get(..1).unwrap_or_default());
            1
        };
    }
    paragraphs.end();
    paragraphs.out
}

#[derive(Default)]
struct Paragraphs {
    out: String,
    /// A paragraph has begun.
    open: bool,
    /// White space was seen since the last character.
    gap: bool,
}

impl Paragraphs {
    fn text(&mut self, text: &str) {
        for c in text.chars() {
            self.character(c);
        }
    }

    fn character(&mut self, c: char) {
        if c.is_whitespace() {
            self.gap = true;
            return;
        }
        if super::is_left_out(c) {
            return;
        }
        if !self.open {
            self.out.push_str(if self.out.is_empty() { "<p>" } else { "\n<p>" });
            self.open = true;
        } else if self.gap {
            self.out.push(' ');
        }
        self.gap = false;
        match c {
            '&' => self.out.push_str("&amp;"),
            '<' => self.out.push_str("&lt;"),
            '>' => self.out.push_str("&gt;"),
            _ => self.out.push(c),
        }
    }

    fn end(&mut self) {
        if self.open {
            self.out.push_str("</p>");
        }
        self.open = false;
        self.gap = false;
    }
}
