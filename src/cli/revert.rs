//! `feedloom revert`: takes back what a server said of a feed's address.

use chrono::SecondsFormat;
use clap::Args;
use serde_json::json;

use super::{Exit, Failure, Globals, run, terminal};
use crate::app::Reverted;
use crate::text::address::without_credentials;
use crate::text::printable::printable;

/// Have a feed asked at its configured address again, after a move or when it was gone
#[derive(Args, Debug)]
pub(super) struct Revert {
    /// The source, as `feedloom status` names it
    #[arg(value_name = "ID")]
    source: String,
}

impl Revert {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        let reverted = run::wait(app.revert(&self.source, now))?;
        let address = |url: &Option<url::Url>| url.as_ref().map(without_credentials);
        if globals.json {
            let json = json!({
                "id": self.source,
                "url": address(&reverted.url),
                "moved": address(&reverted.moved),
                "seen": address(&reverted.seen),
                "gone": reverted.gone,
                "not_before": reverted.not_before,
            });
            terminal::data(format!("{json}\n").as_bytes())
                .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        } else if !globals.quiet {
            terminal::say(&printable(&self.told(&reverted)));
        }
        Ok(Exit::Done)
    }

    fn told(&self, reverted: &Reverted) -> String {
        let id = &self.source;
        let Some(url) = reverted.url.as_ref().map(without_credentials) else {
            return format!("source {id} is on a disk, and has no address that could have moved");
        };
        let mut told = Vec::new();
        if let Some(to) = reverted.moved.as_ref().map(without_credentials) {
            told.push(format!("the move to {to} is taken back and will not be stored again"));
        }
        if let Some(to) = reverted.seen.as_ref().map(without_credentials) {
            told.push(format!("a move to {to} that was seen will not be stored"));
        }
        if reverted.gone {
            told.push("it is no longer taken for gone".to_owned());
        }
        if told.is_empty() {
            return format!("source {id}: there is nothing to take back; it is asked at {url}");
        }
        let next = match reverted.not_before {
            None => format!("the next build asks {url}"),
            Some(until) => format!(
                "the first build from {} on asks {url}: until then its server wants to be left alone",
                until.to_rfc3339_opts(SecondsFormat::Secs, true)
            ),
        };
        format!("source {id}: {}; {next}", told.join("; "))
    }
}
