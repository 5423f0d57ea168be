//! Where documents go: templates of `[paths]` and the old paths of `[[alias]]`.
//!
//! In: what was typed. Out: [`Paths`] and [`Alias`]es that stay below the publishing folder, with every problem that can be
//! known before there is an entry: paths that lead out of the folder, placeholders that nobody fills, two documents on one
//! path. What only the names of categories decide is found when feeds are published.

use super::problem::{Place, Problem};
use super::typed::Typed;
use super::value::{Wrong, wrong};
use super::{Alias, Documents, Paths, Tables};
use crate::model::feed::FeedKind;
use crate::model::plan::STAGE;
use crate::text::nearest::nearest;

/// The placeholder of templates.
const SLUG: &str = "{slug}";

/// What file systems take as one name, at the most, in bytes.
const LONGEST_SEGMENT: usize = 255;

/// A document that will be written, as far as its path is known.
struct Planned {
    /// Its name in `[paths]`: `home.atom`, `opml`.
    name: String,
    /// Its path; with `{slug}` in it, many paths.
    path: String,
}

/// Looks at all paths.
pub(super) fn documents(
    typed: &Typed,
    tables: &Tables,
    formats: &[String],
    by: &[FeedKind],
    problems: &mut Vec<Problem>,
) -> (Paths, Vec<Alias>) {
    let paths = templates(typed, problems);
    let planned = planned(&paths, tables, formats, by);
    for (at, one) in planned.iter().enumerate() {
        if let Some(other) = planned.iter().take(at).find(|other| clash(&one.path, &other.path)) {
            problems.push(Problem {
                place: typed
                    .place(&format!("paths.{}", one.name))
                    .or_else(|| typed.place(&format!("paths.{}", other.name)))
                    .unwrap_or_else(|| typed.header("paths")),
                message: format!(
                    "`{}` and `{}` get in each other's way: {} and {}",
                    other.name, one.name, other.path, one.path
                ),
                remedy: "give one of them another path".to_owned(),
            });
        }
    }
    let aliases = aliases(typed, &planned, problems);
    (paths, aliases)
}

fn templates(typed: &Typed, problems: &mut Vec<Problem>) -> Paths {
    let mut paths = Paths::default();
    for (name, template) in typed.options.map("paths").into_iter().flatten() {
        let kind = name.split_once('.').and_then(|(kind, format)| Some((FeedKind::from_name(kind)?, format)));
        let many = kind.is_some_and(|(kind, _)| kind != FeedKind::Home);
        if let Err(Wrong { what, remedy }) = check_template(template, many) {
            let place = typed.place(&format!("paths.{name}")).unwrap_or_else(|| typed.header("paths"));
            problems.push(Problem { place, message: format!("`{name}` {what}"), remedy });
        } else if let Some((kind, format)) = kind {
            paths.feeds.insert((kind, format.to_owned()), template.clone());
        } else {
            paths.site.insert(name.clone(), template.clone());
        }
    }
    paths
}

/// The documents that will be written, from templates and usual places.
fn planned(paths: &Paths, tables: &Tables, formats: &[String], by: &[FeedKind]) -> Vec<Planned> {
    let mut planned = Vec::new();
    let writers =
        || tables.writers.iter().filter(|writer| formats.iter().any(|format| format == writer.name));
    for kind in [FeedKind::Home].iter().chain(by) {
        for writer in writers().filter(|writer| writer.documents == Documents::OfFeeds) {
            let usual = match kind {
                FeedKind::Home => writer.file_name.to_owned(),
                kind => format!("{}/{SLUG}/{}", kind.folder(), writer.file_name),
            };
            let path = paths.feeds.get(&(*kind, writer.name.to_owned())).cloned().unwrap_or(usual);
            planned.push(Planned { name: format!("{}.{}", kind.name(), writer.name), path });
        }
    }
    for writer in writers().filter(|writer| writer.documents == Documents::OfSite) {
        let path = paths.site.get(writer.name).cloned().unwrap_or_else(|| writer.file_name.to_owned());
        planned.push(Planned { name: writer.name.to_owned(), path });
    }
    planned
}

