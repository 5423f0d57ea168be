//! What is wrong with a configuration, shown under the word that is wrong.
//!
//! In: places in the file, messages, remedies. Out: text for a terminal, all problems together, in the order of the file.

use std::fmt::{self, Write as _};
use std::ops::Range;
use std::sync::Arc;

use crate::text::printable::printable;
use crate::text::source_line::Excerpt;

/// Problems beyond this many are counted, not shown.
const SHOWN: usize = 40;
/// Where a problem is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// The file as a whole.
    File,
    /// These bytes of the file.
    Span {
        /// The first.
        start: usize,
        /// The one after the last.
        end: usize,
    },
    /// A variable of the environment, or a flag, as it was typed.
    Override(String),
}

impl From<Range<usize>> for Place {
    fn from(span: Range<usize>) -> Self {
        Self::Span { start: span.start, end: span.end }
    }
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// Where.
    pub place: Place,
    /// What.
    pub message: String,
    /// What to do about it. Empty where the message says it all.
    pub remedy: String,
}

/// All that is wrong with one configuration. Never empty.
#[derive(Clone, Debug, thiserror::Error)]
pub struct Problems {
    file: String,
    text: Arc<str>,
    list: Vec<Problem>,
}

impl Problems {
    /// The problems of the file of that name and text.
    #[must_use]
    pub fn new(file: String, text: Arc<str>, mut list: Vec<Problem>) -> Self {
        list.sort();
        list.dedup();
        Self { file, text, list }
    }

    /// One by one, in the order of the file.
    #[must_use]
    pub fn list(&self) -> &[Problem] {
        &self.list
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut line_numbers = LineNumbers::new(&self.text);
        for (at, problem) in self.list.iter().take(SHOWN).enumerate() {
            if at > 0 {
                f.write_char('\n')?;
            }
            self.show(f, problem, &mut line_numbers)?;
        }
        if self.list.len() > SHOWN {
            write!(f, "\n… and {} more problems", self.list.len() - SHOWN)?;
        }
        Ok(())
    }
}

impl Problems {
    fn show(
        &self,
        f: &mut fmt::Formatter<'_>,
        problem: &Problem,
        lines: &mut LineNumbers<'_>,
    ) -> fmt::Result {
        let file = printable(&self.file);
        let message = printable(&problem.message);
        let remedy = printable(&problem.remedy);
        let mut gutter = 1;
        match &problem.place {
            Place::File => write!(f, "{file}: {message}")?,
            Place::Override(name) => write!(f, "{}: {message}", printable(name))?,
            Place::Span { start, end } => {
                let line = lines.find(*start);
                write!(f, "{file}:{}:{}: {message}", line.number, line.column)?;
                let excerpt = Excerpt::of(line.text, start - line.start, end.saturating_sub(line.start));
                let number = line.number.to_string();
                gutter = number.len();
                write!(f, "\n {number} | {}", excerpt.text)?;
                write!(f, "\n {:gutter$} | {:indent$}", "", "", indent = excerpt.indent)?;
                (0..excerpt.carets).try_for_each(|_| f.write_char('^'))?;
            }
        }
        if !remedy.is_empty() {
            write!(f, "\n {:gutter$} = {remedy}", "")?;
        }
        Ok(())
    }
}

/// Finds lines by offset. Offsets must not fall: the text is walked once, however many problems there are.
struct LineNumbers<'a> {
    text: &'a str,
    number: usize,
    start: usize,
}

struct Line<'a> {
    number: usize,
    /// In characters, from 1.
    column: usize,
    start: usize,
    text: &'a str,
}

impl<'a> LineNumbers<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, number: 1, start: 0 }
    }

    fn find(&mut self, offset: usize) -> Line<'a> {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let between = self.text.get(self.start..offset).unwrap_or_default();
        if let Some(last) = between.rfind('\n') {
            self.number += between.matches('\n').count();
            self.start += last + 1;
        }
        let rest = self.text.get(self.start..).unwrap_or_default();
        let text = rest.lines().next().unwrap_or_default();
        let before = self.text.get(self.start..offset).unwrap_or_default();
        Line { number: self.number, column: before.chars().count() + 1, start: self.start, text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn show(text: &str, word: &str, message: &str, remedy: &str) -> String {
        let start = text.find(word).unwrap();
        let place = Place::from(start..start + word.len());
        let problem = Problem { place, message: message.to_owned(), remedy: remedy.to_owned() };
        Problems::new("c.toml".to_owned(), text.into(), vec![problem]).to_string()
    }

    #[test]
    fn draws_carets_under_the_word() {
        assert_eq!(
            show("[site]\ntilte = 1\n", "tilte", "no such key", "did you mean `title`?"),
            "c.toml:2:1: no such key\n 2 | tilte = 1\n   | ^^^^^\n   = did you mean `title`?"
        );
    }

    #[test]
    fn counts_characters_and_draws_columns() {
        assert_eq!(
            show("\"新媒体\" = 头条", "头条", "m", ""),
            "c.toml:1:9: m\n 1 | \"新媒体\" = 头条\n   |            ^^^^"
        );
    }

    #[test]
    fn shows_tabs_and_control_characters_harmlessly() {
        assert_eq!(
            show("\ta = \u{1b}x", "x", "m", ""),
            "c.toml:1:7: m\n 1 |     a = \\u{1b}x\n   |               ^"
        );
    }

    #[test]
    fn shows_the_part_of_a_long_line_that_matters() {
        let text = format!("a = [{}oops, {}]", "1, ".repeat(100), "2, ".repeat(100_000));
        let shown = show(&text, "oops", "m", "");
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "c.toml:1:306: m");
        let at = lines[2].chars().position(|c| c == '^').unwrap();
        let under: String = lines[1].chars().skip(at).take(4).collect();
        assert_eq!(under, "oops");
        assert!(lines[1].chars().count() < 130, "{}", lines[1]);
    }

    #[test]
    fn copes_with_any_place() {
        for text in ["", "é", "a\nb", "a\r\nb\r\n"] {
            for start in 0..=text.len() + 2 {
                for end in 0..=text.len() + 2 {
                    let problem = Problem {
                        place: (start..end).into(),
                        message: "m".to_owned(),
                        remedy: String::new(),
                    };
                    let shown = Problems::new("c".to_owned(), text.into(), vec![problem]).to_string();
                    assert!(shown.ends_with('^'), "{shown}");
                }
            }
        }
    }

    #[test]
    fn counts_the_problems_that_it_does_not_show() {
        let text = "x\n".repeat(100);
        let list = (0..100)
            .map(|at| Problem {
                place: (at * 2..at * 2 + 1).into(),
                message: "m".to_owned(),
                remedy: String::new(),
            })
            .collect();
        let shown = Problems::new("c".to_owned(), text.as_str().into(), list).to_string();
        assert!(shown.contains("c:40:1: m") && !shown.contains("c:41:1"));
        assert!(shown.ends_with("… and 60 more problems"));
    }
}
