//! Tokens: a text cut into tags and character data, strictly for as long as it is well-formed.
//!
//! Markup is read by `quick-xml`; text between it is one token, whatever references are in it. At the first markup that is
//! refused, or that XML forbids though `quick-xml` lets it pass, the [`tolerant`](super::tolerant) reader takes over for the rest.

use quick_xml::Reader;
use quick_xml::events::Event;

use super::doctype;
use super::tolerant::Tolerant;
use crate::parse::defect::Defects;

/// A piece of a document, as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A start tag: what stands between `<` and `>`, without the `/` of an empty element.
    Start {
        /// Name and attributes.
        tag: &'a str,
        /// `<…/>`: the element has no content and no end tag.
        empty: bool,
    },
    /// An end tag.
    End {
        /// The name.
        name: &'a str,
    },
    /// Character data, with its references.
    Text(&'a str),
    /// What stands in a CDATA section.
    Cdata(&'a str),
    /// What stands between `<!DOCTYPE` and `>`.
    Doctype(&'a str),
    /// A comment or a processing instruction.
    Other,
    /// Nothing more.
    Eof,
}

/// Cuts a text into tokens. Comments and processing instructions are passed over.
pub(super) struct Tokens<'a> {
    text: &'a str,
    /// Bytes before what comes next.
    at: usize,
    /// Until the first markup that is not well-formed.
    strict: Option<Reader<&'a [u8]>>,
    tolerant: Tolerant,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str("");
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.trim_markup_names_in_closing_tags = false;
        Self { text, at: 0, strict: Some(reader), tolerant: Tolerant::default() }
    }

    /// The same, with the tolerant reader from the beginning on.
    #[cfg(test)]
    pub(super) fn tolerant(self) -> Self {
        Self { strict: None, ..self }
    }

    /// Bytes before what comes next.
    pub(super) fn offset(&self) -> usize {
        self.at
    }

    /// What comes next, to the end.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    pub(super) fn next(&mut self, defects: &mut Defects) -> Token<'a> {
        loop {
            let rest = self.rest();
            if !rest.starts_with('<') {
                if rest.is_empty() {
                    return Token::Eof;
                }
                let (text, _) = up_to_markup(rest);
                self.at += text.len();
                return Token::Text(text);
            }
            let strict =
                self.strict.as_mut().and_then(|reader| read_strictly(reader, rest, self.at, defects));
            let (token, len) = strict.unwrap_or_else(|| {
                self.strict = None;
                self.tolerant.markup(rest, self.at, defects)
            });
            self.at += len;
            if token != Token::Other {
                return token;
            }
        }
    }
}

/// `text` before its first `<`, and from there on.
pub(super) fn up_to_markup(text: &str) -> (&str, &str) {
    text.split_at(memchr::memchr(b'<', text.as_bytes()).unwrap_or(text.len()))
}

/// The markup at the beginning of `rest` and its length; `None` where it is not well-formed.
fn read_strictly<'a>(
    reader: &mut Reader<&'a [u8]>,
    rest: &'a str,
    at: usize,
    defects: &mut Defects,
) -> Option<(Token<'a>, usize)> {
    *reader.get_mut() = rest.as_bytes();
    let event = reader.read_event().ok()?;
    let len = rest.len() - reader.get_ref().len();
    let raw = rest.get(..len)?;
    let token = match event {
        Event::Start(_) => Token::Start { tag: start_tag(raw, ">")?, empty: false },
        Event::Empty(_) => Token::Start { tag: start_tag(raw, "/>")?, empty: true },
        Event::End(_) => Token::End { name: end_tag(raw)? },
        Event::CData(_) => Token::Cdata(between(raw, "<![CDATA[", "]]>")?),
        Event::DocType(_) => Token::Doctype(doctype::strictly(raw)?),
        Event::Comment(_) => {
            doctype::check_comment(between(raw, "<!--", "-->")?, at, defects);
            Token::Other
        }
        // Where its end is missing, that of another one further on is taken.
        Event::PI(_) | Event::Decl(_) if raw.starts_with("<?xml") && raw.get(1..)?.contains('<') => {
            return None;
        }
        Event::Decl(_) if at > 0 => return None,
        Event::PI(_) | Event::Decl(_) => Token::Other,
        Event::Text(_) | Event::GeneralRef(_) | Event::Eof => return None,
    };
    Some((token, len))
}

/// What stands in a start tag that is one: it begins with a name, and no other tag begins in it.
fn start_tag<'a>(raw: &'a str, end: &str) -> Option<&'a str> {
    let tag = between(raw, "<", end)?.trim_ascii_end();
    let well = begins_name(tag) && memchr::memchr(b'<', tag.as_bytes()).is_none() && !tag.ends_with('/');
    well.then_some(tag)
}

/// The name in an end tag that holds nothing else.
fn end_tag(raw: &str) -> Option<&str> {
    let name = between(raw, "</", ">")?.trim_ascii_end();
    let well = begins_name(name) && !name.bytes().any(|b| b.is_ascii_whitespace() || b == b'<' || b == b'/');
    well.then_some(name)
}

/// True where `text` begins with a character that begins names (XML 1.0 §2.3; of those beyond ASCII, all).
pub(super) fn begins_name(text: &str) -> bool {
    text.as_bytes()
        .first()
        .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'_' | b':') || !b.is_ascii())
}

/// `raw` without what it begins and ends with.
fn between<'a>(raw: &'a str, before: &str, after: &str) -> Option<&'a str> {
    raw.strip_prefix(before)?.strip_suffix(after)
}