/// True where two documents need the same path, or one a folder where the other needs a file. Case does not count: on many
/// file systems it does not.
fn clash(one: &str, other: &str) -> bool {
    let (one, other) = (one.to_lowercase(), other.to_lowercase());
    let is_folder_of =
        |file: &str, path: &str| path.strip_prefix(file).is_some_and(|rest| rest.starts_with('/'));
    one == other || is_folder_of(&one, &other) || is_folder_of(&other, &one)
}

fn aliases(typed: &Typed, planned: &[Planned], problems: &mut Vec<Problem>) -> Vec<Alias> {
    let mut aliases: Vec<Alias> = Vec::new();
    for (at, options) in typed.options.tables("alias").iter().enumerate() {
        let (Some(from), Some(to)) = (options.text("from"), options.text("to")) else { continue };
        let place = |key: &str| {
            let header = || typed.header(&format!("alias.{at}"));
            typed.place(&format!("alias.{at}.{key}")).unwrap_or_else(header)
        };
        let mut problem = |place: Place, key: &str, Wrong { what, remedy }: Wrong| {
            problems.push(Problem { place, message: format!("`{key}` {what}"), remedy });
        };
        if let Err(wrong) = check_path(from) {
            problem(place("from"), "from", wrong);
        } else if let Some(document) = planned.iter().find(|document| clash(&document.path, from)) {
            let what = format!("is where `{}` goes: {}", document.name, document.path);
            problem(place("from"), "from", wrong(what, "an alias needs a path that no document has"));
        } else if aliases.iter().any(|alias| clash(&alias.from, from)) {
            problem(
                place("from"),
                "from",
                wrong(format!("gets in the way of another alias: {from}"), "keep one of them"),
            );
        }
        if let Err(wrong) = check_path(to) {
            problem(place("to"), "to", wrong);
        } else if !planned.iter().any(|document| matches(&document.path, to)) {
            let fixed =
                planned.iter().map(|document| document.path.as_str()).filter(|path| !path.contains(SLUG));
            let remedy = match nearest(to, fixed.clone()) {
                Some(path) => format!("did you mean \"{path}\"?"),
                None => format!(
                    "it can be: {}, or the path of any other feed",
                    fixed.collect::<Vec<_>>().join(", ")
                ),
            };
            problem(place("to"), "to", wrong(format!("names no document: {to}"), remedy));
        }
        aliases.push(Alias { from: from.to_owned(), to: to.to_owned() });
    }
    aliases
}

/// True where a document of that template can have that path.
fn matches(template: &str, path: &str) -> bool {
    match template.split_once(SLUG) {
        None => template == path,
        Some((before, after)) => path
            .strip_prefix(before)
            .and_then(|rest| rest.strip_suffix(after))
            .is_some_and(|slug| !slug.is_empty()),
    }
}

fn check_template(template: &str, many: bool) -> Result<(), Wrong> {
    let bare = template.replacen(SLUG, "x", 1);
    if let Some((_, rest)) = bare.split_once('{') {
        let name = rest.split(['}', '/']).next().unwrap_or_default();
        let what = if name == "slug" {
            "has `{slug}` twice".to_owned()
        } else {
            format!("has a placeholder that nobody fills: `{{{name}}}`")
        };
        return Err(wrong(what, "the one placeholder there is, is {slug}, once"));
    }
    if bare.contains('}') {
        return Err(wrong("has a `}` without a `{`", "the one placeholder there is, is {slug}"));
    }
    match (many, bare.len() != template.len()) {
        (true, false) => Err(wrong(
            "lacks {slug}: all feeds of that kind would go to one path",
            "such as \"tags/{slug}/feed.xml\"",
        )),
        (false, true) => Err(wrong("has {slug}, but there is only one such document", "leave {slug} out")),
        _ => check_path(&bare),
    }
}

