//! Tokens of documents that are not well-formed: markup that begins nothing, is not closed, or is written like HTML.
//!
//! In: the text from a `<` on. Out: a token, how long it is, and a defect for each repair. Linear whatever the text: what is once
//! known to be missing in the rest of it is not looked for again. Not done here: which element an end tag closes.

use memchr::memmem;

use super::doctype;
use super::tokens::{Token, begins_name, up_to_markup};
use crate::parse::defect::Defects;

/// Reads markup that is not well-formed.
#[derive(Default)]
pub(super) struct Tolerant {
    missing: Missing,
    doctypes: doctype::Loose,
}

/// Ends of markup that are known to be missing in the rest of the text.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts of the rest of the text, not states")]
struct Missing {
    cdata_end: bool,
    comment_end: bool,
    instruction_end: bool,
    quote: bool,
    apostrophe: bool,
}

/// Where a start tag ends.
struct TagEnd {
    /// Bytes of it, without what closes it.
    inside: usize,
    /// Bytes of it.
    len: usize,
    /// What is wrong with it, after how many bytes of it, and what is done about it.
    defect: Option<(&'static str, usize, &'static str)>,
}

impl Tolerant {
    /// The markup at the beginning of `rest`, which is a `<` and stands at `at`; and its bytes.
    pub(super) fn markup<'a>(
        &mut self,
        rest: &'a str,
        at: usize,
        defects: &mut Defects,
    ) -> (Token<'a>, usize) {
        let after = rest.get(1..).unwrap_or_default();
        match after.as_bytes().first() {
            Some(b'/') => end_tag(rest, at, defects),
            Some(b'!') => self.declaration(rest, at, defects),
            Some(b'?') => self.instruction(rest, at, defects),
            _ if begins_name(after) => self.start_tag(rest, at, defects),
            _ => {
                defects.add(at, "a `<` that begins no tag", "XML 1.0 §2.4", "read as text");
                text(rest)
            }
        }
    }

    fn start_tag<'a>(&mut self, rest: &'a str, at: usize, defects: &mut Defects) -> (Token<'a>, usize) {
        let Some(end) = self.end_of_start_tag(rest) else {
            // Half an address leads elsewhere, and without the other attributes nobody knows what of.
            defects.add(at, "the document ends in a tag", "XML 1.0 §3.1", "left out");
            return (Token::Other, rest.len());
        };
        if let Some((what, inside, done)) = end.defect {
            defects.add(at + inside, what, "XML 1.0 §3.1", done);
        }
        let inside = rest.get(1..end.inside).unwrap_or_default();
        let trimmed = inside.trim_ascii_end();
        let (tag, empty) =
            trimmed.strip_suffix('/').map_or((trimmed, false), |tag| (tag.trim_ascii_end(), true));
        if empty && trimmed.len() < inside.len() {
            let what = "a blank between the `/` and the `>` of a tag";
            defects.add(at, what, "XML 1.0 §3.1", "read as if there were none");
        }
        (Token::Start { tag, empty }, end.len)
    }

    /// Finds the `>` of a start tag, or where it should be. `None`: the document ends before.
    fn end_of_start_tag(&mut self, rest: &str) -> Option<TagEnd> {
        let bytes = rest.as_bytes();
        let (mut at, mut after_equals) = (1, false);
        let mut defect = None;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b'>' => return Some(TagEnd { inside: at, len: at + 1, defect }),
                b'<' => {
                    let defect =
                        Some(("a tag is not closed before the next one begins", 0, "taken to end there"));
                    return Some(TagEnd { inside: at, len: at, defect });
                }
                b'"' | b'\'' if after_equals => {
                    match self.closing_quote(bytes, at) {
                        Some((end, holds_tag)) => {
                            if holds_tag {
                                defect = Some(("a `<` in the value of an attribute", at, "read as text"));
                            }
                            at = end;
                        }
                        None => {
                            defect = Some((
                                "the value of an attribute is not closed",
                                at,
                                "taken to end with the tag",
                            ));
                        }
                    }
                    after_equals = false;
                }
                b'=' => after_equals = true,
                byte => after_equals &= byte.is_ascii_whitespace(),
            }
            at += 1;
        }
        None
    }

    /// The quote that closes the one at `at`, and whether a `<` is between. `None`: it is missing, and the next one in the text opens
    /// the value of another attribute, which the character before or after it shows.
    fn closing_quote(&mut self, bytes: &[u8], at: usize) -> Option<(usize, bool)> {
        let quote = *bytes.get(at)?;
        let missing = if quote == b'"' { &mut self.missing.quote } else { &mut self.missing.apostrophe };
        if *missing {
            return None;
        }
        let value = bytes.get(at + 1..)?;
        let Some(len) = memchr::memchr(quote, value) else {
            *missing = true;
            return None;
        };
        let end = at + 1 + len;
        let value = value.get(..len)?;
        let holds_tag = memchr::memchr(b'<', value).is_some();
        let closes = value.last() != Some(&b'=')
            && bytes.get(end + 1).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'?'));
        (!holds_tag || closes).then_some((end, holds_tag))
    }

    /// What begins with `<!`.
    fn declaration<'a>(&mut self, rest: &'a str, at: usize, defects: &mut Defects) -> (Token<'a>, usize) {
        if let Some(after) = rest.strip_prefix("<!--") {
            return self.comment(rest, after, at, defects);
        }
        let head = rest.as_bytes().get(..9).unwrap_or_default();
        if head.eq_ignore_ascii_case(b"<![CDATA[") {
            return self.cdata(rest, at, defects);
        }
        if head.eq_ignore_ascii_case(b"<!DOCTYPE") {
            let (inside, len) = self.doctypes.read(rest, at, defects);
            return (Token::Doctype(inside), len);
        }
        defects.add(
            at,
            "a `<!` that begins no declaration",
            "XML 1.0 §2.4",
            "passed over up to the next `>`",
        );
        (Token::Other, up_to_closing(rest))
    }

    fn comment<'a>(
        &mut self,
        rest: &str,
        after: &str,
        at: usize,
        defects: &mut Defects,
    ) -> (Token<'a>, usize) {
        // `<!-->` and `<!--->` are whole comments for HTML, and nothing for XML.
        let found = if self.missing.comment_end { None } else { memmem::find(after.as_bytes(), b"-->") };
        let Some(len) = found else {
            self.missing.comment_end = true;
            defects.add(at, "a comment is not closed", "XML 1.0 §2.5", "taken to end at the next `>`");
            return (Token::Other, up_to_closing(rest));
        };
        doctype::check_comment(after.get(..len).unwrap_or_default(), at, defects);
        (Token::Other, len + 7)
    }

    fn cdata<'a>(&mut self, rest: &'a str, at: usize, defects: &mut Defects) -> (Token<'a>, usize) {
        if !rest.starts_with("<![CDATA[") {
            defects.add(at, "`CDATA` is not written in capitals", "XML 1.0 §2.7", "read as a CDATA section");
        }
        let inside = rest.get(9..).unwrap_or_default();
        let found = if self.missing.cdata_end { None } else { memmem::find(inside.as_bytes(), b"]]>") };
        if let Some(len) = found {
            return (Token::Cdata(inside.get(..len).unwrap_or_default()), len + 12);
        }
        self.missing.cdata_end = true;
        defects.add(at, "a CDATA section is not closed", "XML 1.0 §2.7", "taken to end with the document");
        (Token::Cdata(inside), rest.len())
    }

    /// What begins with `<?`.
    fn instruction<'a>(&mut self, rest: &str, at: usize, defects: &mut Defects) -> (Token<'a>, usize) {
        let is_xml = rest.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("<?xml"));
        // Nothing that begins with `<?xml` holds a `<`: where one comes first, it is what ends that is missing.
        let (head, _) = up_to_markup(rest.get(1..).unwrap_or_default());
        let (found, end) = if is_xml {
            let closing = memchr::memchr(b'>', head.as_bytes()).map_or(head.len(), |at| at + 1);
            (memmem::find(head.as_bytes(), b"?>").map(|at| at + 1), 1 + closing)
        } else if self.missing.instruction_end {
            (None, up_to_closing(rest))
        } else {
            (memmem::find(rest.as_bytes(), b"?>"), up_to_closing(rest))
        };
        let is_declaration = is_xml && rest.as_bytes().get(5).is_some_and(u8::is_ascii_whitespace);
        if is_declaration && at > 0 {
            let what = "an XML declaration that is not the beginning of the document";
            defects.add(at, what, "XML 1.0 §2.8", "passed over");
        }
        if let Some(len) = found {
            return (Token::Other, len + 2);
        }
        self.missing.instruction_end |= !is_xml;
        defects.add(
            at,
            "a processing instruction is not closed",
            "XML 1.0 §2.6",
            "taken to end at the next `>`",
        );
        (Token::Other, end)
    }
}

