//! The command line: arguments and the environment in, an exit code out. One verb a file.
//!
//! stdout is for data, stderr for people. What a verb does is done elsewhere: here it is asked for and shown.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use chrono::{DateTime, Utc};
use clap::{Args, FromArgMatches as _, Parser, Subcommand};

use crate::app;
use crate::config::file::Disk;
use crate::config::{Config, Input, Problems, Tables, load, read};

mod add;
mod adopt;
mod build;
mod check;
mod completions;
mod config;
mod discover;
mod export;
mod flags;
mod hide;
mod import;
mod init;
mod inspect;
mod layout;
mod list;
mod man;
mod moment;
mod moved;
mod progress;
mod prune;
mod remove;
mod report;
mod revert;
mod run;
mod status;
pub mod terminal;

pub use moment::Moment;

/// The file that is read where neither a flag nor `FEEDLOOM_CONFIG` names one.
const DEFAULT_FILE: &str = "config.toml";

/// The variable that names the configuration.
const FILE_VARIABLE: &str = "FEEDLOOM_CONFIG";

/// Publishes folders of articles, and the feeds of others, as RSS, Atom and JSON feeds, one set for each category.
#[derive(Debug, Parser)]
#[command(name = "feedloom", version, max_term_width = 100, after_help = AFTER_HELP)]
pub struct Arguments {
    #[command(flatten)]
    globals: Globals,
    #[command(subcommand)]
    verb: Verb,
}

const AFTER_HELP: &str = "\
Begin with `feedloom init`, look with `feedloom check`, publish with `feedloom build`.

Environment: FEEDLOOM_CONFIG names the configuration; FEEDLOOM__PUBLISH__LIMIT=5 sets its key publish.limit

Exit codes: 0 done · 1 something could not be published · 2 wrong usage or configuration ·
3 a source failed and --fail-on asks for it · 75 another run is at work, try later";

/// What every verb takes.
#[derive(Args, Clone, Debug)]
pub struct Globals {
    /// The configuration; relative paths in it start from its folder [default: config.toml]
    #[arg(long, value_name = "FILE", global = true, display_order = 100)]
    config: Option<PathBuf>,
    /// Set a key of the configuration for this run, such as publish.limit=5
    #[arg(long, value_name = "KEY=VALUE", global = true, value_parser = key_value, display_order = 101)]
    set: Vec<(String, String)>,
    /// Run as if it were that time: a date, or a time of RFC 3339
    #[arg(long, value_name = "TIME", global = true, display_order = 102)]
    now: Option<Moment>,
    /// Say only what has changed: what newly fails, or works again
    #[arg(short, long, global = true, conflicts_with = "verbose", display_order = 103)]
    pub quiet: bool,
    /// Say more: name each document that was written, and each file that is held back
    #[arg(short, long, global = true, overrides_with = "verbose", display_order = 104)]
    pub verbose: bool,
    /// Write what is for machines, as JSON, to standard output
    #[arg(long, global = true, display_order = 105)]
    pub json: bool,
}

#[derive(Debug, Subcommand)]
enum Verb {
    Init(init::Init),
    Build(build::Build),
    Check(check::Check),
    Add(add::Add),
    Discover(discover::Discover),
    Import(import::ImportVerb),
    Export(export::Export),
    Adopt(adopt::Adopt),
    Config(config::ConfigVerb),
    Status(status::Status),
    Move(moved::Move),
    Remove(remove::Remove),
    List(list::List),
    Inspect(inspect::Inspect),
    Prune(prune::Prune),
    Hide(hide::Hide),
    Revert(revert::Revert),
    Completions(completions::Completions),
    Man(man::Man),
}

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Exit {
    /// All that was due was done.
    Done = 0,
    /// Something that was due could not be done.
    Failed = 1,
    /// Wrong usage or configuration: nothing was done.
    Usage = 2,
    /// A source failed, and `--fail-on` asked for it to be said so.
    SourceFailed = 3,
    /// Another run is at work (`EX_TEMPFAIL` of sysexits.h).
    Busy = 75,
}

/// Why a verb could not be carried out: what to tell the user, and how to end.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub struct Failure {
    /// How to end.
    pub exit: Exit,
    /// What to say. Ready for a terminal.
    pub message: String,
}

