//! Leftovers that are lines: containers (`:::tip Title`), callouts (`> [!NOTE] Title`), places for a table of contents.

use super::super::BodyKind;
use super::Edit;

/// What stands before `at` on its line, where that is of nothing but what `is_blank` allows.
///
/// Looks back no further than that, so that a line of a million signs is not looked through for each of them.
pub(super) fn only_before(body: &str, at: usize, is_blank: impl Fn(char) -> bool) -> Option<&str> {
    let before = body.get(..at)?;
    let kept = before.trim_end_matches(|c| c != '\n' && is_blank(c));
    (kept.is_empty() || kept.ends_with('\n')).then(|| before.get(kept.len()..)).flatten()
}

/// What stands from `at` on, to the end of its line.
fn line_from(body: &str, at: usize) -> Option<&str> {
    let rest = body.get(at..)?;
    rest.get(..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len()))
}

fn is_indent_or_quote(c: char) -> bool {
    matches!(c, ' ' | '\t' | '>')
}

/// `:::tip Title`, `::: warning`, `:::note[Title]`, `::: {.class}`, and the `:::` that ends one. The title stays, bold.
pub(super) fn container<'a>(kind: BodyKind, body: &'a str, at: usize, open: &mut usize) -> Option<Edit<'a>> {
    let before = only_before(body, at, is_indent_or_quote)?;
    let line = line_from(body, at)?;
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
    let before = only_before(body, at, is_indent_or_quote).filter(|before| before.contains('>'))?;
    let line = line_from(body, at)?;
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
    only_before(body, at, char::is_whitespace)?;
    let line = line_from(body, at)?;
    line.trim().eq_ignore_ascii_case("[toc]").then(|| Edit::cut(at, at + line.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_blanks_are_looked_back_over() {
        let looked = |body: &str, at: usize| {
            let steps = std::cell::Cell::new(0);
            let before = only_before(body, at, |c| {
                steps.set(steps.get() + 1);
                is_indent_or_quote(c)
            });
            (before.map(str::to_owned), steps.get())
        };
        assert_eq!(looked("a\n> [!x]", 4), (Some("> ".to_owned()), 2));
        assert_eq!(looked(" [!x]", 1), (Some(" ".to_owned()), 1));
        assert_eq!(looked("[!x]", 0), (Some(String::new()), 0));
        assert_eq!(looked("\n[!x]", 1), (Some(String::new()), 0));
        assert_eq!(looked("> a [!x]", 4), (None, 2));
        // However long the line is.
        let line = "![".repeat(100_000);
        assert_eq!(looked(&line, line.len() - 2), (None, 1));
    }
}
