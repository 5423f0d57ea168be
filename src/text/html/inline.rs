//! Markdown on one line, reduced to text: titles and summaries. In: text. Out: text, white space not yet put in order.
//!
//! One walk over the text. Code spans and links are found beforehand; emphasis is settled at the end, when it is known
//! which asterisks pair.

use super::paired::lone_tags;
use super::plain::markup;
use super::scan::Scan;

/// True for the bytes that may begin markup.
pub(super) fn is_special(byte: u8) -> bool {
    matches!(byte, b'<' | b'&' | b'`' | b'*' | b'~' | b'[' | b'\\' | b'!')
}

/// Takes the markup out of `text`.
pub(super) fn of_markdown(text: &str) -> String {
    let code = code_spans(text);
    let closing = closing_brackets(text, &code);
    let mut lone = match memchr::memchr(b'<', text.as_bytes()) {
        Some(_) => lone_tags(text, code.iter().map(|span| span.start..span.end)),
        None => Vec::new(),
    }
    .into_iter()
    .peekable();
    let mut reader = Reader { text, out: String::with_capacity(text.len()), runs: Vec::new() };
    let (mut code, mut scan) = (code.into_iter().peekable(), Scan::default());
    let mut targets = Scan::default();
    // Where the text of each open link ends, and where the link itself does; the innermost last.
    let mut links: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        while links.last().is_some_and(|(end_of_text, _)| *end_of_text < at) {
            links.pop();
        }
        if let Some((_, end)) = links.last().filter(|(end_of_text, _)| *end_of_text == at).copied() {
            links.pop();
            at = end;
            continue;
        }
        while code.peek().is_some_and(|span| span.start < at) {
            code.next();
        }
        if let Some(span) = code.next_if(|span| span.start == at) {
            reader.out.push_str(span.content);
            at = span.end;
            continue;
        }
        at += match rest.as_bytes().first() {
            Some(b'\\') => reader.escape(rest),
            Some(b'*' | b'~') => reader.run(at),
            Some(b'!')
                if rest.starts_with("![") && link_at(text, at + 1, &closing, &mut targets).is_some() =>
            {
                1
            }
            Some(b'[') => match link_at(text, at, &closing, &mut targets) {
                Some(link) => {
                    links.push((link.text_end, link.end));
                    link.text_start - at
                }
                None => reader.copy(1, rest),
            },
            Some(b'<') if is_lone(&mut lone, at) => reader.copy(1, rest),
            Some(b'<') => {
                reader.autolink(rest).unwrap_or_else(|| markup(text, at, rest, &mut scan, &mut reader.out))
            }
            Some(b'&') => markup(text, at, rest, &mut scan, &mut reader.out),
            _ => {
                let until_special =
                    rest.bytes().skip(1).position(|b| is_special(b) || b == b']').map(|at| at + 1);
                reader.copy(until_special.unwrap_or(rest.len()), rest)
            }
        };
    }
    reader.finish()
}

/// True where one of the places is `at`; those before it are passed.
fn is_lone(places: &mut std::iter::Peekable<std::vec::IntoIter<usize>>, at: usize) -> bool {
    while places.next_if(|place| *place < at).is_some() {}
    places.peek() == Some(&at)
}

/// A code span: its place with its backticks, and what it shows.
struct CodeSpan<'a> {
    start: usize,
    end: usize,
    content: &'a str,
}

/// The code spans of `text` (`CommonMark` §6.1): each run of backticks pairs with the next of the same length.
fn code_spans(text: &str) -> Vec<CodeSpan<'_>> {
    let runs = backtick_runs(text);
    let mut next_of_length = std::collections::HashMap::new();
    let mut next = vec![None; runs.len()];
    for (at, (_, len)) in runs.iter().enumerate().rev() {
        if let Some(slot) = next.get_mut(at) {
            *slot = next_of_length.insert(*len, at);
        }
    }
    let (mut spans, mut at) = (Vec::new(), 0);
    while let Some(&(start, len)) = runs.get(at) {
        let escaped = text.get(..start).is_some_and(|before| before.ends_with('\\'));
        let closing = next.get(at).copied().flatten().filter(|_| !escaped);
        let Some((closing, (end, _))) = closing.and_then(|at| Some((at, *runs.get(at)?))) else {
            at += 1;
            continue;
        };
        let content = text.get(start + len..end).unwrap_or_default();
        let inner = content.strip_prefix(' ').and_then(|inner| inner.strip_suffix(' '));
        let content = inner.filter(|inner| !inner.trim().is_empty()).unwrap_or(content);
        spans.push(CodeSpan { start, end: end + len, content });
        at = closing + 1;
    }
    spans
}

/// Where backticks stand, and how many.
fn backtick_runs(text: &str) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(next) = text.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'`', rest)) {
        let start = at + next;
        let len =
            text.as_bytes().get(start..).map_or(0, |run| run.iter().take_while(|b| **b == b'`').count());
        runs.push((start, len));
        at = start + len;
    }
    runs
}

/// Which `]` closes which `[`, ordered by the place of the `[`. Brackets in code and behind a backslash do not count.
fn closing_brackets(text: &str, code: &[CodeSpan<'_>]) -> Vec<(usize, usize)> {
    let (mut pairs, mut open) = (Vec::new(), Vec::new());
    let mut code = code.iter().peekable();
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        while code.peek().is_some_and(|span| span.end <= at) {
            code.next();
        }
        if escaped || code.peek().is_some_and(|span| span.start <= at) {
            escaped = false;
            continue;
        }
        match byte {
            b'\\' => escaped = true,
            b'[' => open.push(at),
            b']' => pairs.extend(open.pop().map(|start| (start, at))),
            _ => {}
        }
    }
    pairs.sort_unstable();
    pairs
}

