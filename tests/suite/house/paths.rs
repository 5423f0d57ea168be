//! The paths that Rust code names: its text in, lists of names out. Not a parser: enough to tell who imports whom.

/// The words and signs of `text`, without comments and without what is in strings. `::` is one sign.
pub(super) fn tokens(text: &str) -> Vec<String> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            rest.find("*/").map_or(rest.len(), |at| at + 2)
        } else if let Some(length) = literal(rest) {
            length
        } else if is_word(first) {
            let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
            tokens.push(rest[..length].to_owned());
            length
        } else if rest.starts_with("::") {
            tokens.push("::".to_owned());
            2
        } else {
            if !first.is_whitespace() {
                tokens.push(first.to_string());
            }
            first.len_utf8()
        };
        rest = &rest[length..];
    }
    tokens
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The length of the string or character that `rest` begins with.
fn literal(rest: &str) -> Option<usize> {
    let prefix =
        ["br", "cr", "b", "c", "r"].into_iter().find(|prefix| rest.starts_with(prefix)).map_or(0, str::len);
    let is_raw = rest[..prefix].ends_with('r');
    let hashes = rest[prefix..].bytes().take_while(|byte| *byte == b'#').count();
    let open = prefix + hashes;
    match rest.as_bytes().get(open)? {
        b'"' if is_raw => {
            let end = format!("\"{}", "#".repeat(hashes));
            Some(rest[open + 1..].find(&end).map_or(rest.len(), |at| open + 1 + at + end.len()))
        }
        b'"' if hashes == 0 => Some(open + 1 + closing(&rest[open + 1..], '"')?),
        b'\'' if hashes == 0 => {
            // `'a'` and `'\n'` are characters, `'a` is a lifetime.
            let inner = &rest[open + 1..];
            let after = inner.chars().next().map(char::len_utf8)?;
            (inner.starts_with('\\') || inner[after..].starts_with('\''))
                .then(|| closing(inner, '\''))
                .flatten()
                .map(|at| open + 1 + at)
        }
        _ => None,
    }
}

/// Where the literal ends whose inside `inner` begins with: past the closing `quote`.
fn closing(inner: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// Paths that begin with `crate`, or climb up to it with `super`, or with the library's name; what leads to them is left out.
pub(super) fn own(tokens: &[String], module: &[String]) -> Vec<Vec<String>> {
    let parent = &module[..module.len().saturating_sub(1)];
    let found = all(tokens).into_iter().filter_map(|path| match path.first().map(String::as_str) {
        Some("crate" | "feedloom") => Some(path[1..].to_vec()),
        Some("super") => {
            let climbs = path.iter().skip(1).take_while(|word| *word == "super").count();
            let from = &parent[..parent.len().saturating_sub(climbs)];
            Some(from.iter().chain(&path[climbs + 1..]).cloned().collect())
        }
        _ => None,
    });
    found.filter(|path| !path.is_empty()).collect()
}

/// Paths that begin with another name.
pub(super) fn foreign(tokens: &[String]) -> Vec<Vec<String>> {
    let is_own = |path: &Vec<String>| {
        path.first().is_some_and(|first| matches!(first.as_str(), "crate" | "super" | "self" | "Self"))
    };
    all(tokens).into_iter().filter(|path| !is_own(path)).collect()
}

/// All paths: words that are joined by `::`, and single words that are imported.
fn all(tokens: &[String]) -> Vec<Vec<String>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let is_word = token.starts_with(is_word) && !(at > 0 && tokens[at - 1] == "::");
        let is_imported = at > 0 && tokens[at - 1] == "use";
        let leads_on = tokens.get(at + 1).is_some_and(|next| next == "::");
        at = if is_word && (is_imported || leads_on) {
            follow(tokens, at + 1, std::slice::from_ref(token), &mut found)
        } else {
            at + 1
        };
    }
    found
}

/// Follows a path from `at`, where `::` is expected, and all branches of its braces. Returns where it ends.
fn follow(tokens: &[String], mut at: usize, base: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut path = base.to_vec();
    while tokens.get(at).is_some_and(|token| token == "::") {
        match tokens.get(at + 1).map(String::as_str) {
            Some("{") => return branches(tokens, at + 2, &path, found),
            Some("self") => {}
            Some(word) if word.starts_with(is_word) => path.push(word.to_owned()),
            _ => break,
        }
        at += 2;
    }
    found.push(path);
    at
}

fn branches(tokens: &[String], mut at: usize, base: &[String], found: &mut Vec<Vec<String>>) -> usize {
    while let Some(token) = tokens.get(at) {
        at = match token.as_str() {
            "}" => return at + 1,
            "self" => {
                found.push(base.to_vec());
                at + 1
            }
            word if word.starts_with(is_word) => {
                let branch: Vec<String> = base.iter().chain([token]).cloned().collect();
                follow(tokens, at + 1, &branch, found)
            }
            _ => at + 1,
        };
    }
    at
}

#[test]
fn paths_are_found_in_all_their_shapes() {
    let module = ["store".to_owned(), "sqlite".to_owned(), "merge".to_owned()];
    for (text, expected) in [
        ("use crate::model::ids;", &["model::ids"][..]),
        ("use crate::{model::{ids, parts::Html}, text};", &["model::ids", "model::parts::Html", "text"]),
        ("use crate::text::{self, html};", &["text", "text::html"]),
        ("let x = crate::clock::now();", &["clock::now"]),
        ("use super::super::Run;", &["store::Run"]),
        ("use super::super::super::app;", &["app"]),
        ("fn f<'a>(x: &'a str) { crate::app::App }", &["app::App"]),
        (
            "// crate::app\n/* crate::cli */ \"crate::app\" r#\"crate::\"app\"# b'\\'' '\"' crate::text",
            &["text"],
        ),
    ] {
        let found: Vec<String> = own(&tokens(text), &module).iter().map(|path| path.join("::")).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn foreign_paths_are_told_from_our_own() {
    let text = "use rss::Channel; use crate::writers::rss::write; use std::{fs::File, io}; let rss = 1; atom_syndication::Feed";
    let found: Vec<String> = foreign(&tokens(text)).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["rss::Channel", "std::fs::File", "std::io", "atom_syndication::Feed"]);
}
