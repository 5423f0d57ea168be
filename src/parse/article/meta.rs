//! An article file's metadata and what stands in for it.
//!
//! In: the text of a file, its path, and the owner's rules. Out: a [`Draft`], or the reason why there is none, with
//! defects and their lines. The body is not rendered here; of it only a heading is looked at where a title is missing, and
//! what comes before an excerpt marker.

use chrono_tz::Tz;
use url::Url;

use super::body::{self, BodyKind, Rendered};
use super::dialect::Dialect;
use crate::model::change::HeldReason;
use crate::model::draft::{BodyAt, Draft, DraftBody, RawText};
use crate::model::ids::{ContentHash, ItemKey};
use crate::model::parts::{Language, PlainText};
use crate::parse::front_matter::{self, Meta, Value};
use crate::text::html;

mod date;
mod link;
mod media;
mod name;
mod people;
mod permalink;
mod shape;
mod state;
mod taxonomy;
#[cfg(test)]
mod tests;

pub use name::Name;
pub use permalink::{Facts, Pattern, PatternError, UnknownPlaceholder};

/// What a list of categories means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hierarchy {
    /// One path, outermost level first.
    #[default]
    Path,
    /// Categories beside each other.
    Flat,
}

/// By what rules articles are read.
#[derive(Clone, Copy, Debug)]
pub struct Rules<'a> {
    /// What keys mean.
    pub dialect: &'a Dialect,
    /// What a list of categories means.
    pub hierarchy: Hierarchy,
    /// Where articles are that do not say so themselves.
    pub pattern: &'a Pattern,
    /// The zone of dates without one.
    pub zone: Tz,
    /// What addresses are below; ends with `/`.
    pub site: &'a Url,
}

/// An article file.
#[derive(Clone, Copy, Debug)]
pub struct File<'a> {
    /// Its path below the source's folder, with `/`.
    pub path: &'a str,
    /// Its text.
    pub text: &'a str,
    /// The digest of its bytes.
    pub hash: ContentHash,
}

/// What was read of a file.
#[derive(Debug)]
pub struct Article<'a> {
    /// The entry, or why there is none.
    pub found: Result<Box<Draft>, HeldReason>,
    /// What the body is written in.
    pub kind: BodyKind,
    /// The body.
    pub body: &'a str,
    /// The line of the file that the body begins on, from 1.
    pub body_line: u32,
    /// What was wrong: the line in the file (0 where none can be named) and a sentence.
    pub defects: Vec<(u32, String)>,
}

/// Reads an article file.
#[must_use]
pub fn read<'a>(file: &File<'a>, rules: &Rules<'_>) -> Article<'a> {
    let mut front = front_matter::read(file.text);
    front.meta.raise(rules.dialect.tables);
    front.beside.raise(rules.dialect.tables);
    let mut defects = std::mem::take(&mut front.defects);
    let name = Name::of(file.path);
    let body = file.text.get(front.body..).unwrap_or_default();
    let kind = BodyKind::of(&name.extension.to_ascii_lowercase(), body);
    let at = BodyAt { hash: file.hash, start: front.body, line: front.body_line };
    let found = match state::held(&front, body, rules, &mut defects) {
        Some(reason) => Err(reason),
        None => Ok(Box::new(draft(file, &name, &front.meta, kind, (body, at), rules, &mut defects))),
    };
    Article { found, kind, body, body_line: front.body_line, defects }
}

impl Article<'_> {
    /// What the author marked as the beginning, as HTML: the text before the first excerpt marker.
    #[must_use]
    pub fn marked_excerpt(&self) -> Option<RawText> {
        let excerpt =
            body::split_excerpt(self.kind, self.body).filter(|excerpt| !excerpt.trim().is_empty())?;
        Some(RawText::html(body::to_html(self.kind, excerpt, &self.title()).html))
    }

    fn title(&self) -> PlainText {
        let title = self.found.as_ref().ok().and_then(|draft| draft.title.as_ref());
        title.map(html::to_plain).unwrap_or_default()
    }
}

