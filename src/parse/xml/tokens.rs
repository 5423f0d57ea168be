//! Tokens: a text cut into tags, character data and references. Strict, on the events of `quick-xml`.

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::parse::defect::Defects;

/// A piece of a document, as written.
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
    /// Character data without references.
    Text(&'a str),
    /// What stands in a CDATA section.
    Cdata(&'a str),
    /// What stands between `&` and `;`.
    Reference(&'a str),
    /// Nothing more.
    Eof,
}

/// Cuts a text into tokens. Comments, processing instructions and document type declarations are passed over.
pub(super) struct Tokens<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    stopped: bool,
}

impl<'a> Tokens<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let mut reader = Reader::from_str(text);
        let config = reader.config_mut();
        config.check_end_names = false;
        config.allow_unmatched_ends = true;
        config.allow_dangling_amp = true;
        config.trim_markup_names_in_closing_tags = true;
        Self { text, reader, stopped: false }
    }

    /// Bytes before what comes next.
    pub(super) fn offset(&self) -> usize {
        usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX)
    }

    /// Gives no more tokens.
    pub(super) fn stop(&mut self) {
        self.stopped = true;
    }

    pub(super) fn next(&mut self, defects: &mut Defects) -> Token<'a> {
        while !self.stopped {
            let start = self.offset();
            let event = self.reader.read_event();
            let raw = self.text.get(start..self.offset()).unwrap_or_default();
            let token = match event {
                Ok(Event::Start(_)) => Token::Start { tag: between(raw, "<", ">"), empty: false },
                Ok(Event::Empty(_)) => Token::Start { tag: between(raw, "<", "/>"), empty: true },
                Ok(Event::End(_)) => Token::End { name: between(raw, "</", ">").trim_ascii_end() },
                Ok(Event::Text(_)) => Token::Text(raw),
                Ok(Event::CData(_)) => Token::Cdata(between(raw, "<![CDATA[", "]]>")),
                Ok(Event::GeneralRef(_)) => Token::Reference(between(raw, "&", ";")),
                Ok(Event::Comment(_) | Event::PI(_) | Event::Decl(_) | Event::DocType(_)) => continue,
                Ok(Event::Eof) => Token::Eof,
                Err(error) => {
                    defects.add(start, error.to_string(), "XML 1.0 §2.1", "reading ended here");
                    self.stopped = true;
                    Token::Eof
                }
            };
            return token;
        }
        Token::Eof
    }
}

/// `raw` without what it begins and ends with.
fn between<'a>(raw: &'a str, before: &str, after: &str) -> &'a str {
    let raw = raw.strip_prefix(before).unwrap_or(raw);
    raw.strip_suffix(after).unwrap_or(raw)
}
