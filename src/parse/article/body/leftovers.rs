//! Takes out what only the site's generator understands: template tags and expressions, shortcodes, wiki links, markers
//! of containers and callouts, excerpt markers, an author's comments to himself. In: a body. Out: the same in plain Markdown or HTML, and what was lost.
//!
//! Code is never touched. Neither is what only looks alike: a lone `{`, `{{` without its end, `:::` within a line.

mod embed;
mod line;
mod template;
mod vault;
mod wiki;

use std::borrow::Cow;

use super::BodyKind;
use super::code::Code;
use super::markers::marker;

/// What takes the place of a piece of a body.
struct Edit<'a> {
    /// Where the piece begins, before the place where it was recognized (`!` before `[[`).
    start: usize,
    /// Where it ends.
    end: usize,
    /// What takes its place.
    with: Cow<'a, str>,
}

impl<'a> Edit<'a> {
    fn cut(start: usize, end: usize) -> Self {
        Self { start, end, with: Cow::Borrowed("") }
    }

    fn replace(start: usize, end: usize, with: impl Into<Cow<'a, str>>) -> Self {
        Self { start, end, with: with.into() }
    }
}

/// `body` without leftovers, and what was lost with them: its line, and a sentence.
pub(super) fn remove(kind: BodyKind, body: &str) -> (Cow<'_, str>, Vec<(u32, String)>) {
    let mut places = vault::Places::default();
    // Notes are Markdown.
    let mut next_from = |from| {
        let common = next_candidate(body, from);
        let of_vault = if kind == BodyKind::Markdown { places.from(body, from) } else { None };
        common.into_iter().chain(of_vault).min()
    };
    let Some(first) = next_from(0) else { return (Cow::Borrowed(body), Vec::new()) };
    let mut remover = Remover::new(kind, body);
    let mut next = Some(first);
    while let Some(at) = next {
        let end = remover.step(at);
        next = next_from(end);
    }
    remover.finish()
}

/// The next place from `from` on where a leftover may begin.
fn next_candidate(body: &str, from: usize) -> Option<usize> {
    let bytes = body.as_bytes();
    let mut at = from;
    loop {
        at += memchr::memchr3(b'{', b'[', b':', bytes.get(at..)?)?;
        let candidate = match (bytes.get(at)?, bytes.get(at + 1)?) {
            (b'{', b'{' | b'%' | b'#' | b'/' | b':') | (b'[', b'[' | b'!' | b't' | b'T') => true,
            (b':', b':') => bytes.get(at + 2) == Some(&b':'),
            _ => false,
        };
        if candidate {
            return Some(at);
        }
        at += 1;
    }
}

struct Remover<'a> {
    kind: BodyKind,
    body: &'a str,
    code: Code,
    out: String,
    /// How much of the body is in `out` or was replaced.
    done: usize,
    /// Containers that are open.
    containers: usize,
    /// Where the text ends that is being marked.
    marked_until: Option<usize>,
    defects: Vec<(u32, String)>,
    /// A place and its line, to count on from.
    line: (usize, u32),
    vain: template::Vain,
}

/// Reports of one body at the most.
const MAX_DEFECTS: usize = 20;

impl<'a> Remover<'a> {
    fn new(kind: BodyKind, body: &'a str) -> Self {
        Self {
            kind,
            body,
            code: Code::find(kind, body),
            out: String::with_capacity(body.len()),
            done: 0,
            containers: 0,
            marked_until: None,
            defects: Vec::new(),
            line: (0, 1),
            vain: template::Vain::default(),
        }
    }

    /// Looks at the candidate at `at`; gives back where to go on.
    fn step(&mut self, at: usize) -> usize {
        if at < self.done {
            return self.done;
        }
        if let Some(end) = self.code.end_at(at) {
            return end;
        }
        let rest = self.body.get(at..).unwrap_or_default();
        let edit = if let Some(len) = marker(rest) {
            Some(Edit::cut(at, at + len))
        } else if rest.starts_with('{') {
            self.braces(at, rest)
        } else if rest.starts_with("[[") {
            self.wiki(at)
        } else if rest.starts_with(['%', '=', '^']) {
            self.vault(at, rest)
        } else if rest.starts_with('[') {
            line::callout(self.body, at).or_else(|| line::table_of_contents(self.body, at))
        } else {
            line::container(self.kind, self.body, at, &mut self.containers)
        };
        match edit {
            Some(edit) => self.apply(&edit),
            // A run of signs is looked at once.
            None if rest.starts_with(['%', '=']) => {
                at + rest.len() - rest.trim_start_matches(['%', '=']).len()
            }
            None => at + 1 + usize::from(rest.starts_with("{{")),
        }
    }

    fn apply(&mut self, edit: &Edit<'_>) -> usize {
        self.out.push_str(self.body.get(self.done..edit.start).unwrap_or_default());
        self.out.push_str(&edit.with);
        self.done = edit.end;
        if edit.with.is_empty() {
            self.drop_empty_line();
            self.close_gap();
        }
        self.done
    }

    /// `at {{ x }}.` becomes `at.`, not `at .`
    fn close_gap(&mut self) {
        let rest = self.body.as_bytes().get(self.done..).unwrap_or_default();
        let is_sign = matches!(rest.first(), Some(b'.' | b',' | b';' | b':' | b'!' | b'?'))
            && rest.get(1).is_none_or(u8::is_ascii_whitespace);
        if !is_sign {
            return;
        }
        let kept = self.out.trim_end_matches(' ');
        // A mark of Markdown needs its blank.
        if kept.ends_with(char::is_alphanumeric) {
            let kept = kept.len();
            self.out.truncate(kept);
        }
    }

    /// Where nothing is left of a line but blanks, it goes as a whole, so that it does not part what is around it.
    fn drop_empty_line(&mut self) {
        const BLANKS: [char; 3] = [' ', '\t', '\r'];
        let rest = self.body.get(self.done..).unwrap_or_default();
        let after = rest.trim_start_matches(BLANKS);
        if !(after.is_empty() || after.starts_with('\n')) {
            return;
        }
        // Looked at last: what is kept of a line may be nothing but blanks, a million of them.
        let kept = self.out.trim_end_matches(BLANKS);
        if kept.is_empty() || kept.ends_with('\n') {
            let kept = kept.len();
            self.out.truncate(kept);
            self.done += rest.len() - after.len() + usize::from(!after.is_empty());
        }
    }

    /// Notes what was lost at `at`, once for each `what`.
    fn report(&mut self, at: usize, what: &str) {
        let message = format!("{what} is left out, as only the generator of the site can fill it in");
        if self.defects.len() < MAX_DEFECTS && !self.defects.iter().any(|(_, known)| *known == message) {
            let (from, line) = self.line;
            let more =
                self.body.as_bytes().get(from..at).map_or(0, |text| memchr::memchr_iter(b'\n', text).count());
            self.line = (at.max(from), line.saturating_add(u32::try_from(more).unwrap_or(u32::MAX)));
            self.defects.push((self.line.1, message));
        }
    }

    fn finish(mut self) -> (Cow<'a, str>, Vec<(u32, String)>) {
        if self.done == 0 {
            return (Cow::Borrowed(self.body), self.defects);
        }
        self.out.push_str(self.body.get(self.done..).unwrap_or_default());
        (Cow::Owned(self.out), self.defects)
    }
}
