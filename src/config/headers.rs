//! Header fields that the owner adds to requests: a table of names and texts in, those that can be sent out.
//!
//! What says how a message is framed, whom it is for, or what the answer may be is ours to say; and no text can begin a line of its own.

use toml::de::DeValue;

use std::collections::{BTreeMap, HashSet};

use super::read::{Found, Reader};
use super::value::{Wrong, wrong};
use super::wording::{other_type, quotes, type_of};
use crate::model::options::{Key, Setting};

/// Fields that nobody else sets: those of a connection (RFC 9110 §7.6.1), of framing and of the target, and those by which what
/// comes back is understood.
const OURS: &[&str] = &[
    "a-im",
    "accept-encoding",
    "connection",
    "content-encoding",
    "content-length",
    "content-type",
    "expect",
    "host",
    "http2-settings",
    "if-match",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "range",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "user-agent",
    "via",
];

/// Bytes of a value at the most.
const LONGEST: usize = 8192;

impl Reader<'_> {
    /// Reads a table of header fields. A text can be kept elsewhere: `{ env = "NAME" }`, `{ file = "path" }`.
    pub(super) fn headers(
        &mut self,
        key: &'static Key,
        path: &str,
        found: Option<Found<'_, '_>>,
    ) -> Option<Setting> {
        let (_, value) = found?;
        self.origins.insert(path.to_owned(), self.origin(value.span()));
        let DeValue::Table(table) = value.get_ref() else {
            self.wrong(self.place(value.span()), key.name, other_type(key.kind, value.get_ref()));
            return None;
        };
        let mut fields = BTreeMap::new();
        let mut known = HashSet::new();
        for (typed, value) in table {
            let name = typed.get_ref().as_ref();
            if let Err(wrong) = check_name(name) {
                self.wrong(self.place(typed.span()), key.name, wrong);
                continue;
            }
            // RFC 9110 §5.1: upper and lower case make no difference.
            if !known.insert(name.to_ascii_lowercase()) {
                let what = format!("names `{name}` twice, once in other letters");
                self.wrong(self.place(typed.span()), key.name, wrong(what, "keep one of the two"));
                continue;
            }
            let text = match value.get_ref() {
                DeValue::String(text) => {
                    self.origins.insert(format!("{path}.{name}"), self.origin(value.span()));
                    Some(text.to_string())
                }
                DeValue::Table(reference) => {
                    match self.secret(key, &format!("{path}.{name}"), value.span(), reference) {
                        Some(Setting::Text(text)) => Some(text),
                        _ => None,
                    }
                }
                other => {
                    let what = format!("gives `{name}` {}; it must be a string", type_of(other));
                    self.wrong(self.place(value.span()), key.name, wrong(what, quotes(other)));
                    None
                }
            };
            let Some(text) = text else { continue };
            match check_value(name, &text) {
                Ok(()) => drop(fields.insert(name.to_owned(), text)),
                Err(wrong) => self.wrong(self.place(value.span()), key.name, wrong),
            }
        }
        Some(Setting::Map(fields))
    }
}

/// RFC 9110 §5.1: a token.
fn check_name(name: &str) -> Result<(), Wrong> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    if name.is_empty() || !name.bytes().all(is_token) {
        return Err(wrong(
            format!("names `{}`, which is no name of a header field", name.escape_debug()),
            "write a name such as \"Authorization\"",
        ));
    }
    if OURS.contains(&name.to_ascii_lowercase().as_str()) {
        return Err(wrong(format!("sets `{name}`, which feedloom sets itself"), "leave it out"));
    }
    Ok(())
}

/// RFC 9110 §5.5: visible characters, blanks and tabs, and no line end.
fn check_value(name: &str, text: &str) -> Result<(), Wrong> {
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err(wrong(
            format!("gives `{name}` a text with a line end or another control character"),
            "write it in one line",
        ));
    }
    if text.len() > LONGEST {
        return Err(wrong(format!("gives `{name}` a text of more than {LONGEST} bytes"), ""));
    }
    Ok(())
}
