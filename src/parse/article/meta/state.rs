//! Whether an article may go out: drafts, private and protected articles, pages that are no posts.

use super::link::is_template;
use super::{Rules, date, truth};
use crate::model::change::HeldReason;
use crate::parse::front_matter::{Field, FrontMatter, Meta, shown};
use crate::text::date::parse;

/// Why an article is held back, by its own metadata. A state that cannot be made out is told.
pub(super) fn held(
    front: &FrontMatter,
    body: &str,
    rules: &Rules<'_>,
    defects: &mut Vec<(u32, String)>,
) -> Option<HeldReason> {
    by_meta(&front.meta, body, rules, defects).or_else(|| {
        // What is no metadata, such as front matter that is never closed, is meant where it speaks of the article's state.
        let beside = &front.beside;
        by_switch(beside, rules, &mut Vec::new())
            .or_else(|| by_word(beside, &[("status", rules.dialect.statuses)]))
    })
}

fn by_meta(
    meta: &Meta,
    body: &str,
    rules: &Rules<'_>,
    defects: &mut Vec<(u32, String)>,
) -> Option<HeldReason> {
    let blank = body.trim().is_empty();
    if blank && meta.is_empty() {
        return Some(HeldReason::Empty);
    }
    if meta.is_empty() {
        return None;
    }
    is_unfilled(meta, rules)
        .then_some(HeldReason::Template)
        .or_else(|| by_switch(meta, rules, defects))
        .or_else(|| {
            let dialect = rules.dialect;
            let words = [("status", dialect.statuses), ("layout", dialect.layouts), ("type", dialect.types)];
            by_word(meta, &words)
        })
        // A page that is only a component's place: a theme's list of a category's articles.
        .or_else(|| meta.get("pagecomponent").map(|_| HeldReason::ListPage))
        .or_else(|| (blank && meta.get("redirect").is_some()).then_some(HeldReason::Redirect))
}

/// True for a scaffold, whose title a generator has yet to fill in, or its date where it has no title. What has a title of its own is
/// an article whose date was forgotten.
fn is_unfilled(meta: &Meta, rules: &Rules<'_>) -> bool {
    let field = meta.first(rules.dialect.title).or_else(|| meta.get("date"));
    let text = field.and_then(|field| field.value.text()).unwrap_or_default();
    is_template(text) && text.starts_with(['{', '<'])
}

fn by_switch(meta: &Meta, rules: &Rules<'_>, defects: &mut Vec<(u32, String)>) -> Option<HeldReason> {
    for (key, value, reason) in rules.dialect.switches {
        let Some(field) = meta.get(key) else { continue };
        let text = field.value.text();
        let said = text.and_then(truth);
        if said == Some(*value) {
            return Some(*reason);
        }
        if said.is_some() {
            continue;
        }
        let written = text.map(shown).unwrap_or_default();
        let unclear = format!("`{}` is neither true nor false (\"{written}\")", field.key);
        if rules.dialect.secrets.contains(key) {
            let name = reason.name();
            let message = format!("{unclear}; the article is held back as {name}; write `true` or `false`");
            defects.push((field.line, message));
            return Some(*reason);
        }
        if *reason == HeldReason::Unpublished && !counts_as_date(meta, key, field, rules) {
            let message = format!("{unclear}; the article is published; write `true` or `false`");
            defects.push((field.line, message));
        }
    }
    let password = meta.get("password")?;
    (password.value.text().and_then(truth) != Some(false)).then_some(HeldReason::Password)
}

/// True for `published: 2020-01-01`, and for what the search for a date comes to and tells of where it is none.
fn counts_as_date(meta: &Meta, key: &str, field: &Field, rules: &Rules<'_>) -> bool {
    let is_date = |field: &Field| date::text(field).is_some_and(|text| parse(text, rules.zone).is_some());
    let mut before = meta.all(rules.dialect.published).take_while(|other| !std::ptr::eq(*other, field));
    is_date(field) || (rules.dialect.published.contains(&key) && !before.any(is_date))
}

/// Words under a key that hold an article back.
type Words<'a> = (&'a str, &'a [(&'a str, HeldReason)]);

fn by_word(meta: &Meta, keys: &[Words<'_>]) -> Option<HeldReason> {
    for (key, words) in keys {
        let Some(text) = meta.get(key).and_then(|field| field.value.text()) else { continue };
        // `layouts/page.njk` is the layout `page`.
        let word = text.rsplit('/').next().unwrap_or(text);
        let word = word.split('.').next().unwrap_or(word);
        if let Some((_, reason)) = words.iter().find(|(known, _)| word.eq_ignore_ascii_case(known)) {
            return Some(*reason);
        }
    }
    None
}
