//! A pull of a feed file: nothing is read where it looks as it did the last time, nothing is told of entries that are as they were.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::document::{self, Document};
use super::{Settings, defects, items};
use crate::model::change::{Known, Pulled};
use crate::model::ids::Fingerprint;
use crate::parse::feed::ParseError;
use crate::sources::{PullContext, SourceError, stamp};

/// Bytes of a feed file at the most.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Does a pull. Blocks.
pub(super) fn pull(settings: &Settings, path: &Path, cx: &PullContext) -> Result<Pulled, SourceError> {
    let failed = |error: &io::Error| unavailable(settings, path, error);
    // A pipe would make us wait when it is opened.
    let metadata = std::fs::metadata(path).map_err(|error| failed(&error))?;
    if !metadata.is_file() {
        return Err(refused(settings, "is no file; `path` must name a feed file"));
    }
    if !cx.reread && looks_as_known(&cx.known, metadata.len(), stamp::modified(&metadata)) {
        return Ok(Pulled { seen: count(cx.known.items().len()), ..Pulled::default() });
    }
    let file = File::open(path).map_err(|error| failed(&error))?;
    let metadata = file.metadata().map_err(|error| failed(&error))?;
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(LIMIT)).unwrap_or(0) + 1);
    file.take(LIMIT + 1).read_to_end(&mut bytes).map_err(|error| failed(&error))?;
    let size = count(bytes.len());
    if size > LIMIT {
        return Err(refused(settings, "is larger than 16 MiB; split it, or have it hold fewer entries"));
    }
    let modified = stamp::believed(stamp::modified(&metadata), cx.wall);
    let stamp = Fingerprint { size, modified, ..Fingerprint::default() };
    let Document { entries, is_all, mut defects, .. } = document::read(settings, &bytes, None, None)
        .map_err(|error| match error {
            ParseError::NoFeed { what } => refused(settings, &format!("is no feed: {what}")),
            other => refused(settings, &format!("holds no feed: {other}")),
        })?;
    drop(bytes);
    if entries.is_empty() && !cx.known.items().is_empty() {
        if is_all {
            return Err(refused(
                settings,
                "has no entry any more, though it had some, and says that it is complete; put them back, or, if it is meant to be \
                 empty, remove the source from the configuration",
            ));
        }
        defects.push(defects::empty(&settings.place()));
    }
    let pulled = items::send(entries, is_all, settings.reading.identity, stamp, cx)?;
    Ok(Pulled { defects: Some(defects), ..pulled })
}

/// True where the file has the size and time that it had when it was last read: those of the entries that were in it then. Entries that
/// had left it before have those of an older one. A time of 0 was not believed.
fn looks_as_known(known: &Known, size: u64, modified: i64) -> bool {
    let stamps = || known.items().iter().map(|item| &item.fingerprint);
    modified != 0
        && stamps().all(|stamp| stamp.modified != 0 && stamp.modified <= modified)
        && stamps().any(|stamp| (stamp.size, stamp.modified) == (size, modified))
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

fn refused(settings: &Settings, what: &str) -> SourceError {
    SourceError::Unavailable { message: format!("{} {what}", settings.place()) }
}

fn unavailable(settings: &Settings, path: &Path, error: &io::Error) -> SourceError {
    let name = path.file_name().unwrap_or_default().display();
    match error.kind() {
        io::ErrorKind::NotFound => refused(
            settings,
            &format!(
                "is not there; put the feed there, such as with `curl -sfL -o {name} URL`, or correct `path`"
            ),
        ),
        io::ErrorKind::PermissionDenied => refused(
            settings,
            &format!("cannot be read ({error}); give the user that runs this the right to read it"),
        ),
        _ => refused(settings, &format!("cannot be read: {error}")),
    }
}
