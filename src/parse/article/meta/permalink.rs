//! Patterns of addresses: `/:year/:month/:title/`.
//!
//! In: a pattern, and the facts of an article. Out: a path below the site, percent-encoded part by part.

use std::fmt;

use chrono::{DateTime, Datelike, Timelike};
use chrono_tz::Tz;
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::name::Name;
use crate::text::nearest::nearest;

mod of_many;

pub use of_many::PatternError;

/// What may not stand in one part of a path (RFC 3986 §3.3).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// What may not stand in the text of a pattern, which may be encoded already.
const LITERAL: &AsciiSet = &SEGMENT.remove(b'/').remove(b'%');

/// The facts that a pattern is filled with.
#[derive(Clone, Copy, Debug)]
pub struct Facts<'a> {
    /// The article's path.
    pub name: Name<'a>,
    /// Its slug, where it has one.
    pub slug: Option<&'a str>,
    /// When it was published, in the site's zone.
    pub published: Option<DateTime<Tz>>,
    /// Its categories.
    pub categories: &'a [Vec<String>],
    /// Its id as found.
    pub id: Option<&'a str>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Placeholder {
    Year,
    Month,
    ShortMonth,
    Day,
    ShortDay,
    Hour,
    Minute,
    Second,
    Title,
    FileName,
    Name,
    Path,
    Folder,
    Category,
    Categories,
    Id,
}

/// What each placeholder is called.
const PLACEHOLDERS: &[(&str, Placeholder)] = &[
    ("year", Placeholder::Year),
    ("month", Placeholder::Month),
    ("i_month", Placeholder::ShortMonth),
    ("day", Placeholder::Day),
    ("i_day", Placeholder::ShortDay),
    ("hour", Placeholder::Hour),
    ("minute", Placeholder::Minute),
    ("second", Placeholder::Second),
    ("title", Placeholder::Title),
    ("slug", Placeholder::Title),
    ("filename", Placeholder::FileName),
    ("name", Placeholder::Name),
    ("path", Placeholder::Path),
    ("folder", Placeholder::Folder),
    ("category", Placeholder::Category),
    ("categories", Placeholder::Categories),
    ("id", Placeholder::Id),
];

#[derive(Clone, Debug, PartialEq, Eq)]
enum Piece {
    Literal(String),
    Value(Placeholder),
}

/// A pattern of addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    pieces: Vec<Piece>,
}

/// A placeholder that does not exist.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub struct UnknownPlaceholder {
    /// Its name, without the colon.
    pub name: String,
    /// The placeholder that was probably meant.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for UnknownPlaceholder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no placeholder `:{}`", self.name)?;
        if let Some(nearest) = self.nearest {
            write!(f, "; did you mean `:{nearest}`?")?;
        }
        f.write_str(" (there are")?;
        PLACEHOLDERS.iter().try_for_each(|(name, _)| write!(f, " :{name}"))?;
        f.write_str(")")
    }
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// Where it has a placeholder that does not exist.
    pub fn parse(pattern: &str) -> Result<Self, UnknownPlaceholder> {
        let mut pieces = Vec::new();
        let mut rest = pattern;
        while !rest.is_empty() {
            let (literal, after) = rest.split_at(rest.find(':').unwrap_or(rest.len()));
            if !literal.is_empty() {
                pieces.push(Piece::Literal(utf8_percent_encode(literal, LITERAL).to_string()));
            }
            let Some(after) = after.strip_prefix(':') else { break };
            let end = after.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(after.len());
            let (name, after) = after.split_at(end);
            let Some((_, placeholder)) = PLACEHOLDERS.iter().find(|(known, _)| *known == name) else {
                let nearest = nearest(name, PLACEHOLDERS.iter().map(|(known, _)| *known));
                return Err(UnknownPlaceholder { name: name.to_owned(), nearest });
            };
            pieces.push(Piece::Value(*placeholder));
            rest = after;
        }
        Ok(Self { pieces })
    }

    /// The path below the site, without a leading `/`. `None` where the pattern asks for a date or an id and there is none.
    #[must_use]
    pub fn fill(&self, facts: &Facts<'_>) -> Option<String> {
        let mut path = String::new();
        for piece in &self.pieces {
            match piece {
                Piece::Literal(literal) => path.push_str(literal),
                Piece::Value(placeholder) => value(*placeholder, facts, &mut path)?,
            }
        }
        Some(tidy(&path))
    }
}

