//! Which tags of a line are markup, and which are names of elements that its author writes about.
//!
//! In: a line of Markdown (a title, a summary, a name), and where code is in it. Out: the places of tags that are text. A title such as
//! `Using <template> and <slot>` is about elements, and who writes `<i>x</i>` closes what he opens. Not for HTML
//! as such, which leaves out end tags by right (HTML §13.1.2.4).

use std::ops::Range;

use super::scan::Scan;
use super::tag::{Tag, TagKind, is_known, is_void};

/// The places of the tags in `text` that are text, in order: those that are not paired, unless an attribute with a value says that
/// they are meant as markup, or they show something on their own. Tags in `code` do not count.
pub(super) fn lone_tags(text: &str, code: impl Iterator<Item = Range<usize>>) -> Vec<usize> {
    let (mut lone, mut open): (Vec<usize>, Vec<(&str, usize)>) = (Vec::new(), Vec::new());
    let (mut code, mut scan) = (code.peekable(), Scan::default());
    let mut at = 0;
    while let Some(next) = text.as_bytes().get(at..).and_then(|rest| memchr::memchr(b'<', rest)) {
        at += next;
        while code.peek().is_some_and(|range| range.end <= at) {
            code.next();
        }
        if let Some(range) = code.peek().filter(|range| range.start <= at) {
            at = range.end;
            continue;
        }
        let tag = text.get(at..).and_then(|rest| scan.tag(rest)).filter(|tag| is_known(tag.name));
        let Some(tag) = tag else {
            at += 1;
            continue;
        };
        match tag.kind {
            _ if is_void(tag.name) => lone.extend((!shows_something(&tag)).then_some(at)),
            TagKind::Open => open.push((tag.name, at)),
            TagKind::Close => {
                // Few are open at once; of a line that opens thousands the last ones are enough.
                let opener = open.iter().rev().take(DEPTH).position(|(name, _)| tag.is(name));
                match opener {
                    Some(back) => {
                        let inside = open.split_off(open.len() - back);
                        lone.extend(inside.into_iter().map(|(_, at)| at));
                        open.pop();
                    }
                    None => lone.push(at),
                }
            }
        }
        at += tag.len;
    }
    lone.extend(open.into_iter().map(|(_, at)| at));
    lone.sort_unstable();
    lone.retain(|at| !text.get(*at..).and_then(|rest| scan.tag(rest)).is_some_and(|tag| has_value(&tag)));
    lone
}

/// Elements that may be open at once.
const DEPTH: usize = 64;

/// `<br>` parts words; an `<img>` without a source and an `<input>` without a type are names.
fn shows_something(tag: &Tag<'_>) -> bool {
    ["br", "wbr", "hr"].iter().any(|name| tag.is(name)) || has_value(tag)
}

fn has_value(tag: &Tag<'_>) -> bool {
    tag.attributes().any(|(_, value)| !value.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_that_nothing_closes_are_text() {
        for (text, expected) in [
            ("Using <template> and <slot>", &["<template>", "<slot>"][..]),
            ("What is <html>?", &["<html>"]),
            ("if (a<b && b>c)", &["<b && b>"]),
            ("a <b>bold</b> word", &[]),
            ("<B>loud</b>", &[]),
            ("<b>a <table> b</b>", &["<table>"]),
            ("</b> a <i>", &["</b>", "<i>"]),
            ("a<br>b<br/>c<wbr>", &[]),
            ("The <input> and <img> elements", &["<input>", "<img>"]),
            ("a <img src=x> b", &[]),
            ("<a href=\"/x\">half", &[]),
            ("Vec<T> <https://a.example>", &[]),
        ] {
            let found: Vec<&str> = lone_tags(text, std::iter::empty())
                .into_iter()
                .map(|at| &text[at..=at + text[at..].find('>').unwrap()])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
        let code = std::iter::once(0..5);
        assert_eq!(lone_tags("`<b>` and <i>", code), [10]);
    }
}
