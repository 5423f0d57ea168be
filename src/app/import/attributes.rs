//! What a list says of a feed that no key of a source is for. In: an outline. Out: its other attributes, as the key `outline` keeps them for the next
//! export; and the names of those that are not kept.
//!
//! A list is somebody else's: what sounds like a setting is never taken over, and all is bounded.

use std::collections::BTreeMap;

use url::Url;

use crate::model::outline::{Outline, Outlines};
use crate::text::address::without_credentials;

/// The attribute that carries the id of a source.
pub(in crate::app) const ID: &str = "feedloom:id";

/// The attribute that carries the name that the owner gave a source.
pub(in crate::app) const NAME: &str = "feedloom:name";

/// The namespace of attributes that are ours.
pub(in crate::app) const NAMESPACE: (&str, &str) = ("feedloom", "urn:feedloom:outline");

/// What begins the name of a declaration of a prefix.
const DECLARES: &str = "xmlns:";

/// Attributes that are kept of a feed, bytes of a name, and bytes of a value.
const MOST: usize = 32;
const LONGEST_NAME: usize = 64;
const LONGEST: usize = 1024;

/// Parts of names of attributes by which readers are told how to ask for a feed, or what to run. They are nobody's business but the owner's.
const SETTINGS: &[&str] = &[
    "exec",
    "cmd",
    "command",
    "filter",
    "proxy",
    "curl",
    "tls",
    "ssl",
    "certificate",
    "header",
    "cookie",
    "agent",
    "authoriz",
    "authent",
    "oauth",
    "user",
    "pass",
    "secret",
    "token",
];

/// Names of attributes that are not kept, each with how many outlines have it.
pub(super) type Dropped = BTreeMap<String, usize>;

/// The attributes of `outline` that are kept. `name`: what the source is called, which need not be kept twice.
pub(super) fn kept(
    outline: &Outline,
    list: &Outlines,
    name: Option<&str>,
    dropped: &mut Dropped,
) -> BTreeMap<String, String> {
    let mut kept = BTreeMap::new();
    let title = outline.title.as_deref().filter(|title| Some(*title) != name);
    let kind = outline.kind.as_deref().filter(|kind| !kind.eq_ignore_ascii_case("rss"));
    let named = [
        ("title", title),
        ("type", kind),
        ("htmlUrl", outline.html_url.as_deref()),
        ("description", outline.description.as_deref()),
        ("language", outline.language.as_deref()),
        ("version", outline.version.as_deref()),
    ];
    let named = named.into_iter().filter_map(|(name, value)| Some((name, value?)));
    let others = outline.others.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    let mut prefixes = Vec::new();
    for (name, value) in named.chain(others.filter(|(name, _)| !is_read(name))) {
        let prefix = name.split_once(':').map(|(prefix, _)| prefix);
        let namespace = prefix.map(|prefix| (prefix, namespace(prefix, outline, list)));
        let is_declared = namespace.is_none_or(|(_, uri)| uri.is_some());
        if kept.len() >= MOST || !is_declared || !is_harmless(name, value) {
            *dropped.entry(name.chars().take(LONGEST_NAME).collect()).or_default() += 1;
            continue;
        }
        prefixes.extend(namespace.and_then(|(prefix, uri)| Some((prefix, uri?))));
        kept.insert(name.to_owned(), in_a_line(&without_password(value)));
    }
    kept.extend(prefixes.into_iter().map(|(prefix, uri)| (format!("{DECLARES}{prefix}"), uri.to_owned())));
    kept
}

/// True for what is read elsewhere: what makes the source, and what declares a prefix.
fn is_read(name: &str) -> bool {
    let is = |other: &str| name.eq_ignore_ascii_case(other);
    is("category") || is(ID) || is(NAME) || is("xmlns") || is("isComment") || name.starts_with(DECLARES)
}

fn is_harmless(name: &str, value: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    let is_setting = SETTINGS.iter().any(|part| lower.contains(part));
    let is_ours = lower.starts_with("feedloom:");
    !is_setting && !is_ours && name.len() <= LONGEST_NAME && value.len() <= LONGEST && !value.is_empty()
}

