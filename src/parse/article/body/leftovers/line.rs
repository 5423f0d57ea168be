//! Leftovers that are lines: containers (`:::tip Title`), callouts (`> [!NOTE] Title`), places for a table of contents.

use super::super::BodyKind;
use super::Edit;

/// The line that `at` is in: where it begins, what stands before `at`, what stands from there on.
fn line_at(body: &str, at: usize) -> Option<(usize, &str, &str)> {
    let before = body.get(..at)?;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let rest = body.get(at..)?;
    let end = memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len());
    Some((start, before.get(start..)?, rest.get(..end)?))
}

fn is_indent_or_quote(text: &str) -> bool {
    text.bytes().all(|b| matches!(b, b' ' | b'\t' | b'>'))
}

/// `:::tip Title`, `::: warning`, `:::note[Title]`, `::: {.class}`, and the `:::` that ends one. The title stays, bold.
pub(super) fn container<'a>(kind: BodyKind, body: &'a str, at: usize, open: &mut usize) -> Option<Edit<'a>> {
    let (_, before, line) = line_at(body, at)?;
    if !is_indent_or_quote(before) {
        return None;
    }
    let line_end = at + line.len();
    let rest = line.trim_start_matches(':').trim();
    if rest.is_empty() {
        *open = open.checked_sub(1)?;
        return Some(Edit::replace(at, line_end, "\n").filter_quote(before));
    }
    let word =
        rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))).unwrap_or(rest.len());
    let after = rest.get(word..)?;
    let begins_well = rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '{');
    if !begins_well || !(after.is_empty() || after.starts_with([' ', '[', '{'])) || after.contains("::") {
        return None;
    }
    *open += 1;
    let title = title(after);
    if title.is_empty() {
        return Some(Edit::replace(at, line_end, "\n").filter_quote(before));
    }
    let shown = match kind {
        BodyKind::Html => format!("<p><strong>{title}</strong></p>"),
        _ if before.contains('>') => format!("**{title}**\n{before}"),
        _ => format!("**{title}**\n"),
    };
    Some(Edit::replace(at, line_end, shown))
}

impl Edit<'_> {
    /// A blank line in a quote keeps the quote's mark, which stands before it already.
    fn filter_quote(mut self, before: &str) -> Self {
        if before.contains('>') {
            self.with = "".into();
        }
        self
    }
}

/// The title behind a container's name: `Title`, `[Title]`, `{title="Title"}`, with or without other attributes.
fn title(text: &str) -> &str {
    let text = text.trim();
    if let Some((title, _)) = text.strip_prefix('[').and_then(|text| text.split_once(']')) {
        return title.trim();
    }
    let attributes = text.strip_prefix('{').and_then(|text| text.split_once('}'));
    match attributes {
        Some((attributes, after)) if after.trim().is_empty() => {
            let title = attributes.split_once("title=\"").and_then(|(_, text)| text.split_once('"'));
            title.map_or("", |(title, _)| title)
        }
        Some((_, after)) => after.trim(),
        None => text.split(" {").next().unwrap_or_default().trim(),
    }
}

/// `[!NOTE] Title` at the beginning of a quote: the title, else the kind, as a bold line of its own.
pub(super) fn callout(body: &str, at: usize) -> Option<Edit<'_>> {
    let (_, before, line) = line_at(body, at)?;
    if !(is_indent_or_quote(before) && before.contains('>')) {
        return None;
    }
    let (kind, rest) = line.strip_prefix("[!")?.split_once(']')?;
    let word = kind.split('|').next().unwrap_or_default().trim();
    if word.is_empty() || !word.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_')) {
        return None;
    }
    let title = rest.trim_start_matches(['+', '-']).trim();
    let shown = if title.is_empty() { capitalized(word) } else { title.to_owned() };
    Some(Edit::replace(at, at + line.len(), format!("**{shown}**\n{}", before.trim_end())))
}

fn capitalized(word: &str) -> String {
    let mut chars = word.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars.flat_map(char::to_lowercase)).collect()
    })
}

/// `[TOC]` on a line of its own.
pub(super) fn table_of_contents(body: &str, at: usize) -> Option<Edit<'_>> {
    let (_, before, line) = line_at(body, at)?;
    let alone = before.trim().is_empty() && line.trim().eq_ignore_ascii_case("[toc]");
    alone.then(|| Edit::cut(at, at + line.len()))
}
