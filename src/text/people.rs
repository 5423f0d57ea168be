//! People in one text: `jane@example.org (Jane Doe)`. In: what stands where an author is named. Out: a name and a mail
//! address.
//!
//! Not done here: parting several people (a comma is as often part of one name), and undoing what hides an address
//! (`jane at example dot org`), which its owner wanted hidden.

/// A person, as far as the text says. At least one of both is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Split<'a> {
    /// The name, without the quotes around it.
    pub name: Option<&'a str>,
    /// The mail address, without `mailto:`.
    pub email: Option<&'a str>,
}

/// Parts a name from a mail address: `mail (Name)` (RSS 2.0, `author`), `Name (mail)`, `Name <mail>` (RFC 5322 §3.4),
/// `Name mail`, `mail`, and each with `mailto:`. What is said of a person behind both goes: `Jane <mail> (editor)`.
///
/// A text with words on both sides of an address, or with several addresses, is a name as it is. `None`: a blank text.
#[must_use]
pub fn split(text: &str) -> Option<Split<'_>> {
    let text = text.trim();
    let whole = Split { name: named(text), email: None };
    let Some((before, email, after)) = mail_in(text) else { return whole.name.map(|_| whole) };
    let before = before.trim_end_matches("mailto:").trim_end_matches(['<', '(', '[']).trim_end();
    let after = without_subject(after).trim_start_matches(['>', ')', ']']).trim();
    let name = match (before, after) {
        _ if in_brackets(after) == Some(email) => None,
        _ if mail_in(after).is_some() => return whole.name.map(|_| whole),
        (name, "") => named_beside(name),
        ("", name) => named_beside(in_brackets(name).unwrap_or(name)),
        (name, role) if in_brackets(role).is_some() => named_beside(name),
        _ => return whole.name.map(|_| whole),
    };
    Some(Split { name, email: Some(email) })
}

/// True for what has the form of a mail address, roughly.
#[must_use]
pub fn is_mail(text: &str) -> bool {
    let Some((name, host)) = text.split_once('@') else { return false };
    !name.is_empty()
        && host.contains('.')
        && !host.starts_with('.')
        && !host.ends_with('.')
        && name.chars().all(is_of_mail)
        && host.chars().all(is_of_mail)
}

fn is_of_mail(c: char) -> bool {
    !c.is_whitespace() && !c.is_control() && !"()<>[],;:\\\"@/?&".contains(c)
}

/// The first mail address, what stands before it, and what after it.
fn mail_in(text: &str) -> Option<(&str, &str, &str)> {
    memchr::memchr_iter(b'@', text.as_bytes()).find_map(|at| {
        let (local, host) = (text.get(..at)?, text.get(at + 1..)?);
        let start = local.char_indices().rev().take_while(|(_, c)| is_of_mail(*c)).last()?.0;
        let len = host.find(|c| !is_of_mail(c)).unwrap_or(host.len());
        // A sentence may end behind an address.
        let end = at + 1 + host.get(..len)?.trim_end_matches('.').len();
        let mail = text.get(start..end).filter(|mail| is_mail(mail))?;
        Some((text.get(..start)?, mail, text.get(end..)?))
    })
}

/// What follows `?subject=…` of a `mailto:` address.
fn without_subject(text: &str) -> &str {
    match text.strip_prefix('?') {
        Some(query) => query.find([' ', '>', ')', ']']).and_then(|end| query.get(end..)).unwrap_or_default(),
        None => text,
    }
}

fn in_brackets(text: &str) -> Option<&str> {
    text.strip_prefix('(')?.strip_suffix(')').map(str::trim)
}

/// A name beside an address, without the dash between both (`Ann - mail`). Signs alone are none (`() mail`).
fn named_beside(text: &str) -> Option<&str> {
    let is_between = |c: char| c.is_whitespace() || matches!(c, '-' | '–' | '—' | '|');
    named(text.trim_matches(is_between)).filter(|name| !name.bytes().all(|b| b.is_ascii_punctuation()))
}

/// A name without what stands around it: quotes, and signs that parted it from the address.
fn named(text: &str) -> Option<&str> {
    let name = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | ':'));
    let name = [('"', '"'), ('\'', '\''), ('“', '”'), ('„', '“'), ('«', '»')]
        .into_iter()
        .find_map(|(open, close)| name.strip_prefix(open)?.strip_suffix(close))
        .unwrap_or(name)
        .trim();
    (!name.is_empty()).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_from_addresses() {
        for (text, name, email) in [
            ("jane@a.example (Jane Doe)", "Jane Doe", "jane@a.example"),
            ("Jane Doe - jane@a.example", "Jane Doe", "jane@a.example"),
            ("jane@a.example | Jane Doe", "Jane Doe", "jane@a.example"),
            ("() jane@a.example", "", "jane@a.example"),
            ("Jane Doe (jane@a.example)", "Jane Doe", "jane@a.example"),
            ("Jane Doe <jane+feed@a.example>", "Jane Doe", "jane+feed@a.example"),
            ("\"Doe, Jane\" <mailto:jane@a.example>", "Doe, Jane", "jane@a.example"),
            ("Jane Doe (mailto:jane@a.example)", "Jane Doe", "jane@a.example"),
            ("<jane@a.example>", "", "jane@a.example"),
            ("<jane@a.example> (Jane)", "Jane", "jane@a.example"),
            ("jane@a.example", "", "jane@a.example"),
            ("mailto:jane@a.example?subject=Hello", "", "jane@a.example"),
            ("jane@a.example (jane@a.example)", "", "jane@a.example"),
            ("Jane jane@a.example", "Jane", "jane@a.example"),
            ("Jane, jane@a.example", "Jane", "jane@a.example"),
            ("jane@a.example Jane", "Jane", "jane@a.example"),
            ("jane@a.example ()", "", "jane@a.example"),
            ("Jane <jane@a.example> (editor)", "Jane", "jane@a.example"),
            ("'Jane'", "Jane", ""),
            ("  Doe, Jane ", "Doe, Jane", ""),
            ("Jane <>", "Jane <>", ""),
            ("jane at a dot example", "jane at a dot example", ""),
            ("jane@localhost", "jane@localhost", ""),
            ("@jane", "@jane", ""),
            ("https://a.example/@jane.doe", "https://a.example/@jane.doe", ""),
            ("Write to jane@a.example today", "Write to jane@a.example today", ""),
            ("a@a.example (A), b@b.example (B)", "a@a.example (A), b@b.example (B)", ""),
            ("Jürgen <jürgen@bücher.example>", "Jürgen", "jürgen@bücher.example"),
        ] {
            let some = |text: &'static str| Some(text).filter(|text| !text.is_empty());
            assert_eq!(split(text), Some(Split { name: some(name), email: some(email) }), "{text}");
        }
        for text in ["", " ", "\"\"", ","] {
            assert_eq!(split(text), None, "{text}");
        }
    }

    #[test]
    fn a_text_of_signs_is_read_in_linear_time() {
        for text in ["@".repeat(200_000), "a@".repeat(100_000), "<@".repeat(100_000), "(".repeat(200_000)] {
            let _ = split(&text);
        }
    }
}