fn value(placeholder: Placeholder, facts: &Facts<'_>, path: &mut String) -> Option<()> {
    let name = &facts.name;
    let two = |number: u32| format!("{number:02}");
    let number = match placeholder {
        Placeholder::Year => format!("{:04}", facts.published?.year()),
        Placeholder::Month => two(facts.published?.month()),
        Placeholder::ShortMonth => facts.published?.month().to_string(),
        Placeholder::Day => two(facts.published?.day()),
        Placeholder::ShortDay => facts.published?.day().to_string(),
        Placeholder::Hour => two(facts.published?.hour()),
        Placeholder::Minute => two(facts.published?.minute()),
        Placeholder::Second => two(facts.published?.second()),
        Placeholder::Title => {
            push(path, facts.slug.unwrap_or_else(|| name.undated()));
            return Some(());
        }
        Placeholder::FileName => {
            push(path, name.stem);
            return Some(());
        }
        Placeholder::Name => {
            push(path, name.undated());
            return Some(());
        }
        Placeholder::Path => {
            push(path, name.folder);
            path.push('/');
            push(path, facts.slug.unwrap_or(name.stem));
            return Some(());
        }
        Placeholder::Folder => {
            push(path, name.folder);
            return Some(());
        }
        Placeholder::Category => {
            push(path, facts.categories.first().and_then(|path| path.first()).map_or("", String::as_str));
            return Some(());
        }
        Placeholder::Categories => {
            for level in facts.categories.first().map(Vec::as_slice).unwrap_or_default() {
                path.extend(utf8_percent_encode(&level.nfc().collect::<String>(), SEGMENT));
                path.push('/');
            }
            return Some(());
        }
        Placeholder::Id => {
            path.extend(utf8_percent_encode(facts.id?, SEGMENT));
            return Some(());
        }
    };
    path.push_str(&number);
    Some(())
}

/// Adds a value that may have several parts. A file system that decomposes names must not change an address.
fn push(path: &mut String, value: &str) {
    if value.is_ascii() || is_nfc(value) {
        push_parts(path, value);
    } else {
        push_parts(path, &value.nfc().collect::<String>());
    }
}

fn push_parts(path: &mut String, value: &str) {
    for (at, part) in value.split('/').enumerate() {
        if at > 0 {
            path.push('/');
        }
        path.extend(utf8_percent_encode(part, SEGMENT));
    }
}

/// Without a leading `/`, empty parts, and parts that would climb.
fn tidy(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for part in path.split('/').filter(|part| !matches!(*part, "" | "." | "..")) {
        if !out.is_empty() {
            out.push('/');
        }
        out.push_str(part);
    }
    if path.ends_with('/') && !out.is_empty() {
        out.push('/');
    }
    out
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;

    use super::*;

    fn filled(pattern: &str, path: &str) -> Option<String> {
        let categories = [vec!["新 媒体".to_owned(), "C#/.NET".to_owned()], vec!["B".to_owned()]];
        let facts = Facts {
            name: Name::of(path),
            slug: None,
            published: Tz::Asia__Shanghai.with_ymd_and_hms(2021, 6, 5, 7, 8, 9).single(),
            categories: &categories,
            id: Some("a/7"),
        };
        Pattern::parse(pattern).unwrap().fill(&facts)
    }

    #[test]
    fn every_placeholder_is_filled_and_encoded() {
        for (pattern, path, expected) in [
            ("/:path/", "a/2019-05-30-x y.md", "a/2019-05-30-x%20y/"),
            ("/:path.html", "a/b/index.md", "a/b.html"),
            ("/:path/", "index.md", ""),
            (":year/:month/:i_month/:day/:i_day", "x.md", "2021/06/6/05/5"),
            (":hour:minute:second", "x.md", "070809"),
            ("/:title/:slug/:name", "2019-05-30-x.md", "x/x/x"),
            ("/blog/:filename.html", "2019-05-30-x.md", "blog/2019-05-30-x.html"),
            (":folder/:name", "a/b/c.md", "a/b/c"),
            (":folder/:name", "c.md", "c"),
            (
                ":category/:categories/:id",
                "c.md",
                "%E6%96%B0%20%E5%AA%92%E4%BD%93/%E6%96%B0%20%E5%AA%92%E4%BD%93/C%23%2F.NET/a%2F7",
            ),
            ("/posts/:name", "50% #1?.md", "posts/50%25%20%231%3F"),
            ("/:path/", "a/../../b.md", "a/b/"),
            ("/:path/", "cafe\u{301}.md", "caf%C3%A9/"),
        ] {
            assert_eq!(filled(pattern, path).as_deref(), Some(expected), "{pattern}");
        }
    }

    #[test]
    fn a_missing_date_or_id_leaves_the_pattern_unfilled() {
        let facts =
            Facts { name: Name::of("a.md"), slug: Some("s"), published: None, categories: &[], id: None };
        let fill = |pattern| Pattern::parse(pattern).unwrap().fill(&facts);
        assert_eq!(fill("/:year/:title/"), None);
        assert_eq!(fill("/:id/"), None);
        assert_eq!(fill("/:categories/:title/").as_deref(), Some("s/"));
        assert_eq!(fill("/blog/:path/").as_deref(), Some("blog/s/"));
    }

    #[test]
    fn an_unknown_placeholder_names_the_nearest_one() {
        for (pattern, name, nearest) in
            [("/:yaer/", "yaer", Some("year")), ("/:titel", "titel", Some("title")), ("/a::path", "", None)]
        {
            let error = Pattern::parse(pattern).unwrap_err();
            assert_eq!((error.name.as_str(), error.nearest), (name, nearest));
        }
    }
}
