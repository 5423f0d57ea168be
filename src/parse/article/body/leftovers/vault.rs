//! What only a vault of notes understands: `%%comments%%`, which are for their author alone, `==marked==` text, and the
//! ids of blocks (` ^id` at the end of a line). In: a body of Markdown and a place in it. Out: what takes its place.

use memchr::memmem;

use super::{Edit, Remover};

/// Longer than this (in bytes) it is no marked text.
const MAX_MARKED: usize = 2000;

/// Where the next places are that may begin something of a vault, so that none is searched for twice.
#[derive(Default)]
pub(super) struct Places {
    next: [Option<usize>; SIGNS.len()],
}

const SIGNS: [&str; 3] = ["%%", "==", "^"];

impl Places {
    /// The first place from `from` on.
    pub(super) fn from(&mut self, body: &str, from: usize) -> Option<usize> {
        for (next, sign) in self.next.iter_mut().zip(SIGNS) {
            if next.is_none_or(|next| next < from) {
                *next = Some(find(body, from, sign).unwrap_or(usize::MAX));
            }
        }
        self.next.iter().flatten().copied().min().filter(|at| *at < usize::MAX)
    }
}

/// The next `sign` from `from` on that may mean something: most of `==` and `^` are in code and formulas, and to know that
/// takes time.
fn find(body: &str, from: usize, sign: &str) -> Option<usize> {
    let mut at = from;
    loop {
        at += memmem::find(body.as_bytes().get(at..)?, sign.as_bytes())?;
        let (before, rest) = body.split_at_checked(at)?;
        let after = rest.as_bytes().get(2).copied().unwrap_or(b' ');
        let may_mean = match sign {
            "==" => after != b'=' && !(after.is_ascii_whitespace() && before.ends_with([' ', '\n'])),
            "^" => block_id(before, rest).is_some(),
            _ => true,
        };
        if may_mean {
            return Some(at);
        }
        at += 1;
    }
}

impl<'a> Remover<'a> {
    /// What begins with a sign of a vault at `at`.
    pub(super) fn vault(&mut self, at: usize, rest: &'a str) -> Option<Edit<'a>> {
        let before = self.body.get(..at)?;
        match rest.as_bytes().first()? {
            b'%' => comment(before, rest).map(|len| Edit::cut(at, at + len)),
            b'=' if self.marked_until == Some(at) => {
                self.marked_until = None;
                Some(Edit::replace(at, at + 2, "</mark>"))
            }
            b'=' => {
                let close = at + marked(before, rest)?;
                // Marks do not nest, and what ends in code is none.
                if self.marked_until.is_some_and(|until| until > at) || self.code.end_at(close).is_some() {
                    return None;
                }
                self.marked_until = Some(close);
                Some(Edit::replace(at, at + 2, "<mark>"))
            }
            b'^' => {
                let len = block_id(before, rest)?;
                let start = before.trim_end_matches([' ', '\t']).len();
                Some(Edit::cut(start, at + len))
            }
            _ => None,
        }
    }
}

/// The length of a comment. At the beginning of a line it may reach over paragraphs; one that never ends hides what it
/// stands before: alone on its line all, else its paragraph. `100%%` is none.
fn comment(before: &str, rest: &str) -> Option<usize> {
    let inside = rest.get(2..)?;
    let line = before.trim_end_matches([' ', '\t', '>']);
    let begins_line = line.is_empty() || line.ends_with('\n');
    if !begins_line && before.ends_with(|c: char| c.is_ascii_digit() || c == '%' || c == '\\') {
        return None;
    }
    match memmem::find(inside.as_bytes(), b"%%") {
        Some(end) => (begins_line || end_of_paragraph(inside.get(..end)?) == end).then_some(2 + end + 2),
        None if !begins_line => None,
        None if inside.lines().next().is_none_or(|line| line.trim().is_empty()) => Some(rest.len()),
        None => Some(2 + end_of_paragraph(inside)),
    }
}

fn end_of_paragraph(text: &str) -> usize {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        if at > 0 && line.trim().is_empty() && line.ends_with('\n') {
            break;
        }
        at += line.len();
    }
    at
}

/// Where the `==` is that closes the marked text which begins here. Between letters it is a comparison (`a==b`).
fn marked(before: &str, rest: &str) -> Option<usize> {
    let is_word = |c: char| c.is_ascii_alphanumeric() || matches!(c, '=' | '!' | '<' | '>');
    let inside = rest.get(2..)?;
    if before.ends_with(is_word) || inside.starts_with(|c: char| c.is_whitespace() || c == '=') {
        return None;
    }
    let reach = inside.as_bytes().get(..inside.len().min(MAX_MARKED))?;
    let end = memmem::find(reach, b"==")?;
    let (text, after) = inside.split_at_checked(end)?;
    let closes = !text.ends_with(char::is_whitespace) && !after.get(2..)?.starts_with(is_word);
    (closes && !text.contains("\n\n") && !text.contains('`')).then_some(2 + end)
}

/// The length of `^id`, behind a blank or alone on its line, at the end of the line.
fn block_id(before: &str, rest: &str) -> Option<usize> {
    if !(before.is_empty() || before.ends_with([' ', '\t', '\n'])) {
        return None;
    }
    let id = rest.get(1..)?;
    let len = id.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || *byte == b'-').count();
    let after = id.get(len..)?.trim_start_matches([' ', '\t', '\r']);
    // `x ^2` is a power.
    (len > 2 && (after.is_empty() || after.starts_with('\n'))).then_some(1 + len)
}
