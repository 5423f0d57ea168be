//! Text that is nearly JSON, made JSON: strings with raw line ends or half characters, commas too many or missing, words that JSON
//! does not know, what follows the document, and documents that end too early.
//!
//! One pass, linear, nothing recurses. Of a document that ends too early, what was complete is kept: an item that is half there is
//! left out.

mod string;

use std::borrow::Cow;
use std::fmt::Write as _;

use crate::parse::defect::Defects;

/// Pieces whose places are remembered. What is repaired more often has places that are about right.
const MAX_PLACES: usize = 10_000;

/// The rule that most defects are against.
const RULE: &str = "RFC 8259 §2";

/// JSON that was repaired.
pub(super) struct Repaired {
    /// The JSON.
    pub(super) text: String,
    /// Where pieces of it begin, and where in the document.
    pub(super) places: Vec<(usize, usize)>,
    /// What was wrong.
    pub(super) defects: Defects,
    /// True: the document ends too early.
    pub(super) cut: bool,
}

/// Makes JSON of `text`, which begins with `{` at `offset` of its document.
pub(super) fn repair(text: &str, offset: usize) -> Repaired {
    let mut repair = Repair {
        text,
        at: 0,
        offset,
        out: String::with_capacity(text.len() + 64),
        open: Vec::new(),
        last: Last::Nothing,
        whole: (0, 0),
        places: vec![(0, offset)],
        defects: Defects::default(),
        cut: false,
    };
    while repair.next() {}
    Repaired { text: repair.out, places: repair.places, defects: repair.defects, cut: repair.cut }
}

/// What was written last.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Last {
    /// Nothing, or what opens an object or array.
    Nothing,
    /// The name of a member.
    Key,
    /// A name and its colon.
    Colon,
    /// A value.
    Value,
    /// A value, and a comma that is written when something follows it.
    Comma,
}

struct Repair<'t> {
    text: &'t str,
    at: usize,
    offset: usize,
    out: String,
    /// What closes what is open.
    open: Vec<u8>,
    last: Last,
    /// The length of what was written when the last member of the document or item was whole, and how much was open then.
    whole: (usize, usize),
    places: Vec<(usize, usize)>,
    defects: Defects,
    cut: bool,
}

