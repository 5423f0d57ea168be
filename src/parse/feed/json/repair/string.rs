//! Strings that are nearly those of JSON.

use std::fmt::Write as _;

use super::{Last, Repair};

impl Repair<'_> {
    /// Copies a string that ends at the next `quote`, and puts right what may not stand in one. False where it never ends.
    pub(super) fn string(&mut self, quote: char) -> bool {
        let is_key = self.wants_key();
        self.before_value();
        self.out.push('"');
        self.at += 1;
        loop {
            let is_clean = |b: &u8| !matches!(*b, b'"' | b'\\' | 0..=0x1F) && char::from(*b) != quote;
            let clean = self.rest().bytes().take_while(is_clean).count();
            self.out.push_str(self.text.get(self.at..self.at + clean).unwrap_or_default());
            self.at += clean;
            match self.rest().bytes().next() {
                None => {
                    self.cut_off();
                    return false;
                }
                Some(byte) if char::from(byte) == quote => break,
                // Inside of single ones.
                Some(b'"') => {
                    self.out.push_str("\\\"");
                    self.at += 1;
                }
                Some(b'\\') => self.escape(quote),
                Some(control) => {
                    self.wrong("a control character in a string", "read as one that is escaped");
                    let _ = write!(self.out, "\\u{control:04x}");
                    self.at += 1;
                }
            }
        }
        self.out.push('"');
        self.at += 1;
        if is_key {
            self.last = Last::Key;
        } else {
            self.after_value();
        }
        true
    }

    /// Copies what begins with a backslash.
    fn escape(&mut self, quote: char) {
        let rest = self.rest();
        match rest.as_bytes().get(1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => {
                let escape = self.text.get(self.at..self.at + 2).unwrap_or_default();
                self.out.push_str(escape);
                self.at += 2;
            }
            Some(b'u') => self.character(),
            Some(b'\'') if quote == '\'' => {
                self.out.push('\'');
                self.at += 2;
            }
            // A backslash at the very end: the string has no end either.
            None => self.at += 1,
            Some(_) => {
                self.wrong("a backslash before what needs none", "read as a backslash");
                self.out.push_str("\\\\");
                self.at += 1;
            }
        }
    }

    /// Copies `\uXXXX`; two that are one character together.
    fn character(&mut self) {
        let unit = |at: usize| {
            let digits = self.text.get(at..at + 6)?.strip_prefix("\\u")?;
            digits.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u16::from_str_radix(digits, 16).ok())?
        };
        let (first, second) = (unit(self.at), unit(self.at + 6));
        let length = match (first, second) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                self.wrong("half of a character", "read as U+FFFD");
                self.out.push('\u{FFFD}');
                self.at += 6;
                return;
            }
            (Some(_), _) => 6,
            (None, _) => {
                self.wrong("`\\u` without four digits", "read as a backslash");
                self.out.push_str("\\\\");
                self.at += 1;
                return;
            }
        };
        self.out.push_str(self.text.get(self.at..self.at + length).unwrap_or_default());
        self.at += length;
    }
}
