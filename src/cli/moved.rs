//! `feedloom move`: writes the addresses that feeds have moved to into the configuration.

use std::fmt::Write as _;

use clap::Args;
use serde_json::json;

use super::report::count;
use super::{Exit, Failure, Globals, run, terminal};
use crate::app::Moves;
use crate::text::address::without_credentials;
use crate::text::printable::printable;

/// Write the addresses that feeds have moved to into the configuration
///
/// feedloom asks a feed that has moved at its new address anyway. Comments and layout stay as they are, and so do ids: no entry is shown twice.
#[derive(Args, Debug)]
pub(super) struct Move {
    /// The sources, as `feedloom status` names them
    #[arg(value_name = "ID", required_unless_present = "all")]
    sources: Vec<String>,
    /// All that have moved
    #[arg(long, conflicts_with = "sources")]
    all: bool,
    /// Write nothing: say what would be written
    #[arg(long)]
    dry_run: bool,
}

impl Move {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let (app, now) = run::open(globals)?;
        let moves = run::wait(app.moves(&self.sources, now))?;
        if !moves.written.is_empty() {
            run::write_moves(globals, &app, &moves.written, self.dry_run)?;
        }
        let text = if globals.json { format!("{}\n", self.to_json(&moves)) } else { lines(&moves) };
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        if !globals.json {
            let mut told = String::new();
            for left in &moves.left {
                let _ = writeln!(told, "left: {} {}", printable(left.id.as_str()), printable(&left.why));
            }
            if !globals.quiet {
                told.push_str(&self.told(&moves, globals));
            }
            if !told.is_empty() {
                terminal::say(told.trim_end());
            }
        }
        Ok(Exit::Done)
    }

    fn told(&self, moves: &Moves, globals: &Globals) -> String {
        let number = moves.written.len();
        if number == 0 {
            return "no source has moved whose address could be written; nothing was written".to_owned();
        }
        let file = globals.file().display().to_string();
        let addresses = count(number as u64, "address", "addresses");
        if self.dry_run {
            format!("{addresses} would be written into {}; nothing was written", printable(&file))
        } else {
            format!("{addresses} written into {}; the next build goes on there", printable(&file))
        }
    }

    fn to_json(&self, moves: &Moves) -> serde_json::Value {
        let written = moves.written.iter().map(|moved| {
            json!({
                "id": moved.id.as_str(),
                "from": without_credentials(&moved.from),
                "to": without_credentials(&moved.to),
            })
        });
        let left = moves.left.iter().map(|left| json!({ "id": left.id.as_str(), "reason": left.why }));
        json!({
            "dry_run": self.dry_run,
            "written": written.collect::<Vec<_>>(),
            "left": left.collect::<Vec<_>>(),
        })
    }
}

/// The lines as they were and as they are then.
fn lines(moves: &Moves) -> String {
    let mut out = String::new();
    for moved in &moves.written {
        let _ = writeln!(out, "{}", printable(moved.id.as_str()));
        for (mark, lines) in [('-', &moved.before), ('+', &moved.after)] {
            for line in lines.lines() {
                let _ = writeln!(out, "  {mark} {}", printable(line));
            }
        }
    }
    out
}