/// A path below the publishing folder, and nothing else on any system.
fn check_path(path: &str) -> Result<(), Wrong> {
    let remedy = "write a path below `publish.dir`, such as \"blog/atom.xml\"";
    if path.starts_with('/') || path.as_bytes().get(1) == Some(&b':') {
        return Err(wrong("is an absolute path", remedy));
    }
    if path.contains('\\') {
        return Err(wrong("holds a backslash", "put `/` between folders, on every system"));
    }
    if path.chars().any(char::is_control) {
        return Err(wrong("holds a control character", remedy));
    }
    // Case does not count on many file systems.
    if path.split('/').next().is_some_and(|first| first.eq_ignore_ascii_case(STAGE)) {
        return Err(wrong(format!("is in `{STAGE}`, where documents wait to be put in place"), remedy));
    }
    for segment in path.split('/') {
        match segment {
            "" => return Err(wrong("has an empty part, or ends with `/`", remedy)),
            "." | ".." => {
                return Err(wrong(format!("holds `{segment}`, which may lead out of the folder"), remedy));
            }
            _ if segment.len() > LONGEST_SEGMENT => {
                return Err(wrong(format!("has a part of more than {LONGEST_SEGMENT} bytes"), remedy));
            }
            _ if segment.ends_with(['.', ' ']) || segment.starts_with(' ') => {
                return Err(wrong(
                    format!("has a part that ends with a dot or has blanks around it: `{segment}`"),
                    remedy,
                ));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A segment of the owner's choice: one level of a path.
pub(super) fn check_segment(segment: &str) -> Result<(), Wrong> {
    let what = match segment {
        "" => "is empty".to_owned(),
        _ if segment.contains('/') => format!("holds a `/`, but is one level: `{segment}`"),
        _ if segment.contains(['{', '}']) || check_path(segment).is_err() => format!("cannot be `{segment}`"),
        _ => return Ok(()),
    };
    Err(wrong(what, "write one plain name, such as \"dotnet\"; each level has its own"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_below_the_folder_are_safe() {
        for path in ["atom.xml", "a/b/c.xml", ".well-known/feed.xml", "新媒体/atom.xml", "a b/c.xml", "..a/b"]
        {
            assert_eq!(check_path(path), Ok(()), "{path}");
        }
        let long = "x".repeat(256);
        for path in [
            "", "/a", "a/", "a//b", "../a", "a/../b", "./a", "a\\b", "C:/a", "a\0b", "a\nb", "a./b", "a /b",
            " a", &long,
        ] {
            assert!(check_path(path).is_err(), "{path}");
        }
    }

    #[test]
    fn templates_have_their_placeholder_and_no_other() {
        for (template, many, right) in [
            ("categories/{slug}/index.xml", true, true),
            ("{slug}.xml", true, true),
            ("feed.xml", true, false),
            ("atom.xml", false, true),
            ("{slug}.xml", false, false),
            ("{slug}/{slug}.xml", true, false),
            ("{slug}/{name}.xml", true, false),
            ("{slug}/}.xml", true, false),
            ("{slug}/../x", true, false),
            ("{slug", true, false),
        ] {
            assert_eq!(check_template(template, many).is_ok(), right, "{template}");
        }
    }

    #[test]
    fn documents_clash_on_one_path_or_where_one_needs_a_folder() {
        for (one, other, expected) in [
            ("feed.xml", "feed.xml", true),
            ("feed.xml", "Feed.xml", true),
            ("feed", "feed/{slug}.xml", true),
            ("{slug}/a.xml", "{slug}/a.xml", true),
            ("feed.xml", "feed.xml.gz", false),
            ("{slug}/a.xml", "{slug}/b.xml", false),
        ] {
            assert_eq!(clash(one, other), expected, "{one} {other}");
            assert_eq!(clash(other, one), expected, "{other} {one}");
        }
    }
}