/// The body of the file at `path` as HTML, not yet sanitized. It begins on `line` of the file; the lines of its defects are
/// lines of the file.
#[must_use]
pub fn html(path: &str, body: &str, line: u32, title: &PlainText) -> Rendered {
    let kind = BodyKind::of(&Name::of(path).extension.to_ascii_lowercase(), body);
    let mut rendered = body::to_html(kind, body, title);
    for (defect, _) in rendered.defects.iter_mut().filter(|(defect, _)| *defect > 0) {
        *defect = defect.saturating_add(line).saturating_sub(1);
    }
    rendered
}

fn draft(
    file: &File<'_>,
    name: &Name<'_>,
    meta: &Meta,
    kind: BodyKind,
    (body, at): (&str, BodyAt),
    rules: &Rules<'_>,
    defects: &mut Vec<(u32, String)>,
) -> Draft {
    let dialect = rules.dialect;
    let dates = date::dates(meta, name, rules, defects);
    let categories = taxonomy::categories(meta, rules);
    let claimed_id = id(meta, dialect.id, defects);
    let facts = permalink::Facts {
        name: *name,
        slug: link::slug(meta, rules),
        published: dates.published.map(|date| date.with_timezone(&rules.zone)),
        categories: &categories,
        id: claimed_id,
    };
    let links = link::links(meta, &facts, rules, defects);
    let text = |keys| first_text(meta, keys).map(str::to_owned);
    let draft = Draft {
        key: ItemKey::new(file.path),
        claimed_id: claimed_id.map(str::to_owned),
        title: title(meta, name, kind, body, rules),
        link: links.page.map(String::from),
        base: Some(links.base),
        related: meta.all(dialect.related).find_map(|field| {
            field.value.items().iter().filter_map(Value::text).find_map(link::web).map(String::from)
        }),
        published: dates.published,
        updated: dates.updated,
        expires: dates.expires,
        authors: people::authors(meta, dialect.authors),
        tags: taxonomy::tags(meta, rules),
        language: language(meta, dialect.language, defects),
        summary: summary(meta, rules, name),
        image: media::image(meta, dialect.image),
        enclosures: media::enclosures(meta, dialect.enclosures, defects),
        // `license: true` asks a theme for a notice that we do not know. `lang: no` is Norwegian.
        rights: text(dialect.rights).filter(|text| truth(text).is_none()).map(RawText::plain),
        body: if body.trim().is_empty() { DraftBody::None } else { DraftBody::Deferred(at) },
        categories,
        facts: named_by_others(meta),
        syndicated: None,
    };
    shape::tell(meta, &draft, rules, defects);
    draft
}

/// The title: the metadata's, else a heading of the body, else the file's name. `None` for a note.
fn title(meta: &Meta, name: &Name<'_>, kind: BodyKind, body: &str, rules: &Rules<'_>) -> Option<RawText> {
    let stated = meta.all(rules.dialect.title).find_map(|field| match &field.value {
        Value::Text(text) => shown(marked_up(name, text.trim())),
        // `title: [Draft] Text` is no list to its author.
        Value::List(items) => {
            let items: Vec<&str> = items.iter().filter_map(Value::text).collect();
            Some(RawText::plain(format!("[{}]", items.join(", "))))
        }
        Value::Map(_) => None,
    });
    stated
        .or_else(|| {
            // A "heading" of several lines is a paragraph that happens to stand above a rule.
            let heading =
                body::first_heading(kind, body).filter(|heading| !heading.text.value.trim().contains('\n'));
            heading.and_then(|heading| shown(heading.text))
        })
        .or_else(|| name.title().map(RawText::plain))
}

/// The text, unless nothing is left of it without its markup.
fn shown(text: RawText) -> Option<RawText> {
    let suspect = text.value.contains(['<', '&', '[', '`']);
    let empty = text.value.is_empty() || (suspect && html::to_plain(&text).is_empty());
    (!empty).then_some(text)
}

