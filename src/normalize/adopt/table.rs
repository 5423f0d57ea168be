//! `ids.tsv`: the ids that readers know, as a text that people review, edit and commit.
//!
//! In: the text, or rows. Out: rows, with a problem for each line that is none; or the text, sorted, so that a difference shows
//! what changed. A row that this version does not understand is not lost: it is a problem that whoever writes the file must have
//! settled before.

use std::collections::HashMap;
use std::fmt::Write as _;

use chrono::{DateTime, SecondsFormat, Utc};
use chrono_tz::Tz;

use super::pattern;
use crate::model::adopted::{Adopted, KnownAs, Patterns};
use crate::model::ids::{ContentHash, SourceId};

#[cfg(test)]
mod tests;

/// What stands in the place of a path in the row of a pattern.
const EVERY: &str = "*";

/// What the file says of itself.
const HEADER: &str = "\
# Ids that readers know from the feeds that were here before feedloom. Written by `feedloom adopt`, read by `feedloom build`.
# Commit this file: without it readers see all their old entries again. Correct it by hand where it is wrong.
#
# One article a row; between the columns is one tab. A source's row with the path * is a pattern: it gives ids to the articles
# that have no row and were published until its date, with {link}, {page} (the path of the link, without / and .html at its
# ends), {slug} (the last part of that), {year}, {month}, {day} and keys of front matter, such as {wordpress_id}.
#
# source  the source's id in the configuration
# path    the article's file below the source's folder; where no file has that path any more, the link counts
# guid    what readers of the old RSS feed know it by
# id      what readers of the old Atom or JSON feed know it by; of guid and id one is enough, and then stands for both
# date, link, title  the article when its row was written
#
# source\tpath\tguid\tid\tdate\tlink\ttitle
";

/// A row: what readers know an article by, or the pattern of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The source's id.
    pub source: SourceId,
    /// The article's path below the source's folder; `*` for a pattern; empty where only the link tells.
    pub path: String,
    /// What its readers know it by, or patterns of that.
    pub known_as: KnownAs,
    /// When it was published; for a pattern, until when it holds.
    pub date: String,
    /// Its page.
    pub link: String,
    /// Its title.
    pub title: String,
}

/// Something that is no row: the line, from 1, and what is wrong with it.
pub type Problem = (u32, String);

impl Row {
    /// True for the pattern of a source.
    #[must_use]
    pub fn is_pattern(&self) -> bool {
        self.path == EVERY
    }

    /// The row of a pattern.
    #[must_use]
    pub fn pattern(source: SourceId, known_as: KnownAs, until: DateTime<Utc>) -> Self {
        Self { source, path: EVERY.to_owned(), known_as, date: instant(until), ..Self::default() }
    }

    /// The instant that `date` is.
    #[must_use]
    pub fn instant(&self) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(&self.date).ok().map(|at| at.to_utc())
    }
}

/// An instant as rows have it.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// The comments that are not ours: all but the ones that end with the names of the columns.
#[must_use]
pub fn comments(text: &str) -> Vec<&str> {
    let is_comment = |line: &&str| line.starts_with('#');
    let header = text.lines().position(|line| line.starts_with("# source\tpath")).map_or(0, |at| at + 1);
    text.lines().skip(header).map(str::trim_end).filter(is_comment).collect()
}

/// Reads the file.
#[must_use]
pub fn read(text: &str) -> (Vec<(u32, Row)>, Vec<Problem>) {
    let (mut rows, mut problems) = (Vec::new(), Vec::new());
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match row(line) {
            Ok(row) => rows.push((number, row)),
            Err(message) => problems.push((number, message)),
        }
    }
    (rows, problems)
}

fn row(line: &str) -> Result<Row, String> {
    let cells: Vec<String> = line.split('\t').map(unescaped).collect();
    if !(3..=7).contains(&cells.len()) {
        return Err(format!(
            "a row has seven columns with one tab between them (source, path, guid, id, date, link, title), and this one has {}; it \
             is left out",
            cells.len()
        ));
    }
    let mut cells = cells.into_iter();
    let mut next = || cells.next().unwrap_or_default();
    let row = Row {
        source: SourceId::new(next()),
        path: next(),
        known_as: KnownAs { guid: next(), id: next() },
        date: next(),
        link: next(),
        title: next(),
    };
    if row.known_as.is_empty() {
        return Err(
            "the row has neither guid nor id, and says nothing; remove it, or fill one of them in".to_owned()
        );
    }
    if row.path.is_empty() && row.link.is_empty() {
        return Err("the row has neither path nor link, and so no article; fill one of them in".to_owned());
    }
    if row.is_pattern() {
        check_pattern(&row)?;
    }
    Ok(row)
}