/// A link: where its text is, and where all of it ends.
struct Link {
    text_start: usize,
    text_end: usize,
    end: usize,
}

/// The link that begins with the `[` at `at`: `[text](url)`, `[text][label]`, `[[page|text]]`, `[[page]]`.
fn link_at(text: &str, at: usize, closing: &[(usize, usize)], targets: &mut Scan) -> Option<Link> {
    let closes = |at: usize| {
        let index = closing.binary_search_by_key(&at, |(open, _)| *open).ok()?;
        closing.get(index).map(|(_, close)| *close)
    };
    let close = closes(at)?;
    if closes(at + 1).is_some_and(|inner| inner + 1 == close) && close > at + 3 {
        let shown = text.get(at + 2..close - 1)?;
        let start = shown.rfind('|').map_or(0, |bar| bar + 1);
        return Some(Link { text_start: at + 2 + start, text_end: close - 1, end: close + 1 });
    }
    let link = |end| Link { text_start: at + 1, text_end: close, end };
    let after = text.get(close + 1..)?;
    match after.as_bytes().first()? {
        b'(' => {
            let end = targets.search(|| end_of_target(after))?;
            let target = after.get(1..end)?.trim();
            // `[a](b c)` is text: a target has no blanks, unless a title in quotes follows.
            let is_target = !target.contains(char::is_whitespace) || target.ends_with(['"', '\'', ')', '>']);
            is_target.then(|| link(close + 1 + end + 1))
        }
        b'[' => closes(close + 1).filter(|end| *end > close + 2).map(|end| link(end + 1)),
        _ => None,
    }
}

/// Where the bracket closes that opens a target at the beginning of `text`.
fn end_of_target(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    text.bytes().take(MAX_TARGET).position(|byte| {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        depth == 0
    })
}

/// Targets of links that are longer than this (in bytes) are text.
const MAX_TARGET: usize = 2048;

/// A run of `*` or `~` that may be emphasis.
struct Run {
    /// Where it stands in the output.
    at: usize,
    mark: u8,
    len: usize,
    can_close: bool,
    can_open: bool,
}

struct Reader<'a> {
    text: &'a str,
    out: String,
    runs: Vec<Run>,
}

impl Reader<'_> {
    fn copy(&mut self, len: usize, rest: &str) -> usize {
        self.out.push_str(rest.get(..len).unwrap_or_default());
        len
    }

    /// A backslash takes the meaning from the sign behind it, where that has one here.
    fn escape(&mut self, rest: &str) -> usize {
        match rest.as_bytes().get(1) {
            Some(b'*' | b'_' | b'[' | b']' | b'`') => {
                self.out.push_str(rest.get(1..2).unwrap_or_default());
                2
            }
            _ => self.copy(1, rest),
        }
    }

    /// `<https://example.org>` shows the address.
    fn autolink(&mut self, rest: &str) -> Option<usize> {
        let inside = rest.get(1..)?;
        ["https://", "http://", "mailto:"].iter().find(|scheme| inside.starts_with(**scheme))?;
        let end = inside
            .bytes()
            .take(MAX_TARGET)
            .position(|b| matches!(b, b'>' | b'<') || b.is_ascii_whitespace())?;
        let address = inside.get(..end)?;
        inside.get(end..)?.starts_with('>').then(|| {
            self.out.push_str(address);
            end + 2
        })
    }

    /// Takes a run of asterisks or tildes, and notes whether it may be emphasis: on its inner side there must be no
    /// blank, and on its outer side no ASCII letter or digit, which would make it an operator or part of a name.
    fn run(&mut self, at: usize) -> usize {
        let bytes = self.text.as_bytes();
        let mark = bytes.get(at).copied().unwrap_or_default();
        let len = bytes.get(at..).map_or(1, |run| run.iter().take_while(|b| **b == mark).count());
        let before = self.text.get(..at).and_then(|text| text.chars().next_back()).unwrap_or(' ');
        let after = self.text.get(at + len..).and_then(|text| text.chars().next()).unwrap_or(' ');
        let usual_length = if mark == b'~' { len == 2 } else { len <= 3 };
        self.runs.push(Run {
            at: self.out.len(),
            mark,
            len,
            can_open: usual_length && !after.is_whitespace() && !before.is_ascii_alphanumeric(),
            can_close: usual_length && !before.is_whitespace() && !after.is_ascii_alphanumeric(),
        });
        self.copy(len, self.text.get(at..).unwrap_or_default())
    }

    /// Pairs the runs, and gives back the text without those that pair.
    fn finish(self) -> String {
        let mut paired = vec![false; self.runs.len()];
        let mut open: Vec<usize> = Vec::new();
        // How many runs are open, by mark and length, so that no search is in vain.
        let mut waiting = [0_usize; 8];
        let slot = |run: &Run| if run.mark == b'~' { 4 + run.len.min(3) } else { run.len.min(3) };
        for (at, run) in self.runs.iter().enumerate() {
            if run.can_close && waiting[slot(run)] > 0 {
                while let Some(start) = open.pop() {
                    let Some(opener) = self.runs.get(start) else { break };
                    waiting[slot(opener)] -= 1;
                    if slot(opener) == slot(run) {
                        paired[start] = true;
                        paired[at] = true;
                        break;
                    }
                }
            } else if run.can_open {
                waiting[slot(run)] += 1;
                open.push(at);
            }
        }
        let mut text = String::with_capacity(self.out.len());
        let mut from = 0;
        for (run, _) in self.runs.iter().zip(paired).filter(|(_, paired)| *paired) {
            text.push_str(self.out.get(from..run.at).unwrap_or_default());
            from = run.at + run.len;
        }
        text.push_str(self.out.get(from..).unwrap_or_default());
        text
    }
}
