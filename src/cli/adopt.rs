//! `feedloom adopt`: takes over the ids that readers know from the feed that a site has published so far.

use std::fmt::Write as _;
use std::path::PathBuf;

use clap::Args;

use super::report::{count, warning};
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{Adoption, App, Cut, OldFeed, OtherPages, Unmatched, typed};
use crate::text::printable::printable;

mod json;
mod next;

/// Entries and articles that are named for one reason; `--json` names all.
const NAMED: usize = 10;

/// Take over the ids that readers know from the feed that a site publishes today
///
/// Finds the entries of the feed among the articles and writes what readers know them by into ids.tsv, a file to commit;
/// `feedloom build` gives the articles those ids. Run it once for each feed that people read, RSS and Atom. It ends with 0 also where
/// some entries have no article, or some articles no entry: the report names them.
#[derive(Args, Debug)]
pub(super) struct Adopt {
    /// The feed: its file, its address, or `-` for standard input
    #[arg(value_name = "FILE|URL")]
    feed: PathBuf,
    /// Do everything but write: say what would be taken over
    #[arg(long)]
    dry_run: bool,
}

impl Adopt {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        run::need_source(app.config())?;
        let url = self.feed.to_str().filter(|text| text.contains("://")).and_then(|text| typed(text).ok());
        let adoption = match url {
            Some(url) => run::wait(async {
                let asker = app.asker(now, false).await?;
                app.adopt_url(&asker, &url, self.dry_run).await
            })?,
            None => run::wait(app.adopt(&self.feed, self.dry_run))?,
        };
        if globals.json {
            let text = format!("{}\n", json::to_json(&adoption, self.dry_run));
            terminal::data(text.as_bytes())
                .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        } else {
            let text = if globals.quiet {
                self.problems(&adoption, globals)
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
        out.push_str(&self.problems(adoption, globals));
        if adoption.pairs.is_empty() {
            return out;
        }
        self.conclude(&mut out, adoption);
        next::next(&mut out, adoption, app);
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
            (false, _) if !adoption.file.is_file() => {
                writeln!(out, "no row is needed, and {file} was not written")
            }
            (false, _) => writeln!(out, "{file} says all of this already, and was left as it is"),
        };
        if adoption.newer > 0 {
            let _ = writeln!(out, "{} newer than the feed, and new to everybody", is_or_are(adoption.newer));
        }
        match adoption.seen_as_new() {
            // What is missing may be anything.
            _ if adoption.feed.cut.is_some() => {}
            0 => out.push_str("Readers of that feed will see no entry as new\n"),
            1 => out.push_str("Readers of that feed will see 1 entry as new\n"),
            number => {
                let _ = writeln!(out, "Readers of that feed will see {number} entries as new");
            }
        }
    }

    /// What readers will notice, and what is wrong.
    fn problems(&self, adoption: &Adoption, globals: &Globals) -> String {
        let mut out = String::new();
        let feed = &adoption.feed;
        self.document(&mut out, feed);
        adoption.other_pages.iter().for_each(|pages| elsewhere(&mut out, pages));
        adoption.defects.iter().for_each(|defect| warning(&mut out, defect));
        for failure in &adoption.failures {
            let _ = writeln!(out, "error: {}", printable(failure));
        }
        list(&mut out, globals, "Ids that could not be taken over", &adoption.conflicts, String::clone);
        let what = "Entries of the feed without an article (held back, elsewhere, or no longer there)";
        list(&mut out, globals, what, &adoption.without_article, |(id, title, link)| {
            format!("\"{title}\" {}", if link.is_empty() { id } else { link })
        });
        let what = "Articles of the feed's time that none of its entries is, new to its readers";
        list(&mut out, globals, what, &adoption.without_entry, unmatched);
        let what = format!(
            "Articles older than the feed that would be new to its readers (a `publish.limit` of {} leaves them out)",
            feed.entries
        );
        list(&mut out, globals, &what, &adoption.beyond, String::clone);
        match feed.entries {
            _ if !adoption.pairs.is_empty() => {}
            1 => out.push_str("its entry is no article of yours: is it the right feed?\n"),
            number => {
                let _ = writeln!(
                    out,
                    "none of its {number} entries is an article of yours: is it the right feed?"
                );
            }
        }
        out
    }

    /// What is wrong with the feed's document.
    fn document(&self, out: &mut String, feed: &OldFeed) {
        let file = self.feed.display().to_string();
        let (place, inspect) = match file.as_str() {
            "-" => ("standard input".into(), "FILE".into()),
            file => (printable(file), printable(file)),
        };
        if let Some((line, cut)) = feed.cut {
            let what = match cut {
                Cut::InEntry => "inside of an entry, which is left out, and others may be missing",
                Cut::Elsewhere => "before its end, and entries may be missing",
            };
            let _ = writeln!(out, "warning: {place}:{line}: the feed ends here, {what}: fetch it again");
        }
        if feed.defects > 0 {
            let defects = count(feed.defects as u64, "defect", "defects");
            let _ = writeln!(out, "{place} has {defects}; `feedloom inspect {inspect}` names them");
        }
    }
}

fn is_or_are(articles: usize) -> String {
    if articles == 1 { "1 article is".to_owned() } else { format!("{articles} articles are") }
}

/// Pages that readers find no longer, where the source stays as it is set.
fn elsewhere(out: &mut String, pages: &OtherPages) {
    let OtherPages { source, moved, compared, old, new, permalink } = pages;
    let number = match (*moved, *compared) {
        (1, 1) => "the entry".to_owned(),
        (moved, compared) if moved == compared => format!("none of {compared} entries"),
        (moved, compared) => format!("{moved} of {compared} entries"),
    };
    let verb = match (*moved, *compared) {
        (1, 1) => "does not lead where its article does",
        (moved, compared) if moved == compared => "leads where its article does",
        (1, _) => "does not lead where its article does",
        _ => "do not lead where their articles do",
    };
    let source = printable(source.as_str());
    let _ = writeln!(
        out,
        "warning: {number} of source {source} {verb}: old {}, new {}",
        printable(old),
        printable(new)
    );
    let _ = match permalink {
        Some(pattern) => {
            writeln!(
                out,
                "  = `permalink = \"{}\"` in that [[source]] makes them the same",
                printable(pattern)
            )
        }
        None => writeln!(
            out,
            "  = set `permalink` of that [[source]], or let your web server redirect the old ones"
        ),
    };
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