/// An end tag, with whatever else is in it.
fn end_tag<'a>(rest: &'a str, at: usize, defects: &mut Defects) -> (Token<'a>, usize) {
    let after = rest.get(2..).unwrap_or_default();
    let inside_len = memchr::memchr2(b'>', b'<', after.as_bytes()).unwrap_or(after.len());
    let inside = after.get(..inside_len).unwrap_or_default();
    let closed = after.as_bytes().get(inside_len) == Some(&b'>');
    let trimmed = inside.trim_ascii();
    let name = trimmed.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
    let len = 2 + inside_len + usize::from(closed);
    if !begins_name(name) {
        if closed {
            defects.add(at, "an end tag without a name", "XML 1.0 §3.1", "left out");
            return (Token::Other, len);
        }
        defects.add(at, "a `<` that begins no tag", "XML 1.0 §2.4", "read as text");
        return text(rest);
    }
    if !closed {
        defects.add(at, "an end tag is not closed", "XML 1.0 §3.1", "taken to end before the next tag");
    } else if name.len() != inside.trim_ascii_end().len() {
        defects.add(at, "an end tag holds more than a name", "XML 1.0 §3.1", "only the name is read");
    }
    (Token::End { name }, len)
}

/// A `<` that is text, and what follows it.
fn text(rest: &str) -> (Token<'_>, usize) {
    let (more, _) = up_to_markup(rest.get(1..).unwrap_or_default());
    let len = 1 + more.len();
    (Token::Text(rest.get(..len).unwrap_or(rest)), len)
}

/// Bytes up to the next `>`, with it.
fn up_to_closing(rest: &str) -> usize {
    memchr::memchr(b'>', rest.as_bytes()).map_or(rest.len(), |at| at + 1)
}
