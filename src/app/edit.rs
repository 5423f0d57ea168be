//! Adding sources to the configuration's file. In: sources. Out: the file with them at its end, comments and layout as they were.
//!
//! The new text is read like any configuration before it is put in place, and has to say what the old one said and the new sources.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{App, AppError};
use crate::config::append::{NewSource, append};
use crate::config::file::bounded;
use crate::config::{Config, Problems};

/// Bytes of a configuration at the most.
const LIMIT: u64 = 1024 * 1024;

/// Reads a text as the configuration: with the environment and the flags that it was read with.
pub type Load<'a> = &'a dyn Fn(&str) -> Result<Config, Problems>;

impl App {
    /// Adds sources to the configuration's file; with `dry_run` only sees that it could. Gives back the application as it is with them.
    ///
    /// # Errors
    /// [`AppError::Edit`] where the file cannot be read or written, or has a form that nothing can be added to.
    pub fn add_sources(
        &self,
        sources: &[NewSource],
        load: Load<'_>,
        dry_run: bool,
    ) -> Result<Self, AppError> {
        let refuse = |message: String| AppError::Edit { file: self.config.file.clone(), message };
        let path = real(&self.config.file).map_err(|error| refuse(format!("it cannot be read: {error}")))?;
        let before = text(&path).map_err(|error| refuse(format!("it cannot be read: {error}")))?;
        let after = append(&before, sources);
        if after.len() as u64 > LIMIT {
            return Err(refuse(format!(
                "it would be larger than {LIMIT} bytes; keep a list of so many feeds as a file, with `--live`"
            )));
        }
        let config = load(after.strip_prefix('\u{FEFF}').unwrap_or(&after))
            .map_err(|problems| refuse(by_hand(&problems.to_string())))?;
        if !says_the_same(&self.config, &config, sources) {
            return Err(refuse(by_hand("it would no longer say what it says now")));
        }
        // The adapters have their own say.
        let app = Self::new(config)?;
        if !dry_run {
            replace(&path, &before, &after)
                .map_err(|error| refuse(format!("it cannot be written: {error}")))?;
        }
        Ok(app)
    }
}

fn by_hand(why: &str) -> String {
    format!("nothing can be added at its end: {why}\n  = add the lines by hand; `--dry-run` shows them")
}

/// True where `new` is `old` with these sources behind those that it has.
fn says_the_same(old: &Config, new: &Config, sources: &[NewSource]) -> bool {
    let is_other = |(key, _): &(&'static str, &crate::model::options::Setting)| *key != "source";
    let mut others = old.typed.options.iter().filter(is_other);
    let is_same = others.all(|(key, setting)| new.typed.options.get(key) == Some(setting));
    let (before, after) = (&old.sources, new.sources.get(..old.sources.len()));
    let added = new.sources.get(old.sources.len()..).unwrap_or_default();
    is_same
        && after.is_some_and(|after| {
            before.iter().zip(after).all(|(old, new)| old.id == new.id && old.options == new.options)
        })
        && added.len() == sources.len()
        && added.iter().zip(sources).all(|(found, meant)| found.id.as_str() == meant.id)
}

/// The file itself, where the configuration is a link to it.
fn real(path: &Path) -> io::Result<PathBuf> {
    path.canonicalize()
}

fn text(path: &Path) -> io::Result<String> {
    String::from_utf8(bounded(File::open(path)?, LIMIT)?).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Puts a text in the place of the file: beside it first, with its permissions, flushed, then renamed.
fn replace(path: &Path, before: &str, after: &str) -> io::Result<()> {
    let mut name = path.file_name().ok_or_else(|| io::Error::other("it has no name"))?.to_owned();
    name.push(".new");
    let temporary = path.with_file_name(name);
    // What an earlier run left behind when it was killed.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let write = || {
        let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
        fs::set_permissions(&temporary, fs::metadata(path)?.permissions())?;
        file.write_all(after.as_bytes())?;
        file.sync_all()?;
        if text(path)? != before {
            return Err(io::Error::other("somebody else changed it in the meantime; try again"));
        }
        fs::rename(&temporary, path)
    };
    write().inspect_err(|_| drop(fs::remove_file(&temporary)))
}
