//! The thin shell around [`load`]: reads the configuration's file, and the files that it names, within bounds.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Component, Path, PathBuf};

use super::{Config, Files, Input, Place, Problem, Problems, Tables, load};

/// Bytes of a configuration at the most.
const LIMIT: u64 = 1024 * 1024;

/// Files of the machine.
#[derive(Clone, Copy, Debug)]
pub struct Disk;

impl Files for Disk {
    fn text(&self, path: &Path, limit: u64) -> Result<String, String> {
        text(path, limit).map_err(|error| error.to_string())
    }

    fn is_one_folder(&self, a: &Path, b: &Path) -> bool {
        match (a.canonicalize(), b.canonicalize()) {
            (Ok(a), Ok(b)) => a == b,
            (Err(_), Err(_)) => straight(a) == straight(b),
            // One is there, the other is not.
            _ => false,
        }
    }
}

/// A path without the detours that its text shows.
fn straight(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let mut straight = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            // Above the root there is nothing.
            Component::ParentDir => drop(straight.pop()),
            part => straight.push(part),
        }
    }
    straight
}

/// What a regular file holds, where that is not more than `limit` bytes.
///
/// # Errors
/// Where it cannot be read, is larger, or is no regular file: a FIFO or a device may never end.
pub fn bounded(file: File, limit: u64) -> io::Result<Vec<u8>> {
    if !file.metadata()?.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    let mut bytes = Vec::new();
    file.take(limit + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > limit {
        return Err(io::Error::other(format!("it is larger than {limit} bytes")));
    }
    Ok(bytes)
}

fn text(path: &Path, limit: u64) -> io::Result<String> {
    let text = String::from_utf8(bounded(File::open(path)?, limit)?)
        .map_err(|_| io::Error::other("it is not UTF-8"))?;
    Ok(text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned))
}

/// Reads the configuration in `file`.
///
/// # Errors
/// Where there is no such file, it cannot be read, or something in it is wrong.
pub fn read(
    file: &Path,
    environment: &[(String, String)],
    flags: &[(String, String)],
    tables: &Tables,
) -> Result<Config, Problems> {
    let text = text(file, LIMIT).map_err(|error| {
        let (message, remedy) = match error.kind() {
            io::ErrorKind::NotFound => (
                "there is no such file".to_owned(),
                "`feedloom init` writes one; `--config FILE` names one that is elsewhere".to_owned(),
            ),
            _ => (format!("the configuration cannot be read: {error}"), String::new()),
        };
        Problems::new(
            file.display().to_string(),
            "".into(),
            vec![Problem { place: Place::File, message, remedy }],
        )
    })?;
    load(&Input { file, text: &text, environment, flags, tables, files: &Disk })
}
