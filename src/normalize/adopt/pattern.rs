//! Patterns of ids: what the ids of a feed have in common with the articles that they belong to.
//!
//! In: ids, and the facts of their articles. Out: a pattern that makes the one of the other, such as
//! `https://old.example/?p={wordpress_id}` or `tag:old.example,{year}-{month}-{day}:/{page}.html`. The text of a pattern and its
//! pieces are converted into each other here, and patterns are filled.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use chrono::{DateTime, Datelike};
use chrono_tz::Tz;
use url::Url;

use super::page;
use crate::model::adopted::{Piece, Template};
use crate::text::nearest::nearest;

#[cfg(test)]
mod tests;

/// Ids that follow a pattern, before it is believed.
const ENOUGH: usize = 3;

/// The facts of an article that a pattern is filled with.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// Its page.
    pub link: Option<&'a Url>,
    /// When it was published, in the site's zone.
    pub published: DateTime<Tz>,
    /// What other programs know it by: keys and values.
    pub named: &'a [(String, String)],
}

/// A text that is no pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// A `{` without its `}`, or the other way round.
    #[error("`{{` and `}}` do not go in pairs")]
    Unpaired,
    /// Nothing differs from article to article.
    #[error(
        "the pattern names nothing in which articles differ: {{page}}, {{slug}}, {{link}} or a key of their front matter"
    )]
    Constant,
    /// A name that stands for nothing.
    #[error("{}", unknown(.name, *.nearest))]
    Unknown {
        /// The name.
        name: String,
        /// The one that was probably meant.
        nearest: Option<&'static str>,
    },
}

/// What patterns may name beside keys of front matter.
const NAMES: &[(&str, Piece)] = &[
    ("link", Piece::Link),
    ("page", Piece::Page),
    ("slug", Piece::Slug),
    ("year", Piece::Year),
    ("month", Piece::Month),
    ("day", Piece::Day),
];

fn unknown(name: &str, nearest: Option<&str>) -> String {
    let end = match nearest {
        Some(nearest) => format!("did you mean `{{{nearest}}}`?"),
        None => "there are {link}, {page}, {slug}, {year}, {month}, {day}, and keys of front matter whose name ends in \"id\""
            .to_owned(),
    };
    format!("there is no `{{{name}}}`; {end}")
}

/// Reads the text of a pattern. An empty one has no pieces.
///
/// # Errors
/// [`PatternError`].
pub fn parse(text: &str) -> Result<Template, PatternError> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '}']) {
        let (literal, after) = rest.split_at(at);
        let (name, after) =
            after.strip_prefix('{').and_then(|inner| inner.split_once('}')).ok_or(PatternError::Unpaired)?;
        if !literal.is_empty() {
            pieces.push(Piece::Literal(literal.to_owned()));
        }
        pieces.push(placeholder(name)?);
        rest = after;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest.to_owned()));
    }
    if !pieces.is_empty() && !pieces.iter().any(is_telling) {
        return Err(PatternError::Constant);
    }
    Ok(pieces)
}

/// What a name stands for. Only those keys of front matter count that end in "id": others are no names that programs give.
fn placeholder(name: &str) -> Result<Piece, PatternError> {
    if let Some((_, piece)) = NAMES.iter().find(|(known, _)| *known == name) {
        return Ok(piece.clone());
    }
    let key = name.trim_end_matches([' ', '-', '_']);
    if key.len() >= 2 && key.get(key.len() - 2..).is_some_and(|end| end.eq_ignore_ascii_case("id")) {
        return Ok(Piece::Fact(name.to_owned()));
    }
    let nearest = nearest(name, NAMES.iter().map(|(known, _)| *known));
    Err(PatternError::Unknown { name: name.to_owned(), nearest })
}

/// True for what tells one article from another of its day.
fn is_telling(piece: &Piece) -> bool {
    !matches!(piece, Piece::Literal(_) | Piece::Year | Piece::Month | Piece::Day)
}

/// The text of a pattern.
#[must_use]
pub fn text(template: &[Piece]) -> String {
    template.iter().fold(String::new(), |mut out, piece| {
        match piece {
            Piece::Literal(literal) => out.push_str(literal),
            Piece::Link => out.push_str("{link}"),
            Piece::Page => out.push_str("{page}"),
            Piece::Slug => out.push_str("{slug}"),
            Piece::Year => out.push_str("{year}"),
            Piece::Month => out.push_str("{month}"),
            Piece::Day => out.push_str("{day}"),
            Piece::Fact(key) => {
                let _ = write!(out, "{{{key}}}");
            }
        }
        out
    })
}

/// The id that the pattern gives. `None` where it asks for something that the article does not have, or has no pieces.
#[must_use]
pub fn fill(template: &[Piece], facts: &Facts<'_>) -> Option<String> {
    if template.is_empty() {
        return None;
    }
    let mut out = String::new();
    for piece in template {
        match piece {
            Piece::Literal(literal) => out.push_str(literal),
            Piece::Link => out.push_str(facts.link?.as_str()),
            Piece::Page => out.push_str(some(page::path(facts.link?))?),
            Piece::Slug => out.push_str(some(slug(facts.link?))?),
            Piece::Year => {
                let _ = write!(out, "{:04}", facts.published.year());
            }
            Piece::Month => {
                let _ = write!(out, "{:02}", facts.published.month());
            }
            Piece::Day => {
                let _ = write!(out, "{:02}", facts.published.day());
            }
            Piece::Fact(key) => out.push_str(&facts.named.iter().find(|(name, _)| is_same_key(name, key))?.1),
        }
    }
    Some(out)
}