impl Repair<'_> {
    /// Works off a token. False at the end.
    fn next(&mut self) -> bool {
        self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
        let Some(byte) = self.rest().bytes().next() else {
            self.cut_off();
            return false;
        };
        match byte {
            b'{' | b'[' => {
                let is_key = self.wants_key();
                self.before_value();
                if is_key {
                    self.wrong("a name is missing", "put in as an empty one");
                    self.out.push_str("\"\":");
                }
                self.out.push(char::from(byte));
                self.open.push(if byte == b'{' { b'}' } else { b']' });
                self.last = Last::Nothing;
                self.at += 1;
                self.note_whole();
            }
            b'}' | b']' => return self.close(byte),
            b',' => {
                match self.last {
                    Last::Value => self.last = Last::Comma,
                    Last::Key | Last::Colon => {
                        self.before_value();
                        self.out.push_str("null");
                        self.last = Last::Comma;
                    }
                    Last::Nothing | Last::Comma => self.wrong("a comma too many", "left out"),
                }
                self.at += 1;
            }
            b':' => {
                if self.last == Last::Key {
                    self.out.push(':');
                    self.last = Last::Colon;
                } else {
                    self.wrong("a colon that follows no name", "left out");
                }
                self.at += 1;
            }
            b'"' => return self.string('"'),
            b'\'' => {
                self.wrong("a string in single quotation marks", "read as a string");
                return self.string('\'');
            }
            b'/' => self.comment(),
            _ => self.word(),
        }
        true
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn wrong(&mut self, what: impl Into<Cow<'static, str>>, done: &'static str) {
        self.defects.add(self.offset + self.at, what, RULE, done);
    }

    /// True where a name has to stand next.
    fn wants_key(&self) -> bool {
        self.open.last() == Some(&b'}') && !matches!(self.last, Last::Key | Last::Colon)
    }

    /// Writes what is missing before a value or a name.
    fn before_value(&mut self) {
        match self.last {
            Last::Value => {
                self.wrong("a comma is missing", "put in");
                self.out.push(',');
            }
            Last::Comma => self.out.push(','),
            Last::Key => {
                self.wrong("a colon is missing", "put in");
                self.out.push(':');
            }
            Last::Nothing | Last::Colon => {}
        }
        if self.places.len() < MAX_PLACES {
            self.places.push((self.out.len(), self.offset + self.at));
        }
    }

    /// A value has ended.
    fn after_value(&mut self) {
        self.last = Last::Value;
        self.note_whole();
    }

    /// What is written can stand without what follows, if that is inside of no item: those are on the third level.
    fn note_whole(&mut self) {
        if self.open.len() <= 2 {
            self.whole = (self.out.len(), self.open.len());
        }
    }

    /// Ends an object or array. False where it is the document, after which nothing is read.
    fn close(&mut self, closer: u8) -> bool {
        let Some(depth) = self.open.iter().rposition(|open| *open == closer) else {
            self.wrong(format!("`{}` closes nothing", char::from(closer)), "left out");
            self.at += 1;
            return true;
        };
        if depth + 1 < self.open.len() {
            self.wrong(format!("`{}` where something else is open", char::from(closer)), "closes both");
        }
        while self.open.len() > depth {
            self.close_one();
        }
        self.at += 1;
        if self.open.is_empty() {
            self.at += self.rest().bytes().take_while(u8::is_ascii_whitespace).count();
            if !self.rest().is_empty() {
                self.wrong("something follows the document", "left out");
            }
        }
        !self.open.is_empty()
    }

    /// Ends the innermost object or array.
    fn close_one(&mut self) {
        match self.last {
            Last::Key => self.out.push_str(":null"),
            Last::Colon => self.out.push_str("null"),
            Last::Comma => self.wrong("a comma that nothing follows", "left out"),
            Last::Nothing | Last::Value => {}
        }
        if let Some(closer) = self.open.pop() {
            self.out.push(char::from(closer));
        }
        self.after_value();
    }

    /// The document has ended: with things open, too early. What is not whole is left out.
    fn cut_off(&mut self) {
        let (length, depth) = self.whole;
        self.cut = true;
        self.wrong("the document ends too early", "what was complete before is kept");
        self.out.truncate(length);
        self.open.truncate(depth);
        while let Some(closer) = self.open.pop() {
            self.out.push(char::from(closer));
        }
    }

    /// Passes over a comment, which JSON has not.
    fn comment(&mut self) {
        let rest = self.rest();
        let end = if rest.starts_with("//") { "\n" } else { "*/" };
        let length = rest.find(end).map_or(rest.len(), |at| at + end.len());
        self.wrong("a comment", "left out");
        self.at += length;
    }

    /// Copies a number or a word; one that is none of JSON's becomes `null`, or a name where a name has to stand.
    fn word(&mut self) {
        let is_key = self.wants_key();
        let end =
            |b: u8| b.is_ascii_whitespace() || matches!(b, b',' | b':' | b'{' | b'}' | b'[' | b']' | b'"');
        let length = self.rest().bytes().take_while(|b| !end(*b)).count();
        let word = self.text.get(self.at..self.at + length).unwrap_or_default();
        self.before_value();
        if is_key {
            self.wrong("a name without quotation marks", "read as a name");
            let name: String = word.chars().filter(|c| !c.is_control() && *c != '\\').collect();
            let _ = write!(self.out, "\"{name}\"");
            self.last = Last::Key;
        } else {
            if serde_json::from_str::<f64>(word).is_ok() || matches!(word, "true" | "false" | "null") {
                self.out.push_str(word);
            } else {
                let shown: String = word.chars().take(20).collect();
                self.wrong(format!("`{shown}` is no value of JSON"), "read as null");
                self.out.push_str("null");
            }
            self.after_value();
        }
        self.at += length;
    }
}
