//! Opening an article's file so that nothing else is opened in its place.
//!
//! In: the source's folder and a path below it. Out: the file's bytes. Symbolic links are not followed, not in any part of
//! the path, and a pipe does not make us wait: what is no regular file is refused before it is read.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use crate::model::change::HeldReason;
use crate::sources::stamp;

/// Bytes of an article file at the most. The largest of 16,000 real ones has 310 KB.
const LIMIT: u64 = 8 * 1024 * 1024;

/// Why a file was not read.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is not there any more.
    Gone,
    /// It is nothing that we read.
    Held(HeldReason),
    /// The system refused.
    Failed(io::Error),
}

/// What a file looked like when it was opened.
#[derive(Clone, Copy, Debug)]
pub(super) struct Stat {
    /// Bytes.
    pub(super) size: u64,
    /// Nanoseconds since 1970.
    pub(super) modified: i64,
}

/// The folder of a source.
#[derive(Debug)]
pub(super) struct Root {
    #[cfg(unix)]
    folder: std::os::fd::OwnedFd,
    #[cfg(not(unix))]
    folder: std::path::PathBuf,
}

impl Root {
    /// Opens the folder.
    pub(super) fn open(path: &Path) -> io::Result<Self> {
        #[cfg(unix)]
        {
            use rustix::fs::{Mode, OFlags};
            let flags = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
            Ok(Self { folder: rustix::fs::open(path, flags, Mode::empty())? })
        }
        #[cfg(not(unix))]
        Ok(Self { folder: path.to_owned() })
    }

    /// Reads the file at `key` into `buffer`, which is emptied first.
    pub(super) fn read(&self, key: &str, buffer: &mut Vec<u8>) -> Result<Stat, Refusal> {
        buffer.clear();
        let file = self.file(key)?;
        let metadata = file.metadata().map_err(Refusal::Failed)?;
        if !metadata.is_file() {
            return Err(Refusal::Held(HeldReason::NotAFile));
        }
        if metadata.len() > LIMIT {
            return Err(Refusal::Held(HeldReason::TooLarge));
        }
        let expected = usize::try_from(metadata.len()).unwrap_or(0);
        read_all(file, expected, buffer).map_err(Refusal::Failed)?;
        let size = u64::try_from(buffer.len()).unwrap_or(u64::MAX);
        if size > LIMIT {
            return Err(Refusal::Held(HeldReason::TooLarge));
        }
        Ok(Stat { size, modified: stamp::modified(&metadata) })
    }

    #[cfg(unix)]
    fn file(&self, key: &str) -> Result<File, Refusal> {
        use rustix::fs::{Mode, OFlags};
        use rustix::io::Errno;
        let flags = OFlags::RDONLY | OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let opened = match self.beneath(key, flags) {
            // Older kernels do not know the call, and some sandboxes forbid it. Then only the last part is guarded.
            Err(Errno::NOSYS | Errno::PERM) => rustix::fs::openat(&self.folder, key, flags, Mode::empty()),
            other => other,
        };
        opened.map(File::from).map_err(|error| match error {
            Errno::NOENT => Refusal::Gone,
            Errno::LOOP => Refusal::Held(HeldReason::SymbolicLink),
            // A socket, or a device without a driver.
            Errno::NXIO => Refusal::Held(HeldReason::NotAFile),
            other => Refusal::Failed(other.into()),
        })
    }

    #[cfg(any(target_os = "linux", target_os = "android"))]
    fn beneath(&self, key: &str, flags: rustix::fs::OFlags) -> rustix::io::Result<std::os::fd::OwnedFd> {
        use rustix::fs::{Mode, ResolveFlags};
        let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS;
        rustix::fs::openat2(&self.folder, key, flags, Mode::empty(), resolve)
    }

    #[cfg(all(unix, not(any(target_os = "linux", target_os = "android"))))]
    fn beneath(&self, key: &str, flags: rustix::fs::OFlags) -> rustix::io::Result<std::os::fd::OwnedFd> {
        rustix::fs::openat(&self.folder, key, flags, rustix::fs::Mode::empty())
    }

    #[cfg(not(unix))]
    fn file(&self, key: &str) -> Result<File, Refusal> {
        let path = self.folder.join(key);
        let fail = |error: io::Error| match error.kind() {
            io::ErrorKind::NotFound => Refusal::Gone,
            _ => Refusal::Failed(error),
        };
        let kind = std::fs::symlink_metadata(&path).map_err(fail)?.file_type();
        if kind.is_symlink() {
            return Err(Refusal::Held(HeldReason::SymbolicLink));
        }
        File::open(&path).map_err(fail)
    }
}

/// Reads a file of about `expected` bytes into an empty buffer, but not much more than is allowed.
///
/// A regular file that gives as many bytes as it is long, though there was room for one more, is at its end. It is not asked
/// again, which spares a call for every file.
#[cfg(unix)]
fn read_all(file: File, expected: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    use rustix::buffer::spare_capacity;
    buffer.reserve(expected + 1);
    let count = rustix::io::retry_on_intr(|| rustix::io::read(&file, spare_capacity(buffer)))?;
    if count != expected {
        file.take(LIMIT + 1).read_to_end(buffer)?;
    }
    Ok(())
}

#[cfg(not(unix))]
fn read_all(file: File, expected: usize, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.reserve(expected + 1);
    file.take(LIMIT + 1).read_to_end(buffer).map(|_| ())
}