/// The namespace that a prefix stands for, as the outline or the whole list declares it.
fn namespace<'a>(prefix: &str, outline: &'a Outline, list: &'a Outlines) -> Option<&'a str> {
    let own = outline.others.iter().find(|(name, _)| name.strip_prefix(DECLARES) == Some(prefix));
    let own = own.or_else(|| list.namespaces.iter().find(|(known, _)| known == prefix));
    own.map(|(_, uri)| uri.as_str()).filter(|uri| !uri.is_empty() && uri.len() <= LONGEST)
}

/// A text without line ends and other control characters.
pub(super) fn in_a_line(text: &str) -> String {
    text.trim().replace(char::is_control, " ")
}

fn without_password(value: &str) -> String {
    match Url::parse(value) {
        Ok(url) if !url.username().is_empty() || url.password().is_some() => without_credentials(&url),
        _ => value.to_owned(),
    }
}

/// Gives an outline the attributes that were kept of it, where it does not have them, and the list the namespaces of their prefixes.
pub(in crate::app) fn restore(
    kept: &BTreeMap<String, String>,
    outline: &mut Outline,
    namespaces: &mut Vec<(String, String)>,
) {
    for (name, value) in kept {
        let field = match name.to_ascii_lowercase().as_str() {
            "title" => &mut outline.title,
            "type" => {
                outline.kind = Some(value.clone());
                continue;
            }
            "htmlurl" => &mut outline.html_url,
            "description" => &mut outline.description,
            "language" => &mut outline.language,
            "version" => &mut outline.version,
            _ => {
                if let Some(prefix) = name.strip_prefix(DECLARES) {
                    if namespaces.iter().all(|(known, _)| known != prefix) {
                        namespaces.push((prefix.to_owned(), value.clone()));
                    }
                } else if !is_read(name) {
                    outline.others.push((name.clone(), value.clone()));
                }
                continue;
            }
        };
        field.get_or_insert_with(|| value.clone());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_something_of_the_feed_is_kept_and_what_would_be_a_setting_is_not() {
        let other = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let outline = Outline {
            text: "A".to_owned(),
            title: Some("A".to_owned()),
            kind: Some("rss".to_owned()),
            html_url: Some("https://me:secret@a.example/".to_owned()),
            language: Some("de".to_owned()),
            description: Some("Two\nlines".to_owned()),
            others: vec![
                other("category", "/x"),
                other("feedloom:id", "a"),
                other("feedloom:exec", "rm"),
                other("mine", "yes"),
                other("x:tags", "q"),
                other("y:tags", "q"),
                other("frss:CURLOPT_PROXY", "p"),
                other("long", &"a".repeat(LONGEST + 1)),
            ],
            ..Outline::default()
        };
        let namespaces = vec![other("x", "urn:x"), other("frss", "urn:f")];
        let list = Outlines { namespaces, ..Outlines::default() };
        let mut dropped = Dropped::new();
        let kept = kept(&outline, &list, Some("A"), &mut dropped);
        let expected = [
            ("description", "Two lines"),
            ("htmlUrl", "https://a.example/"),
            ("language", "de"),
            ("mine", "yes"),
            ("x:tags", "q"),
            ("xmlns:x", "urn:x"),
        ];
        assert_eq!(
            kept.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect::<Vec<_>>(),
            expected
        );
        let names: Vec<&str> = dropped.keys().map(String::as_str).collect();
        assert_eq!(names, ["feedloom:exec", "frss:CURLOPT_PROXY", "long", "y:tags"]);

        let (mut again, mut declared) = (Outline::default(), Vec::new());
        again.html_url = Some("https://moved.example/".to_owned());
        restore(&kept, &mut again, &mut declared);
        assert_eq!(again.html_url.as_deref(), Some("https://moved.example/"), "what is known now wins");
        assert_eq!((again.language.as_deref(), again.others.len()), (Some("de"), 2));
        assert_eq!(declared, [other("x", "urn:x")]);
    }
}