impl Failure {
    /// A failure of what the user asked for.
    pub fn usage(message: impl Into<String>) -> Self {
        Self { exit: Exit::Usage, message: message.into() }
    }

    /// A failure of what was to be done.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { exit: Exit::Failed, message: message.into() }
    }
}

impl From<Problems> for Failure {
    fn from(problems: Problems) -> Self {
        Self::usage(problems.to_string())
    }
}

/// Runs the program.
pub fn main() -> ExitCode {
    let matches = flags::command().get_matches();
    let arguments = Arguments::from_arg_matches(&matches).unwrap_or_else(|error| error.exit());
    let exit = run(&arguments).unwrap_or_else(|failure| {
        // cron would send a mail each time that a run takes longer than its interval.
        let is_usual = failure.exit == Exit::Busy && matches!(arguments.verb, Verb::Build(_));
        if !(arguments.globals.quiet && is_usual) {
            terminal::say(&failure.message);
        }
        failure.exit
    });
    ExitCode::from(exit as u8)
}

fn run(arguments: &Arguments) -> Result<Exit, Failure> {
    let globals = &arguments.globals;
    match &arguments.verb {
        Verb::Init(verb) => verb.run(globals),
        Verb::Build(verb) => verb.run(globals),
        Verb::Check(_) => check::Check::run(globals),
        Verb::Add(verb) => verb.run(globals),
        Verb::Discover(verb) => verb.run(globals),
        Verb::Import(verb) => verb.run(globals),
        Verb::Export(verb) => verb.run(globals),
        Verb::Adopt(verb) => verb.run(globals),
        Verb::Config(verb) => verb.run(globals),
        Verb::Status(verb) => verb.run(globals),
        Verb::Move(verb) => verb.run(globals),
        Verb::Remove(verb) => verb.run(globals),
        Verb::List(verb) => verb.run(globals),
        Verb::Inspect(verb) => verb.run(globals),
        Verb::Prune(verb) => verb.run(globals),
        Verb::Hide(verb) => verb.run(globals),
        Verb::Revert(verb) => verb.run(globals),
        Verb::Completions(verb) => verb.run(),
        Verb::Man(verb) => verb.run(),
    }
}

impl Globals {
    /// The configuration's file: the flag, else the variable, else `config.toml`.
    fn file(&self) -> PathBuf {
        let variable = || std::env::var_os(FILE_VARIABLE).filter(|file| !file.is_empty()).map(PathBuf::from);
        self.config.clone().or_else(variable).unwrap_or_else(|| Path::new(DEFAULT_FILE).to_owned())
    }

    /// Reads the configuration.
    ///
    /// # Errors
    /// All that is wrong with it.
    pub fn load(&self, tables: &Tables) -> Result<Config, Failure> {
        Ok(read(&self.file(), &environment(), &self.set, tables)?)
    }

    /// Reads a text as the configuration.
    ///
    /// # Errors
    /// As [`load`](Self::load).
    pub fn read_text(&self, text: &str, tables: &Tables) -> Result<Config, Problems> {
        let (file, environment) = (self.file(), environment());
        load(&Input { file: &file, text, environment: &environment, flags: &self.set, tables, files: &Disk })
    }

    /// The time that `--now` names; dates begin in the site's zone.
    #[must_use]
    pub fn now(&self, config: &Config) -> Option<DateTime<Utc>> {
        self.now.map(|moment| moment.in_zone(config.timezone))
    }
}

/// The environment. What is not Unicode cannot be a value of ours.
fn environment() -> Vec<(String, String)> {
    std::env::vars_os()
        .filter_map(|(name, text)| Some((name.into_string().ok()?, text.into_string().ok()?)))
        .collect()
}

/// Splits `KEY=VALUE`.
fn key_value(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((key, value)) if !key.trim().is_empty() => Ok((key.trim().to_owned(), value.to_owned())),
        _ => Err("write it as KEY=VALUE, such as publish.limit=5".to_owned()),
    }
}

/// The names and keys of all adapters and writers.
fn tables() -> Tables {
    app::tables::tables()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        flags::command().debug_assert();
    }
}
