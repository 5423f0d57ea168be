//! `feedloom import`: takes a list of feeds over into the configuration.

use std::fmt::Write as _;
use std::sync::Arc;

use clap::Args;
use serde_json::json;
use url::Url;

use super::report::count;
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::{App, Import, Now, typed};
use crate::config::append::NewSource;
use crate::text::address::without_credentials;
use crate::text::printable::printable;

/// Feeds that are named for what is left out; `--verbose` names all.
const NAMED: usize = 10;

/// Take over a list of feeds (OPML), as every reader exports it
///
/// Writes a `[[source]]` for each feed into the configuration, with the folders as categories. What is there already is left as it is.
#[derive(Args, Debug)]
pub(super) struct ImportVerb {
    /// The list: a file, `-` for standard input, or an address
    #[arg(value_name = "FILE|URL")]
    list: String,
    /// Write one source that follows the list as it changes, in place of one for each feed
    #[arg(long)]
    live: bool,
    /// Write nothing: say what would be written
    #[arg(long)]
    dry_run: bool,
    /// Take it over also where it is very long, or has very many feeds of one host
    #[arg(long)]
    yes: bool,
}

impl ImportVerb {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        let url = self.address()?;
        if let Some(id) = app.follows(&self.list, url.as_ref()) {
            if !globals.quiet && !globals.json {
                let list = url.as_ref().map_or_else(|| self.list.clone(), without_credentials);
                terminal::say(&format!(
                    "{} is followed already, as the source `{id}`: nothing is added",
                    printable(&list)
                ));
            }
            self.show(globals, &[], &about(&Import::default()))?;
            return Ok(Exit::Done);
        }
        let import = self.read(&app, now, url.as_ref())?;
        if let Some(doubt) = import.doubts.first().filter(|_| !self.yes && !self.dry_run) {
            return Err(Failure::usage(format!(
                "{}: {}\n  = `--yes` takes it over all the same",
                printable(&self.list),
                printable(doubt)
            )));
        }
        if self.live {
            return self.follow(globals, &app, url.as_ref(), &import);
        }
        if !import.sources.is_empty() {
            run::add_sources(globals, &app, &import.sources, self.dry_run)?;
        }
        if !globals.quiet && !globals.json {
            terminal::say(self.told(&import, globals).trim_end());
        }
        self.show(globals, &import.sources, &about(&import))?;
        Ok(Exit::Done)
    }

    /// The address of the list, where it is no file.
    fn address(&self) -> Result<Option<Url>, Failure> {
        if !self.list.contains("://") {
            return Ok(None);
        }
        typed(&self.list)
            .map(Some)
            .map_err(|message| Failure::usage(format!("{}: {message}", printable(&self.list))))
    }

    fn read(&self, app: &Arc<App>, now: Now, url: Option<&Url>) -> Result<Import, Failure> {
        run::wait(async {
            let bytes = match url {
                Some(url) => app.asker(now, false).await?.list(url).await?,
                None => crate::app::read_list(&self.list)?,
            };
            app.import(&bytes, self.yes || self.dry_run, now).await
        })
    }

    /// Writes one source that follows the list.
    fn follow(
        &self,
        globals: &Globals,
        app: &App,
        url: Option<&Url>,
        import: &Import,
    ) -> Result<Exit, Failure> {
        if self.list == "-" {
            return Err(Failure::usage(
                "standard input cannot be followed\n  = give the list's file or address",
            ));
        }
        let source = [app.live(&self.list, url, import.title.as_deref())];
        run::add_sources(globals, app, &source, self.dry_run)?;
        if !globals.quiet && !globals.json {
            let mut told = apart(import, globals);
            let verb = if self.dry_run { "would follow" } else { "follows from now on" };
            let next = if self.dry_run { "" } else { "; `feedloom build` fetches them" };
            let feeds = count(import.feeds as u64, "feed", "feeds");
            let place = url.map_or_else(|| self.list.clone(), without_credentials);
            let _ =
                write!(told, "{verb} {}, which has {feeds} that are no sources yet{next}", printable(&place));
            terminal::say(&told);
        }
        self.show(globals, &source, &about(import))?;
        Ok(Exit::Done)
    }

    /// What was written, or would be, as data.
    fn show(
        &self,
        globals: &Globals,
        sources: &[NewSource],
        more: &serde_json::Value,
    ) -> Result<(), Failure> {
        let text: Vec<String> = sources.iter().map(NewSource::shown).collect();
        let text = if globals.json {
            let ids: Vec<&str> = sources.iter().map(|source| source.id.as_str()).collect();
            let mut json = json!({ "dry_run": self.dry_run, "ids": ids, "text": text.join("\n") });
            if let (Some(fields), Some(more)) = (json.as_object_mut(), more.as_object()) {
                fields.extend(more.clone());
            }
            format!("{json}\n")
        } else if self.dry_run || self.live {
            text.join("\n")
        } else {
            return Ok(());
        };
        terminal::data(text.as_bytes()).map_err(|error| Failure::failed(format!("standard output: {error}")))
    }

    fn told(&self, import: &Import, globals: &Globals) -> String {
        let mut out = apart(import, globals);
        let added = count(import.sources.len() as u64, "feed", "feeds");
        let verb = if self.dry_run { "would be added" } else { "added" };
        let file = globals.file().display().to_string();
        let _ = write!(out, "{added} {verb} to {}", printable(&file));
        if !import.left_out.is_empty() {
            let _ = write!(out, ", {} left out", import.left_out.len());
        }
        let next =
            if self.dry_run || import.sources.is_empty() { "" } else { "; `feedloom build` fetches them" };
        let _ = writeln!(out, "{next}");
        out
    }
}

/// What is told of a list beside its sources, as data.
fn about(import: &Import) -> serde_json::Value {
    let left_out: Vec<_> =
        import.left_out.iter().map(|(url, why)| json!({ "url": url, "reason": why })).collect();
    json!({ "left_out": left_out, "doubts": import.doubts, "defects": import.defects, "notes": import.notes })
}

/// What is left out, and what may not be meant.
fn apart(import: &Import, globals: &Globals) -> String {
    let mut out = String::new();
    let most = if globals.verbose { usize::MAX } else { NAMED };
    for (url, why) in import.left_out.iter().take(most) {
        let _ = writeln!(out, "left out: {}: {}", printable(url), printable(why));
    }
    if import.left_out.len() > most {
        let _ = writeln!(out, "left out: {} more (`--verbose` names them)", import.left_out.len() - most);
    }
    if import.defects > 0 {
        let defects = count(import.defects as u64, "defect", "defects");
        let _ = writeln!(out, "the list has {defects}; `feedloom inspect` names them");
    }
    for doubt in import.doubts.iter().chain(&import.notes) {
        let _ = writeln!(out, "note: {}", printable(doubt));
    }
    out
}
