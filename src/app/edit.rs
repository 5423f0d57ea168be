//! Rewriting the configuration's file. In: what makes another text of it. Out: the file with that, comments and layout as they were.
//!
//! The new text is read like any configuration before it is put in place, and has to say what is meant and nothing else.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{App, AppError};
use crate::config::append::{NewSource, append};
use crate::config::file::bounded;
use crate::config::{Config, Problems};

/// Bytes of a configuration at the most.
const LIMIT: u64 = 1024 * 1024;

/// What an editor may put before the text.
const MARK: char = '\u{FEFF}';

/// Reads a text as the configuration: with the environment and the flags that it was read with.
pub type Load<'a> = &'a dyn Fn(&str) -> Result<Config, Problems>;

/// A change of the configuration's text.
pub(super) struct Edit<'a> {
    /// Why it cannot be made, before the reason; and what to do by hand, after it.
    pub(super) by_hand: (&'a str, &'a str),
    /// Makes the new text, or says why not.
    pub(super) make: &'a dyn Fn(&str) -> Result<String, String>,
    /// True for a configuration that says what is meant.
    pub(super) is_meant: &'a dyn Fn(&Config) -> bool,
}

impl Edit<'_> {
    fn refusal(&self, why: &str) -> String {
        let (what, remedy) = self.by_hand;
        format!("{what}: {why}\n  = {remedy}")
    }
}

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
        let edit = Edit {
            by_hand: ("nothing can be added at its end", "add the lines by hand; `--dry-run` shows them"),
            make: &|before| {
                let after = append(before, sources);
                if after.len() as u64 > LIMIT {
                    return Err(format!(
                        "it would be larger than {LIMIT} bytes; keep a list of so many feeds as a file, with `--live`"
                    ));
                }
                Ok(after)
            },
            is_meant: &|config| {
                let added = config.sources.get(self.config.sources.len()..).unwrap_or_default();
                let is_as_before =
                    self.config.sources.iter().zip(&config.sources).all(|(old, new)| old.is_same(new));
                is_as_before
                    && self.config.sources.len() <= config.sources.len()
                    && added.len() == sources.len()
                    && added.iter().zip(sources).all(|(found, meant)| found.id.as_str() == meant.id)
            },
        };
        self.edit(&edit, load, dry_run)
    }

    /// Rewrites the configuration's file; with `dry_run` only sees that it could. Gives back the application as it is by the new text.
    ///
    /// # Errors
    /// [`AppError::Edit`] where the file cannot be read or written, or would not say what is meant.
    pub(super) fn edit(&self, edit: &Edit<'_>, load: Load<'_>, dry_run: bool) -> Result<Self, AppError> {
        let path =
            real(&self.config.file).map_err(|error| self.refuse(format!("it cannot be read: {error}")))?;
        let before = text(&path).map_err(|error| self.refuse(format!("it cannot be read: {error}")))?;
        let (mark, body) = before.strip_prefix(MARK).map_or(("", before.as_str()), |body| ("\u{FEFF}", body));
        // What is to be changed was looked for in the text that was read then.
        if body != &*self.config.typed.text {
            return Err(self.refuse("somebody else changed it in the meantime; try again".to_owned()));
        }
        let body = (edit.make)(body).map_err(|why| self.refuse(why))?;
        let config = load(&body).map_err(|problems| self.refuse(edit.refusal(&problems.to_string())))?;
        if !self.config.has_same_others(&config) || !(edit.is_meant)(&config) {
            return Err(self.refuse(edit.refusal("it would no longer say what it says now")));
        }
        // The adapters have their own say.
        let app = Self::new(config)?;
        if !dry_run {
            replace(&path, &before, &format!("{mark}{body}"))
                .map_err(|error| self.refuse(format!("it cannot be written: {error}")))?;
        }
        Ok(app)
    }

    /// Why the configuration's file stays as it is.
    pub(super) fn refuse(&self, message: String) -> AppError {
        AppError::Edit { file: self.config.file.clone(), message }
    }
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