fn check_pattern(row: &Row) -> Result<(), String> {
    for text in [&row.known_as.guid, &row.known_as.id] {
        if let Err(error) = pattern::parse(text) {
            return Err(format!("`{text}` is no pattern, and is left out: {error}"));
        }
    }
    if row.instant().is_none() {
        return Err(format!(
            "the pattern's date \"{}\" is no instant such as 2024-05-31T00:00:00Z; until then articles get ids by it, and without it \
             none does",
            row.date
        ));
    }
    Ok(())
}

/// Writes the file: comments that somebody wrote, then patterns before articles, by source and path.
#[must_use]
pub fn write(rows: &[Row], comments: &[&str]) -> String {
    let mut rows: Vec<&Row> = rows.iter().collect();
    rows.sort_by_key(|row| (row.source.as_str(), !row.is_pattern(), row.path.as_str(), row.link.as_str()));
    let mut out = HEADER.to_owned();
    for comment in comments {
        let _ = writeln!(out, "{comment}");
    }
    for row in rows {
        let KnownAs { guid, id } = &row.known_as;
        let cells = [row.source.as_str(), &row.path, guid, id, &row.date, &row.link, &row.title];
        let line: Vec<String> = cells.into_iter().map(escaped).collect();
        let _ = writeln!(out, "{}", line.join("\t").trim_end_matches('\t'));
    }
    out
}

/// What the rows say, source by source, with a problem for each that cannot count beside another.
#[must_use]
pub fn adopted(rows: &[(u32, Row)], source: &SourceId, zone: Tz) -> (Adopted, Vec<Problem>) {
    let mine = || rows.iter().filter(|(_, row)| row.source == *source);
    let mut problems = Vec::new();
    let mut patterns = None;
    for (line, row) in mine().filter(|(_, row)| row.is_pattern()) {
        let parse = |text: &str| pattern::parse(text).unwrap_or_default();
        let (guid, id) = (parse(&row.known_as.guid), parse(&row.known_as.id));
        if patterns.is_some() {
            let message =
                format!("source `{source}` has a pattern above; this one is left out: keep one of them");
            problems.push((*line, message));
        } else if let Some(until) = row.instant() {
            patterns = Some(Patterns { guid, id, until, zone });
        }
    }
    let mut adopted = Adopted::new(patterns, digest(mine().map(|(_, row)| row)));
    let mut lines: HashMap<(&str, &str), u32> = HashMap::new();
    for (line, row) in mine().filter(|(_, row)| !row.is_pattern()) {
        let cells = [("path", row.path.as_str()), ("guid", &row.known_as.guid), ("id", &row.known_as.id)];
        let cells = || cells.into_iter().filter(|(_, text)| !text.is_empty());
        let taken = cells().find_map(|cell| Some((cell, lines.get(&cell)?)));
        if let Some(((column, text), other)) = taken {
            problems.push((
                *line,
                format!(
                    "the {column} `{text}` is that of line {other}, too; this row is left out: remove the one that is wrong"
                ),
            ));
            continue;
        }
        lines.extend(cells().map(|cell| (cell, *line)));
        adopted.add(&row.path, &row.link, row.known_as.clone());
    }
    (adopted, problems)
}

/// A digest of what rows say of ids. Of none it is the one that stands for nothing.
fn digest<'a>(rows: impl Iterator<Item = &'a Row>) -> ContentHash {
    let mut all = String::new();
    for row in rows {
        for cell in [&row.path, &row.known_as.guid, &row.known_as.id, &row.date, &row.link] {
            all.push_str(cell);
            all.push('\n');
        }
    }
    if all.is_empty() { ContentHash::default() } else { ContentHash::of(all.as_bytes()) }
}

/// A cell's text without what would end it, or make a comment of its row.
fn escaped(text: &str) -> String {
    let text = text.trim();
    let mut out = String::with_capacity(text.len());
    if text.starts_with('#') {
        out.push('\\');
    }
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\t' => out.push_str("\\t"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            c => out.push(c),
        }
    }
    out
}

fn unescaped(cell: &str) -> String {
    let cell = cell.trim();
    if !cell.contains('\\') {
        return cell.to_owned();
    }
    let mut out = String::with_capacity(cell.len());
    let mut chars = cell.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('t') => out.push('\t'),
                Some('n') => out.push('\n'),
                Some('r') => out.push('\r'),
                Some(other) => out.push(other),
                None => out.push('\\'),
            },
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}
