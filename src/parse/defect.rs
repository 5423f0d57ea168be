//! What was wrong with a document that was read all the same: where, against which rule, and what was done about it.

use std::borrow::Cow;

/// Defects that are listed of one document. Of more only the number is known: a document can hold millions.
const LISTED: usize = 100;

/// One thing that was wrong and that reading coped with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Bytes of the decoded text before it.
    pub offset: usize,
    /// Its line, from 1.
    pub line: u32,
    /// Its column in characters, from 1.
    pub column: u32,
    /// What is wrong, in a sentence without its full stop, such as ``the entity `&nbsp;` is not declared``.
    pub what: Cow<'static, str>,
    /// The rule that it is against, such as `XML 1.0 §4.1`.
    pub rule: &'static str,
    /// What was done about it, such as `read as the character of HTML`.
    pub done: &'static str,
}

/// Collects the defects of one document.
#[derive(Clone, Debug, Default)]
pub struct Defects {
    found: Vec<Defect>,
    more: usize,
}

impl Defects {
    /// Notes a defect at `offset` bytes of the decoded text.
    pub fn add(
        &mut self,
        offset: usize,
        what: impl Into<Cow<'static, str>>,
        rule: &'static str,
        done: &'static str,
    ) {
        if self.found.len() < LISTED {
            self.found.push(Defect { offset, line: 0, column: 0, what: what.into(), rule, done });
        } else {
            self.more += 1;
        }
    }

    /// [`add`](Self::add), for a sentence that is made only where it is kept.
    pub fn add_with(
        &mut self,
        offset: usize,
        what: impl FnOnce() -> String,
        rule: &'static str,
        done: &'static str,
    ) {
        if self.found.len() < LISTED {
            self.add(offset, what(), rule, done);
        } else {
            self.more += 1;
        }
    }

    /// Takes over the defects of another reading of the same document.
    pub fn append(&mut self, other: Self) {
        for defect in other.found {
            if self.found.len() < LISTED {
                self.found.push(defect);
            } else {
                self.more += 1;
            }
        }
        self.more += other.more;
    }

    /// True where nothing was wrong.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// The defects in the order of the document, with their lines and columns in `text`; and how many more there were.
    #[must_use]
    pub fn located(mut self, text: &str) -> (Vec<Defect>, usize) {
        self.found.sort_by_key(|defect| defect.offset);
        let (mut line, mut line_start, mut looked) = (1, 0, 0);
        for defect in &mut self.found {
            let offset = text.floor_char_boundary(defect.offset);
            for at in memchr::memchr_iter(b'\n', text.as_bytes().get(looked..offset).unwrap_or_default()) {
                line += 1;
                line_start = looked + at + 1;
            }
            looked = looked.max(offset);
            let column = text.get(line_start..offset).map_or(0, |before| before.chars().count());
            defect.line = line;
            defect.column = u32::try_from(column + 1).unwrap_or(u32::MAX);
        }
        (self.found, self.more)
    }
}

/// As much of a name from a document as a message shows.
#[must_use]
pub fn shown(name: &str) -> &str {
    const LONGEST: usize = 60;
    name.get(..name.floor_char_boundary(LONGEST)).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_lines_and_columns_of_characters() {
        let mut defects = Defects::default();
        for offset in [7, 0, 5, 99] {
            defects.add(offset, "x", "y", "z");
        }
        let (found, more) = defects.located("aé\nb\nc\u{1F600}d\n");
        let places: Vec<(u32, u32)> = found.iter().map(|defect| (defect.line, defect.column)).collect();
        assert_eq!((places, more), (vec![(1, 1), (2, 2), (3, 2), (4, 1)], 0));
    }
}
