//! Whether an article may go out: drafts, private and protected articles, pages that are no posts.

use super::link::is_template;
use super::{Rules, truth};
use crate::model::change::HeldReason;
use crate::parse::front_matter::Meta;

/// Why an article is held back, by its own metadata.
pub(super) fn held(meta: &Meta, body: &str, rules: &Rules<'_>) -> Option<HeldReason> {
    let blank = body.trim().is_empty();
    if blank && meta.is_empty() {
        return Some(HeldReason::Empty);
    }
    if meta.is_empty() {
        return None;
    }
    is_unfilled(meta, rules)
        .then_some(HeldReason::Template)
        .or_else(|| by_switch(meta, rules))
        .or_else(|| by_word(meta, rules))
        .or_else(|| (blank && meta.get("redirect").is_some()).then_some(HeldReason::Redirect))
}

/// True for a scaffold, whose title or date a generator has yet to fill in.
fn is_unfilled(meta: &Meta, rules: &Rules<'_>) -> bool {
    let mut fields = meta.all(rules.dialect.title).chain(meta.get("date"));
    fields.any(|field| {
        let text = field.value.text().unwrap_or_default();
        is_template(text) && text.starts_with(['{', '<'])
    })
}

fn by_switch(meta: &Meta, rules: &Rules<'_>) -> Option<HeldReason> {
    for (key, value, reason) in rules.dialect.switches {
        let text = meta.get(key).and_then(|field| field.value.text());
        if text.and_then(truth) == Some(*value) {
            return Some(*reason);
        }
    }
    let password = meta.get("password")?;
    (password.value.text().and_then(truth) != Some(false)).then_some(HeldReason::Password)
}

fn by_word(meta: &Meta, rules: &Rules<'_>) -> Option<HeldReason> {
    let dialect = rules.dialect;
    for (key, words) in [("status", dialect.statuses), ("layout", dialect.layouts), ("type", dialect.types)] {
        let Some(text) = meta.get(key).and_then(|field| field.value.text()) else { continue };
        // `layouts/page.njk` is the layout `page`.
        let word = text.rsplit('/').next().unwrap_or(text);
        let word = word.split('.').next().unwrap_or(word);
        if let Some((_, reason)) = words.iter().find(|(known, _)| word.eq_ignore_ascii_case(known)) {
            return Some(*reason);
        }
    }
    // A page that is only a component's place: a theme's list of a category's articles.
    meta.get("pagecomponent").map(|_| HeldReason::ListPage)
}
