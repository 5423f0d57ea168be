//! Wiki links: `[[page]]`, `[[page|text]]`, `![[file]]`. They become their text; where a page is, only a wiki knows.

use super::{Edit, Remover};

/// Longer than this (in bytes) it is no link.
const MAX_LEN: usize = 400;

impl<'a> Remover<'a> {
    /// The link at `at`. A file that cannot be shown is reported.
    pub(super) fn wiki(&mut self, at: usize) -> Option<Edit<'a>> {
        let edit = link(self.body, at)?;
        if edit.start < at && edit.with.is_empty() {
            self.report(edit.start, "an embedded file ![[…]]");
        }
        Some(edit)
    }
}

fn link(body: &str, at: usize) -> Option<Edit<'_>> {
    let before = body.get(..at)?;
    let rest = body.get(at + 2..)?;
    let close = memchr::memchr2(b']', b'\n', rest.as_bytes().get(..rest.len().min(MAX_LEN))?)?;
    let inside = rest.get(..close)?;
    let after = rest.get(close..)?.strip_prefix("]]")?;
    // `[[1]](url)` is a link whose text has brackets; `[[ -f x ]]` is a test of a shell.
    let is_other =
        after.starts_with(['(', '[']) || inside.starts_with(char::is_whitespace) || inside.contains('[');
    if is_other || inside.is_empty() || before.ends_with('\\') {
        return None;
    }
    let end = at + 2 + close + 2;
    if let Some(before) = before.strip_suffix('!') {
        return Some(Edit::replace(before.len(), end, embedded(inside)));
    }
    if ["toc", "_toc_"].iter().any(|toc| toc.eq_ignore_ascii_case(inside)) {
        return Some(Edit::cut(at, end));
    }
    // `[[1]]` names a source, and is not a page.
    if inside.bytes().all(|b| b.is_ascii_digit()) {
        return Some(Edit::replace(at, end, body.get(at + 1..end - 1)?));
    }
    Some(Edit::replace(at, end, shown(inside)))
}

/// What a link shows: its text, else its page, a heading in it behind the page's name.
fn shown(inside: &str) -> String {
    if let Some((_, text)) = inside.rsplit_once('|') {
        return text.trim().to_owned();
    }
    match inside.trim().split_once('#') {
        Some(("", heading)) => heading.trim_start_matches('^').to_owned(),
        Some((page, heading)) if heading.is_empty() || heading.starts_with('^') => page.to_owned(),
        Some((page, heading)) => format!("{page} › {}", heading.replace('#', " › ")),
        None => inside.trim().to_owned(),
    }
}

/// What takes the place of an embedded file: its text, where it has one; of a page its name; of a file nothing.
fn embedded(inside: &str) -> String {
    let (file, text) = inside
        .split_once('|')
        .map_or((inside, ""), |(file, text)| (file.trim_end_matches('\\'), text.trim()));
    let is_size = !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit() || b == b'x');
    if !text.is_empty() && !is_size {
        return text.to_owned();
    }
    let name = file.split('#').next().unwrap_or_default();
    let extension = name.rsplit_once('.').map(|(_, extension)| extension);
    let is_file =
        extension.is_some_and(|e| (2..=5).contains(&e.len()) && e.bytes().all(|b| b.is_ascii_alphanumeric()));
    if is_file { String::new() } else { shown(file) }
}