fn summary(meta: &Meta, rules: &Rules<'_>, name: &Name<'_>) -> Option<RawText> {
    let mut texts = meta.all(rules.dialect.summary).filter_map(|field| field.value.text());
    // `excerpt: true` asks a theme to make one.
    texts.find(|text| truth(text).is_none()).and_then(|text| shown(marked_up(name, text)))
}

/// Text of the metadata, which is written in what the file is written in.
fn marked_up(name: &Name<'_>, text: &str) -> RawText {
    let html = ["html", "htm", "txt"].iter().any(|extension| name.extension.eq_ignore_ascii_case(extension));
    if html { RawText::html(text) } else { RawText::markdown(text) }
}

/// The id that the article names: the first that has the form of a URI or a UUID, else the first.
///
/// An `id` is often something else, such as the page's name in its documentation, and a number counts posts. But what calls
/// itself `guid` or `uuid` is told where it cannot be one.
fn id<'a>(meta: &'a Meta, keys: &[&str], defects: &mut Vec<(u32, String)>) -> Option<&'a str> {
    let mut first = None;
    let mut proper = None;
    for key in keys {
        let Some(field) = meta.get(key) else { continue };
        let Some(text) = field.value.text() else { continue };
        first = first.or(Some(text));
        if text.contains(':') || is_uuid(text) {
            proper = proper.or(Some(text));
        } else if *key != "id" && !text.bytes().all(|byte| byte.is_ascii_digit()) {
            let written = front_matter::shown(text);
            let message = format!(
                "`{}` is neither an absolute URI nor a UUID (\"{written}\"), and so is no id; it is left out",
                field.key
            );
            defects.push((field.line, message));
        }
    }
    proper.or(first)
}

/// Characters that a name or number of another program has at the most.
const LONGEST_FACT: usize = 200;

/// What other programs know the article by: every short text under a key that calls itself an id (`wordpress_id`, `nid`, `uuid`).
fn named_by_others(meta: &Meta) -> Vec<(String, String)> {
    let named = meta.fields().iter().filter(|field| field.folded().ends_with("id"));
    named
        .filter_map(|field| Some((field, field.value.text()?)))
        .filter(|(_, text)| text.len() <= LONGEST_FACT && truth(text).is_none_or(|_| text.len() == 1))
        .map(|(field, text)| (field.key.clone(), text.to_owned()))
        .collect()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().filter(|byte| *byte == b'-').count() == 4
        && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit())
}

/// The text of the first of `keys` that has one: its value, the first of a list, or a map's name.
fn first_text<'a>(meta: &'a Meta, keys: &[&str]) -> Option<&'a str> {
    keys.iter().filter_map(|key| meta.get(key)).find_map(|field| {
        let value = field.value.items().first()?;
        value.text().or_else(|| value.member(&["name", "title", "text"])?.text())
    })
}

/// The language that the article names. One that is none is told with its line.
fn language(meta: &Meta, keys: &[&str], defects: &mut Vec<(u32, String)>) -> Option<String> {
    let tag = first_text(meta, keys)?;
    if Language::parse(tag).is_some() {
        return Some(tag.to_owned());
    }
    let field = meta.first(keys)?;
    let message = format!(
        "`{}` is no language tag of RFC 5646 (\"{}\"), such as `en` or `zh-CN`; it is left out",
        field.key,
        front_matter::shown(tag)
    );
    defects.push((field.line, message));
    None
}

/// The truth value that a text is, as people write them in metadata.
fn truth(text: &str) -> Option<bool> {
    if text.len() > 5 {
        return None;
    }
    let is = |words: &[&str]| words.iter().any(|word| text.eq_ignore_ascii_case(word));
    if is(&["true", "yes", "on", "1", "y"]) {
        return Some(true);
    }
    is(&["false", "no", "off", "0", "n"]).then_some(false)
}
