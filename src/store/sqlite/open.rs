//! Opening the file: the lock, the schema, and what to say when the file is not what it should be.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::backup::{Backup, StepResult};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, ffi};

use super::{Mode, schema};
use crate::store::StoreError;

/// How long to wait for a run that is writing.
const BUSY: Duration = Duration::from_secs(10);

/// Holds the state against other runs for as long as it lives. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Locks the state at `path`.
    ///
    /// # Errors
    /// [`StoreError::Locked`] where another process has it; [`StoreError::Io`] where the lock file cannot be made.
    pub fn take(path: &Path) -> Result<Self, StoreError> {
        make_folder(path)?;
        let lock = suffixed(path, ".lock");
        let io = |error: std::io::Error| StoreError::Io { path: lock.clone(), detail: error.to_string() };
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        private(&mut options);
        let mut file = options.open(&lock).map_err(io)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut holder = String::new();
                let _ = (&file).take(20).read_to_string(&mut holder);
                let holder =
                    holder.trim().parse::<u32>().map(|id| format!(" (process {id})")).unwrap_or_default();
                return Err(StoreError::Locked { path: lock, holder });
            }
            Err(TryLockError::Error(error)) => return Err(io(error)),
        }
        // For the message of the one who comes too late; no decision hangs on it.
        let _ = file
            .set_len(0)
            .and_then(|()| file.rewind())
            .and_then(|()| write!(file, "{}", std::process::id()));
        Ok(Self { _file: file })
    }
}

/// Opens the database for `mode`.
pub(super) fn open(path: &Path, mode: Mode) -> Result<Connection, StoreError> {
    let exists = path
        .try_exists()
        .map_err(|error| StoreError::Io { path: path.to_owned(), detail: error.to_string() })?;
    let mut connection = match (mode, exists) {
        (Mode::Commit, false) => {
            create(path)?;
            Connection::open(path)
        }
        (_, true) => {
            refuse_damaged(path)?;
            Connection::open_with_flags(
                path,
                OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
            )
        }
        (Mode::Rehearse | Mode::Read, false) => Connection::open_in_memory(),
    }
    .map_err(|error| explain(path, &error))?;
    let explained = |error: rusqlite::Error| explain(path, &error);
    connection.busy_timeout(BUSY).map_err(explained)?;
    let version = version(&connection, path)?;
    if mode == Mode::Rehearse && exists {
        connection = copy(&connection).map_err(explained)?;
    }
    prepare(&connection, path, mode, exists, version)?;
    Ok(connection)
}

/// The version of the file's schema.
///
/// # Errors
/// [`StoreError::Foreign`] where it is the file of another program, or of a later version of this one.
fn version(connection: &Connection, path: &Path) -> Result<usize, StoreError> {
    let number = |query: &str| {
        let found = connection.query_row(query, [], |row| row.get::<_, i64>(0));
        found.map_err(|error| explain(path, &error))
    };
    let application = number("PRAGMA application_id")?;
    let version = number("PRAGMA user_version")?;
    let tables = number("SELECT count(*) FROM sqlite_schema")?;
    if application != i64::from(schema::APPLICATION) && (application != 0 || tables != 0) {
        let what = "is a database of another program; name another file as `state`".to_owned();
        return Err(StoreError::Foreign { path: path.to_owned(), what });
    }
    let known = schema::VERSION;
    usize::try_from(version).ok().filter(|version| *version <= known).ok_or_else(|| {
        let what = format!(
            "was written by a later version of feedloom (its schema is {version}, this version knows {known}); use that version"
        );
        StoreError::Foreign { path: path.to_owned(), what }
    })
}

/// A copy that is gone with its connection: what a rehearsal does to it is forgotten, and holds up no run.
fn copy(connection: &Connection) -> rusqlite::Result<Connection> {
    // A file without a name, in the system's folder for such.
    let mut copy = Connection::open("")?;
    if Backup::new(connection, &mut copy)?.step(-1)? != StepResult::Done {
        return Err(rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_BUSY), None));
    }
    copy.execute_batch("PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF;")?;
    Ok(copy)
}

