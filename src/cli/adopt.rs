//! `feedloom adopt`: takes over the ids that readers know from the feed that a site has published so far.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;
use serde_json::{Value, json};
use url::Url;

use super::report::{count, defect_to_json, warning};
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{Adoption, App, Unmatched};
use crate::text::printable::printable;

/// Entries and articles that are named for one reason; `--json` names all.
const NAMED: usize = 10;

/// Take over the ids that readers know from the feed that a site publishes today
///
/// Finds the entries of the feed among the articles and writes what readers know them by into ids.tsv, a file to commit;
/// `feedloom build` gives the articles those ids. Run it once for each feed that people read, RSS and Atom. It ends with 0 also where
/// some entries have no article, or some articles no entry: the report names them.
#[derive(Args, Debug)]
pub(super) struct Adopt {
    /// The feed's file; `-` reads it from standard input
    #[arg(value_name = "FILE")]
    feed: PathBuf,
    /// Do everything but write: say what would be taken over
    #[arg(long)]
    dry_run: bool,
}

impl Adopt {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        if let Some(url) =
            self.feed.to_str().filter(|text| text.starts_with("http://") || text.starts_with("https://"))
        {
            return Err(Failure::usage(format!(
                "`adopt` reads a file\n  = fetch the feed first: curl --location '{url}' | feedloom adopt -",
                url = printable(url)
            )));
        }
        let (app, _) = run::open(globals)?;
        run::need_source(app.config())?;
        let adoption = run::wait(app.adopt(&self.feed, self.dry_run))?;
        if globals.json {
            let text = format!("{}\n", to_json(&adoption, self.dry_run));
            terminal::data(text.as_bytes())
                .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        } else {
            let text = if globals.quiet {
                problems(&adoption, globals)
            } else {
                self.told(&adoption, globals, &app)
            };
            if !text.is_empty() {
                terminal::say(text.trim_end());
            }
        }
        Ok(if adoption.failures.is_empty() { Exit::Done } else { Exit::Failed })
    }

    /// What was found and done, for people.
    fn told(&self, adoption: &Adoption, globals: &Globals, app: &App) -> String {
        let mut out = String::new();
        let feed = &adoption.feed;
        let entries = count(feed.entries as u64, "entry", "entries");
        let _ = writeln!(out, "{}: {entries} ({})", printable(&feed.title), printable(&feed.format));
        if globals.verbose {
            for (id, place, how) in &adoption.pairs {
                let _ = writeln!(out, "  {} is {} ({})", printable(id), printable(place), how.words());
            }
        }
        for (how, number) in &adoption.matched {
            let _ = writeln!(out, "  {number} found {}", how.words());
        }
        for (source, pattern, reached) in &adoption.patterns {
            let (source, pattern) = (printable(source.as_str()), printable(pattern));
            let _ = match reached {
                0 => writeln!(out, "  the ids of source {source} follow the pattern {pattern}"),
                1 => writeln!(
                    out,
                    "  the ids of source {source} follow the pattern {pattern}, by which 1 article more gets one"
                ),
                more => writeln!(
                    out,
                    "  the ids of source {source} follow the pattern {pattern}, by which {more} articles more get one"
                ),
            };
        }
        out.push_str(&problems(adoption, globals));
        self.conclude(&mut out, adoption);
        let _ = writeln!(out, "Next: {}", next(adoption, app));
        out
    }

    fn conclude(&self, out: &mut String, adoption: &Adoption) {
        let file = adoption.file.display().to_string();
        let file = printable(&file);
        let rows = |number: usize| count(number as u64, "row", "rows");
        let (added, filled) = (rows(adoption.added), rows(adoption.filled));
        let _ = match (adoption.changed, self.dry_run) {
            (true, true) => {
                writeln!(out, "would write {file}: {added} new, {filled} changed; nothing was written")
            }
            (true, false) => writeln!(out, "wrote {file}: {added} new, {filled} changed"),
            (false, _) if adoption.pairs.is_empty() => writeln!(out, "there is nothing to write into {file}"),
            (false, _) => writeln!(out, "{file} says all of this already, and was left as it is"),
        };
        if adoption.newer > 0 {
            let _ = writeln!(out, "{} newer than the feed, and new to everybody", is_or_are(adoption.newer));
        }
        match adoption.seen_as_new() {
            0 => out.push_str("Readers of that feed will see no entry as new\n"),
            1 => out.push_str("Readers of that feed will see 1 entry as new\n"),
            number => {
                let _ = writeln!(out, "Readers of that feed will see {number} entries as new");
            }
        }
    }
}

fn is_or_are(articles: usize) -> String {
    if articles == 1 { "1 article is".to_owned() } else { format!("{articles} articles are") }
}

/// What readers will notice, and what is wrong.
fn problems(adoption: &Adoption, globals: &Globals) -> String {
    let mut out = String::new();
    adoption.defects.iter().for_each(|defect| warning(&mut out, defect));
    for failure in &adoption.failures {
        let _ = writeln!(out, "error: {}", printable(failure));
    }
    list(&mut out, globals, "Ids that could not be taken over", &adoption.conflicts, |conflict| {
        conflict.clone()
    });
    let what = "Entries of the feed without an article (held back, elsewhere, or no longer there)";
    list(&mut out, globals, what, &adoption.without_article, |(id, title, link)| {
        format!("\"{title}\" {}", if link.is_empty() { id } else { link })
    });
    let what = "Articles of the feed's time that none of its entries is, new to its readers";
    list(&mut out, globals, what, &adoption.without_entry, unmatched);
    let what = format!(
        "Articles older than the feed that would be new to its readers (a `publish.limit` of {} leaves them out)",
        adoption.feed.entries
    );
    list(&mut out, globals, &what, &adoption.beyond, String::clone);
    out
}

