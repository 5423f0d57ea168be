//! Any list of feeds as OPML 2.0. In: outlines. Out: the bytes of one document, which reads back as the same outlines.

use crate::model::outline::{Outline, Outlines};
use crate::text::date;
use crate::writers::xml;

/// The attributes that have fields of their own.
const NAMED: &[&str] = &["text", "title", "type", "xmlUrl", "htmlUrl", "description", "language", "version"];

/// Writes a list.
///
/// Elements of the head and attributes that are `None` are not there; `text` always is. Other attributes keep their order; one
/// whose name is no name of XML, or has a prefix that is not declared, is left out.
#[must_use]
pub fn write(list: &Outlines) -> Vec<u8> {
    let mut out = String::with_capacity(512 + list.outlines.len() * 256);
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<opml version=\"2.0\"");
    let declared = || list.namespaces.iter().filter(|(prefix, uri)| is_name(prefix) && !uri.is_empty());
    for (prefix, uri) in declared() {
        attribute(&mut out, &format!("xmlns:{prefix}"), uri);
    }
    out.push_str(">\n<head>\n");
    let (created, modified) = (list.created.map(date::rfc2822), list.modified.map(date::rfc2822));
    for (name, text) in [
        ("title", &list.title),
        ("dateCreated", &created),
        ("dateModified", &modified),
        ("ownerName", &list.owner_name),
        ("ownerEmail", &list.owner_email),
    ] {
        if let Some(text) = text {
            out.extend(["<", name, ">", &xml::escaped(text), "</", name, ">\n"]);
        }
    }
    out.push_str("</head>\n<body>\n");
    let prefixes: Vec<&str> = declared().map(|(prefix, _)| prefix.as_str()).collect();
    outlines(&mut out, &list.outlines, &prefixes);
    out.push_str("</body>\n</opml>\n");
    out.into_bytes()
}

/// A step of the walk over the tree. Kept on a stack of our own: how deep categories nest is up to their authors.
enum Step<'a> {
    Enter(&'a Outline),
    Leave,
}

fn outlines(out: &mut String, roots: &[Outline], prefixes: &[&str]) {
    let mut steps: Vec<Step<'_>> = roots.iter().rev().map(Step::Enter).collect();
    while let Some(step) = steps.pop() {
        let Step::Enter(outline) = step else {
            out.push_str("</outline>\n");
            continue;
        };
        start_tag(out, outline, prefixes);
        if outline.children.is_empty() {
            out.push_str("/>\n");
        } else {
            out.push_str(">\n");
            steps.push(Step::Leave);
            steps.extend(outline.children.iter().rev().map(Step::Enter));
        }
    }
}

/// Appends a start tag up to where it ends.
fn start_tag(out: &mut String, outline: &Outline, prefixes: &[&str]) {
    out.push_str("<outline");
    attribute(out, "text", &outline.text);
    for (name, value) in [
        ("title", &outline.title),
        ("type", &outline.kind),
        ("xmlUrl", &outline.xml_url),
        ("htmlUrl", &outline.html_url),
        ("description", &outline.description),
        ("language", &outline.language),
        ("version", &outline.version),
    ] {
        if let Some(value) = value {
            attribute(out, name, value);
        }
    }
    for (at, (name, value)) in outline.others.iter().enumerate() {
        let is_taken = NAMED.contains(&name.as_str())
            || outline.others.iter().take(at).any(|(before, _)| before == name);
        if may_stand(name, prefixes) && !is_taken {
            attribute(out, name, value);
        }
    }
}

/// True for the name of an attribute that is well-formed here: without a prefix, or with a declared one.
fn may_stand(name: &str, prefixes: &[&str]) -> bool {
    match name.split_once(':') {
        Some((prefix, local)) => prefixes.contains(&prefix) && is_name(local),
        None => is_name(name),
    }
}

/// True for a name without colon (Namespaces in XML 1.0 §3, `NCName`, of ASCII).
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
}

fn attribute(out: &mut String, name: &str, value: &str) {
    out.extend([" ", name, "=\"", &xml::escaped(value), "\""]);
}
