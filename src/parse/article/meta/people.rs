//! Authors: from the many ways in which people write them to a name, a mail address and a page.

use url::Url;

use super::link::web;
use crate::model::draft::{DraftPerson, RawText};
use crate::parse::front_matter::{Meta, Value};
use crate::text::html;
use crate::text::people::{Split, is_mail, split};

/// The authors of an article, in order. A text is one author, however many commas it has: `Josh Aas, Executive Director`
/// and `NARUSE, Yui` are one person each.
pub(super) fn authors(meta: &Meta, keys: &[&str]) -> Vec<DraftPerson> {
    let Some(mut found) =
        meta.all(keys).map(|field| from_value(&field.value)).find(|people| !people.is_empty())
    else {
        return Vec::new();
    };
    if let [only] = found.as_mut_slice() {
        // Some themes spread one author over several keys.
        let text = |keys: &[&str]| meta.all(keys).find_map(|field| field.value.text().map(str::to_owned));
        only.email = only.email.take().or_else(|| text(&["authoremail"]).filter(|text| is_mail(text)));
        only.uri =
            only.uri.take().or_else(|| text(&["authorurl", "authorlink"]).filter(|text| is_page(text)));
    }
    found
}

fn from_value(value: &Value) -> Vec<DraftPerson> {
    let mut people: Vec<DraftPerson> = Vec::new();
    for person in value.items().iter().filter_map(person) {
        if !people.contains(&person) {
            people.push(person);
        }
    }
    people
}

fn person(value: &Value) -> Option<DraftPerson> {
    match value {
        Value::Text(text) => from_text(text.trim()),
        map @ Value::Map(_) => from_map(map),
        Value::List(_) => None,
    }
}

fn from_map(map: &Value) -> Option<DraftPerson> {
    let text = |keys: &[&str]| map.member(keys).and_then(Value::text);
    let name = text(&["name", "displayname", "title", "login", "key"]).unwrap_or_default();
    let mut person = from_text(name).unwrap_or_default();
    person.email = text(&["email", "mail"]).filter(|text| is_mail(text)).map(str::to_owned).or(person.email);
    let page = text(&["url", "uri", "link", "website", "homepage"]).filter(|text| is_page(text));
    person.uri = page.map(str::to_owned).or(person.uri);
    if person.name.is_empty() {
        let mail = person.email.as_deref().and_then(|mail| mail.split('@').next());
        let host = person.uri.as_deref().and_then(web).and_then(|url| url.host_str().map(str::to_owned));
        person.name = mail.map(str::to_owned).or(host)?;
    }
    Some(person)
}

/// Reads `Name`, `Name <mail>`, `mail (Name)`, `mail`, `[Name](page)`, `Name ([@x](page)), role`, `[[Name]]`.
fn from_text(text: &str) -> Option<DraftPerson> {
    // An address in a link is not beside the name.
    let parted = if text.contains("](") { None } else { split(text) };
    let (text, email) =
        parted.map_or((text, None), |Split { name, email }| (name.unwrap_or_default(), email));
    let (text, uri) = without_links(text);
    let name = html::to_plain(&RawText::markdown(text)).as_str().trim_matches([',', ' ']).to_owned();
    let name = match (email, name.is_empty()) {
        // A mail address is for the one place that asks for it, not for a name that everybody sees.
        (Some(email), true) => email.split('@').next().unwrap_or_default().to_owned(),
        _ => name,
    };
    (!name.is_empty()).then_some(DraftPerson { name, email: email.map(str::to_owned), uri, avatar: None })
}

/// Takes Markdown links and wiki links out of a text and keeps their words; the page where there is exactly one.
fn without_links(text: &str) -> (String, Option<String>) {
    // No name is that long, and each bracket may have to look for its end.
    const LONGEST: usize = 1000;
    if text.len() > LONGEST || !text.contains('[') {
        return (text.to_owned(), None);
    }
    let mut out = String::with_capacity(text.len());
    let mut pages = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find('[') {
        let (before, link) = rest.split_at(at);
        out.push_str(before);
        if let Some((note, after)) = link.strip_prefix("[[").and_then(|inner| inner.split_once("]]")) {
            out.push_str(note.rsplit('|').next().unwrap_or(note));
            rest = after;
        } else if let Some((words, page, after)) = markdown_link(link) {
            out.push_str(words);
            pages.push(page);
            rest = after;
        } else {
            out.push('[');
            rest = link.get(1..).unwrap_or_default();
        }
    }
    out.push_str(rest);
    let page = match pages.as_slice() {
        [page] if is_page(page) => Some((*page).to_owned()),
        _ => None,
    };
    (out, page)
}

/// The words and target of `[words](target)`, and what follows.
fn markdown_link(text: &str) -> Option<(&str, &str, &str)> {
    let (words, rest) = text.strip_prefix('[')?.split_once("](")?;
    let (target, after) = rest.split_once(')')?;
    (!words.contains('[') && !target.contains(char::is_whitespace)).then_some((words, target, after))
}

/// True for what may be an author's page: absolute, or below the site.
fn is_page(text: &str) -> bool {
    web(text).is_some() || (text.starts_with('/') && Url::parse(text).is_err())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_author_is_cleaned_and_not_split() {
        for (text, name, email, uri) in [
            ("趣头条", "趣头条", None, None),
            ("Josh Aas, ISRG Executive Director", "Josh Aas, ISRG Executive Director", None, None),
            ("NARUSE, Yui", "NARUSE, Yui", None, None),
            ("Jane <jane@example.org>", "Jane", Some("jane@example.org"), None),
            ("\"Doe, Jane\" <mailto:jane@example.org>", "Doe, Jane", Some("jane@example.org"), None),
            ("jane@example.org (Jane Doe)", "Jane Doe", Some("jane@example.org"), None),
            ("jane@example.org", "jane", Some("jane@example.org"), None),
            ("[Jane](https://example.org/)", "Jane", None, Some("https://example.org/")),
            (
                "Jane ([@j](https://x.example/j)), engineer",
                "Jane (@j), engineer",
                None,
                Some("https://x.example/j"),
            ),
            ("[A](https://a.example) and [B](https://b.example)", "A and B", None, None),
            ("[[萨姆·门德斯]]", "萨姆·门德斯", None, None),
            ("[[people/jane|Jane]]", "Jane", None, None),
            ("@jane", "@jane", None, None),
            ("Jane [editor", "Jane [editor", None, None),
        ] {
            let expected = DraftPerson {
                name: name.to_owned(),
                email: email.map(str::to_owned),
                uri: uri.map(str::to_owned),
                avatar: None,
            };
            assert_eq!(from_text(text), Some(expected), "{text}");
        }
        assert_eq!(from_text("[](https://example.org/)"), None);
    }

    #[test]
    fn a_text_of_brackets_is_read_in_linear_time() {
        for text in ["[".repeat(60_000), "[[".repeat(30_000), "[a](".repeat(15_000), "<@".repeat(30_000)] {
            let _ = from_text(&text);
        }
    }
}