fn prepare(
    connection: &Connection,
    path: &Path,
    mode: Mode,
    exists: bool,
    version: usize,
) -> Result<(), StoreError> {
    let explained = |error: rusqlite::Error| explain(path, &error);
    connection.set_prepared_statement_cache_capacity(64);
    // A statement is planned once, not anew for every value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(explained)?;
    if mode == Mode::Commit || !exists {
        // FULL: what is intended has to be on the disk before a document is put in place. A run without a change commits nothing.
        connection
            .execute_batch(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 2000;",
            )
            .map_err(explained)?;
    }
    // What a group of polls changes fits in: a page that had to be written before the end, and is changed again, has the log after it read
    // and summed up anew.
    connection.execute_batch("PRAGMA cache_size = -3000; PRAGMA temp_store = MEMORY;").map_err(explained)?;
    match mode {
        Mode::Read if exists && version < schema::VERSION => {
            let what = "was written by an earlier version of feedloom; run `feedloom build` once".to_owned();
            return Err(StoreError::Foreign { path: path.to_owned(), what });
        }
        Mode::Read if exists => connection.execute_batch("PRAGMA query_only = TRUE").map_err(explained)?,
        _ => {}
    }
    schema::migrate(connection, version).map_err(explained)
}

/// Says in words what `SQLite` means, and keeps a copy of a file that is damaged.
pub(super) fn explain(path: &Path, error: &rusqlite::Error) -> StoreError {
    let detail = error.to_string();
    if matches!(error, rusqlite::Error::FromSqlConversionFailure(..) | rusqlite::Error::InvalidColumnType(..))
    {
        return damaged(path, detail);
    }
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => damaged(path, detail),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            StoreError::Locked { path: path.to_owned(), holder: String::new() }
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied | ErrorCode::CannotOpen) => {
            let detail =
                format!("{detail}; give the user that runs feedloom the right to write it and its folder");
            StoreError::Io { path: path.to_owned(), detail }
        }
        Some(ErrorCode::DiskFull) => disk_full(path, &detail),
        // What is written through a mapping of memory, or synced, fails without saying why.
        Some(ErrorCode::SystemIoFailure) if has_no_room(path) => disk_full(path, &detail),
        _ => StoreError::Io { path: path.to_owned(), detail },
    }
}

fn disk_full(path: &Path, detail: &str) -> StoreError {
    let folder = path.parent().unwrap_or(path).display();
    let detail = format!(
        "the disk that {folder} is on is full ({detail}); nothing is lost, and what is published stays as it is. Make room, and the next run goes on"
    );
    StoreError::Io { path: path.to_owned(), detail }
}

/// Bytes that a transaction needs at the least: its pages, in the log.
#[cfg(unix)]
const LEAST_ROOM: u64 = 64 * 1024;

#[cfg(unix)]
fn has_no_room(path: &Path) -> bool {
    let disk = path.parent().and_then(|folder| rustix::fs::statvfs(folder).ok());
    disk.is_some_and(|disk| disk.f_bavail.saturating_mul(disk.f_frsize) < LEAST_ROOM)
}

#[cfg(not(unix))]
fn has_no_room(_: &Path) -> bool {
    false
}

fn damaged(path: &Path, detail: String) -> StoreError {
    let copy = suffixed(path, ".corrupt");
    if !copy.exists() {
        // With its log, in which the last changes can be. Without room for a copy the original is all the more left as it is.
        let _ = fs::copy(path, &copy);
        let _ = fs::copy(suffixed(path, "-wal"), suffixed(&copy, "-wal"));
    }
    StoreError::Corrupt { path: path.to_owned(), detail, copy }
}