/// True for two spellings of one key: case, blanks, hyphens and underscores do not count.
fn is_same_key(a: &str, b: &str) -> bool {
    fn folded(key: &str) -> impl Iterator<Item = char> {
        key.chars().filter(|c| !matches!(c, ' ' | '-' | '_')).flat_map(char::to_lowercase)
    }
    folded(a).eq(folded(b))
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

/// The last part of a page's path.
fn slug(link: &Url) -> &str {
    let path = page::path(link);
    path.rsplit('/').next().unwrap_or(path)
}

/// The pattern that the ids follow: at least three of them, and nine of ten. What does not follow it has a row of its own.
///
/// Of several patterns that explain as many ids the one counts that says most of why: the path of the page before a number, a
/// number before the last part of the path, and `{link}`, which changes with the site's host, last.
#[must_use]
pub fn common<'a>(pairs: impl IntoIterator<Item = (&'a str, Facts<'a>)>) -> Option<Template> {
    let mut votes: BTreeMap<String, (usize, u8, Template)> = BTreeMap::new();
    let mut number = 0;
    for (id, facts) in pairs {
        number += 1;
        for (rank, template) in candidates(id, &facts) {
            votes.entry(text(&template)).or_insert((0, rank, template)).0 += 1;
        }
    }
    let (explained, _, template) = votes.into_values().max_by_key(|(votes, rank, _)| (*votes, *rank))?;
    (explained >= ENOUGH && explained * 10 >= number * 9).then_some(template)
}

/// The patterns by which an article with these facts could have got the id, each with its rank.
fn candidates(id: &str, facts: &Facts<'_>) -> Vec<(u8, Template)> {
    let mut found = Vec::new();
    if id.contains(['{', '}']) {
        return found;
    }
    if let Some(link) = facts.link {
        if id == link.as_str() {
            found.push((1, vec![Piece::Link]));
        }
        for (rank, part, piece) in [(4, page::path(link), Piece::Page), (2, slug(link), Piece::Slug)] {
            found.extend(around(id, part, &piece, facts).map(|template| (rank, template)));
        }
    }
    for (key, value) in facts.named {
        found.extend(around(id, value, &Piece::Fact(key.clone()), facts).map(|template| (3, template)));
    }
    found
}

/// The pattern of `id` with `piece` where `part` is: the last place where it stands as a whole.
fn around(id: &str, part: &str, piece: &Piece, facts: &Facts<'_>) -> Option<Template> {
    if part.is_empty() {
        return None;
    }
    let is_whole = |at: &usize| {
        let before = id.get(..*at).and_then(|text| text.chars().next_back());
        let after = id.get(at + part.len()..).and_then(|text| text.chars().next());
        !before.into_iter().chain(after).any(char::is_alphanumeric)
    };
    let at = id.rmatch_indices(part).map(|(at, _)| at).take(64).find(is_whole)?;
    let mut template = Vec::new();
    dated(id.get(..at)?, facts, &mut template);
    template.push(piece.clone());
    dated(id.get(at + part.len()..)?, facts, &mut template);
    Some(template)
}

/// Adds `text` with pieces in place of the article's date, where it stands in one of the forms that ids have.
fn dated(text: &str, facts: &Facts<'_>, template: &mut Template) {
    let (year, month, day) = (facts.published.year(), facts.published.month(), facts.published.day());
    let forms: [(String, &[Piece]); 4] = [
        (format!("{year:04}-{month:02}-{day:02}"), &[Piece::Year, Piece::Month, Piece::Day]),
        (format!("/{year:04}/{month:02}/{day:02}/"), &[Piece::Year, Piece::Month, Piece::Day]),
        (format!("/{year:04}/{month:02}/"), &[Piece::Year, Piece::Month]),
        (format!("/{year:04}/"), &[Piece::Year]),
    ];
    let found = forms.iter().find_map(|(form, pieces)| Some((text.find(form.as_str())?, form, *pieces)));
    let Some((at, form, pieces)) = found else { return push(template, text) };
    push(template, text.get(..at).unwrap_or_default());
    let separator = if form.starts_with('/') { "/" } else { "-" };
    if separator == "/" {
        push(template, separator);
    }
    for (at, piece) in pieces.iter().enumerate() {
        if at > 0 {
            push(template, separator);
        }
        template.push(piece.clone());
    }
    if separator == "/" {
        push(template, separator);
    }
    push(template, text.get(at + form.len()..).unwrap_or_default());
}

/// Adds text to the last piece, where that is text, too.
fn push(template: &mut Template, text: &str) {
    match template.last_mut() {
        _ if text.is_empty() => {}
        Some(Piece::Literal(literal)) => literal.push_str(text),
        _ => template.push(Piece::Literal(text.to_owned())),
    }
}