fn unmatched(article: &Unmatched) -> String {
    let mut out = format!("{} \"{}\"", article.place, article.title);
    if let Some((title, link, why)) = &article.nearest {
        let _ = write!(out, "; the nearest entry is \"{title}\"");
        if !link.is_empty() {
            let _ = write!(out, " {link}");
        }
        let _ = write!(out, ": {why}");
    }
    out
}

fn list<T>(out: &mut String, globals: &Globals, what: &str, items: &[T], show: impl Fn(&T) -> String) {
    if items.is_empty() {
        return;
    }
    let _ = writeln!(out, "{what}: {}", items.len());
    let shown = if globals.verbose { items.len() } else { NAMED };
    for item in items.iter().take(shown) {
        let _ = writeln!(out, "  {}", printable(&show(item)));
    }
    if items.len() > shown {
        let _ = writeln!(out, "  and {} more (`--verbose` names them)", items.len() - shown);
    }
}

/// What is left to do.
fn next(adoption: &Adoption, app: &App) -> String {
    let file = adoption.file.display().to_string();
    let commit = format!("look through {}, commit it, and run `feedloom build`", printable(&file));
    let address = adoption.feed.url.as_deref().and_then(|url| Url::parse(url).ok());
    let keep = match address {
        Some(address) => keep(&address, adoption, app),
        None => "the feed does not say its own address: keep it alive with [paths], [[alias]] or a redirect of your web server".to_owned(),
    };
    format!("{commit}\nReaders' address: {keep}")
}

/// How the address of the old feed stays.
fn keep(address: &Url, adoption: &Adoption, app: &App) -> String {
    let site = &app.config().site;
    let shown = printable(address.as_str());
    let format = match adoption.feed.format.as_str() {
        format if format.starts_with("atom") => "atom",
        format if format.starts_with("json") => "json",
        _ => "rss",
    };
    let Some(ours) = app.home_document(format) else {
        return format!("add \"{format}\" to `publish.formats`: {shown} is of that format");
    };
    let on_host = |url: &Url| format!("{}{}", url.host_str().unwrap_or_default(), url.path());
    if on_host(&ours.url) == on_host(address) {
        return format!("{shown} stays where it is");
    }
    match on_host(address).strip_prefix(&on_host(&site.feeds_url)) {
        Some(path) if !path.is_empty() && !path.ends_with('/') && is_file(path) => format!(
            "to keep {shown} alive, add\n\n[[alias]]\nfrom = {from}\nto = {to}\n",
            from = toml_text(path),
            to = toml_text(&ours.path)
        ),
        _ => format!(
            "let your web server redirect {shown} to {}, or set `publish.url` and [paths] so that they are one",
            ours.url
        ),
    }
}

/// True for a path whose last part has an ending: a folder's name is no document that could be written.
fn is_file(path: &str) -> bool {
    Path::new(path).extension().is_some()
}

fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn to_json(adoption: &Adoption, dry_run: bool) -> Value {
    let matched: serde_json::Map<String, Value> =
        adoption.matched.iter().map(|(how, number)| (how.name().to_owned(), json!(number))).collect();
    let pairs: Vec<Value> = adoption
        .pairs
        .iter()
        .map(|(id, file, how)| json!({ "id": id, "file": file, "by": how.name() }))
        .collect();
    let without_article: Vec<Value> = adoption
        .without_article
        .iter()
        .map(|(id, title, link)| json!({ "id": id, "title": title, "link": link }))
        .collect();
    let without_entry: Vec<Value> = adoption
        .without_entry
        .iter()
        .map(|article| {
            let nearest = article.nearest.as_ref();
            let nearest =
                nearest.map(|(title, link, why)| json!({ "title": title, "link": link, "why_not": why }));
            json!({ "file": article.place, "title": article.title, "nearest": nearest })
        })
        .collect();
    let patterns: Vec<Value> = adoption
        .patterns
        .iter()
        .map(|(source, pattern, reached)| json!({ "source": source.as_str(), "pattern": pattern, "articles": reached }))
        .collect();
    json!({
        "dry_run": dry_run,
        "feed": {
            "title": adoption.feed.title,
            "format": adoption.feed.format,
            "url": adoption.feed.url,
            "entries": adoption.feed.entries,
        },
        "matched": matched,
        "pairs": pairs,
        "without_article": without_article,
        "without_entry": without_entry,
        "older_than_feed": adoption.beyond,
        "newer_than_feed": adoption.newer,
        "conflicts": adoption.conflicts,
        "patterns": patterns,
        "seen_as_new": adoption.seen_as_new(),
        "ids": {
            "file": adoption.file.display().to_string(),
            "added": adoption.added,
            "changed": adoption.filled,
            "written": adoption.changed && !dry_run,
            "defects": adoption.defects.iter().map(defect_to_json).collect::<Vec<_>>(),
        },
        "failures": adoption.failures,
    })
}