fn suffixed(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

fn make_folder(path: &Path) -> Result<(), StoreError> {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => fs::create_dir_all(folder)
            .map_err(|error| StoreError::Io { path: folder.to_owned(), detail: error.to_string() }),
        _ => Ok(()),
    }
}

/// Makes the file, for its owner alone: it can hold what is not published. It gets its name when it has its schema, so that
/// an empty file of that name is always one that was damaged.
fn create(path: &Path) -> Result<(), StoreError> {
    make_folder(path)?;
    let new = suffixed(path, ".new");
    let io = |error: std::io::Error| StoreError::Io { path: new.clone(), detail: error.to_string() };
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    private(&mut options);
    options.open(&new).map_err(io)?;
    let connection = Connection::open(&new).map_err(|error| explain(&new, &error))?;
    // Rows of some hundred bytes are read and written in long runs.
    connection.execute_batch("PRAGMA page_size = 16384").map_err(|error| explain(&new, &error))?;
    schema::migrate(&connection, 0).map_err(|error| explain(&new, &error))?;
    connection.close().map_err(|(_, error)| explain(&new, &error))?;
    fs::rename(&new, path).map_err(io)
}

/// Looks at the first bytes before `SQLite` does: an empty file it takes for a database without tables and would start anew,
/// and one whose beginning is damaged can cost the log beside it.
fn refuse_damaged(path: &Path) -> Result<(), StoreError> {
    let mut beginning = Vec::new();
    let io = |error: std::io::Error| StoreError::Io { path: path.to_owned(), detail: error.to_string() };
    File::open(path).and_then(|file| file.take(16).read_to_end(&mut beginning)).map_err(io)?;
    match beginning.as_slice() {
        b"SQLite format 3\0" => Ok(()),
        [] => Err(damaged(path, "the file is empty".to_owned())),
        _ => Err(damaged(path, "the file is not a database".to_owned())),
    }
}

#[cfg(unix)]
fn private(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;
    options.mode(0o600);
}

#[cfg(not(unix))]
fn private(_options: &mut OpenOptions) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_is_full_is_named_with_what_to_do() {
        let full = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_FULL), None);
        let told = explain(Path::new("/srv/state/state.sqlite"), &full).to_string();
        for part in ["the disk that /srv/state is on is full", "nothing is lost", "Make room"] {
            assert!(told.contains(part), "{told}");
        }
        let other = rusqlite::Error::SqliteFailure(ffi::Error::new(ffi::SQLITE_IOERR), None);
        assert!(!explain(Path::new("/state.sqlite"), &other).to_string().contains("is full"));
    }

    #[test]
    fn a_store_with_statistics_loses_them_since_they_slow_every_lookup() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("state.sqlite");
        let connection = open(&path, Mode::Commit).unwrap();
        // Of two tables with a row each, as a run that found little left them.
        connection
            .execute_batch(
                "INSERT INTO polls (source, reason, skips) VALUES (1, 'every', 0);
                 INSERT INTO answers (source, data) VALUES (1, '{}'); ANALYZE;
                 DROP TABLE looks; ALTER TABLE sources DROP COLUMN in_folders; PRAGMA user_version = 8;",
            )
            .unwrap();
        drop(connection);
        // What was open while they went knows them until it is closed.
        drop(open(&path, Mode::Commit).unwrap());
        let connection = open(&path, Mode::Commit).unwrap();
        let mut plan = connection
            .prepare(
                "EXPLAIN QUERY PLAN SELECT data FROM polls JOIN answers ON answers.source = polls.source
                 WHERE polls.source = ?1",
            )
            .unwrap();
        let steps: Vec<String> =
            plan.query_map([1], |row| row.get(3)).unwrap().collect::<rusqlite::Result<_>>().unwrap();
        assert_eq!(steps.len(), 2);
        assert!(steps.iter().all(|step| step.starts_with("SEARCH")), "{steps:?}");
    }
}
