//! What the verbs that need the application have in common: opening it, running it, and saying why it failed.

use std::future::Future;

use chrono_tz::Tz;

use super::{Exit, Failure, Globals, tables, terminal};
use crate::app::{App, AppError, Asker, Now, Rewritten};
use crate::config::Config;
use crate::config::append::NewSource;
use crate::model::ids::SourceId;
use crate::model::net::Net;
use crate::pipeline::PipelineError;
use crate::store::{StoreError, Time};
use crate::text::printable::printable;

/// Reads the configuration and builds the application.
pub(super) fn open(globals: &Globals) -> Result<(App, Now), Failure> {
    let config = globals.load(&tables())?;
    let now = match globals.now(&config) {
        Some(at) => Now { at, time: Time::Asked },
        None => Now { at: crate::clock::now(), time: Time::Clock },
    };
    // The configuration is needed for the place of what an adapter refuses.
    let kept = config.clone();
    let app = App::new(config).map_err(|error| explain(&error, Some(&kept)))?;
    Ok((app, now))
}

/// Whoever asks servers: by the configuration where there is one, else as nobody in particular. Looking at a feed needs none.
pub(super) fn asker(globals: &Globals, forced: bool) -> Result<(Asker, Option<App>), Failure> {
    let is_named = globals.config.is_some() || std::env::var_os(super::FILE_VARIABLE).is_some();
    if is_named || globals.file().is_file() {
        match open(globals) {
            Ok((app, now)) => {
                let asker = wait(app.asker(now, forced))?;
                return Ok((asker, Some(app)));
            }
            Err(failure) if is_named => return Err(failure),
            Err(_) => {
                if !globals.quiet {
                    terminal::say(
                        "note: config.toml is not used; `feedloom config` says what is wrong with it",
                    );
                }
            }
        }
    }
    let asker = wait(async { Asker::new(&Net::default(), stranger(globals)).map_err(AppError::from) })?;
    Ok((asker, None))
}

/// The time where no configuration says in which zone days begin.
pub(super) fn stranger(globals: &Globals) -> Now {
    match globals.now.map(|moment| moment.in_zone(Tz::UTC)) {
        Some(at) => Now { at, time: Time::Asked },
        None => Now { at: crate::clock::now(), time: Time::Clock },
    }
}

/// Writes sources into the configuration's file.
pub(super) fn add_sources(
    globals: &Globals,
    app: &App,
    sources: &[NewSource],
    dry_run: bool,
) -> Result<(), Failure> {
    let load = |text: &str| globals.read_text(text, &tables());
    app.add_sources(sources, &load, dry_run).map_err(|error| explain(&error, None))
}

/// Takes sources out of the configuration's file, and gives the lines that go.
pub(super) fn remove_sources(
    globals: &Globals,
    app: &App,
    ids: &[SourceId],
    dry_run: bool,
) -> Result<String, Failure> {
    let load = |text: &str| globals.read_text(text, &tables());
    app.remove_sources(ids, &load, dry_run).map_err(|error| explain(&error, None))
}

/// Writes addresses into the configuration's file.
pub(super) fn write_moves(
    globals: &Globals,
    app: &App,
    moves: &[Rewritten],
    dry_run: bool,
) -> Result<(), Failure> {
    let load = |text: &str| globals.read_text(text, &tables());
    app.write_moves(moves, &load, dry_run).map_err(|error| explain(&error, None))
}

/// Refuses where the configuration has no source: there is nothing to read then, and what was published must not go for that.
pub(super) fn need_source(config: &Config) -> Result<(), Failure> {
    if !config.sources.is_empty() {
        return Ok(());
    }
    let file = config.file.display().to_string();
    Err(Failure::usage(format!(
        "{}: there is no [[source]], and so nothing to publish\n  = add one, such as:\n    [[source]]\n    id = \"articles\"\n    \
         type = \"articles\"\n    path = \"articles\"\n  = for feeds of others, `feedloom add URL` writes one, and `feedloom import FILE` those of a list",
        printable(&file)
    )))
}

/// Runs what the application does to its end.
pub(super) fn wait<T>(work: impl Future<Output = Result<T, AppError>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::failed(format!("the run could not be started: {error}")))?;
    runtime.block_on(work).map_err(|error| explain(&error, None))
}

fn explain(error: &AppError, config: Option<&Config>) -> Failure {
    match (error, config) {
        (AppError::Source { source_id, problem, .. }, Some(config)) => {
            return config.source_problem(source_id, problem.key, &problem.message).into();
        }
        (AppError::Override { at, problem }, Some(config)) => {
            let name = format!("override.{at}.{}", problem.key);
            return config.problem(&name, format!("`{}`: {}", problem.key, problem.message), "").into();
        }
        (AppError::Authorities(what), Some(config)) => {
            let remedy = "name a PEM file with certificates (`-----BEGIN CERTIFICATE-----`), or leave the key out; relative paths start from \
                          this file's folder";
            return config.problem("net.ca_file", what.clone(), remedy).into();
        }
        (AppError::Ids { .. }, Some(config)) => {
            return config.problem("adopted", error.to_string(), "").into();
        }
        (AppError::NoSuchSource { .. } | AppError::NoIds { .. } | AppError::Edit { .. }, _) => {
            return Failure::usage(error.to_string());
        }
        _ => {}
    }
    let exit = match error {
        AppError::Pipeline(PipelineError::Store(StoreError::Locked { .. })) => Exit::Busy,
        _ => Exit::Failed,
    };
    let lines: Vec<String> = error.to_string().lines().map(|line| printable(line).into_owned()).collect();
    Failure { exit, message: format!("error: {}", lines.join("\n")) }
}
