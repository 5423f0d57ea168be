//! Publishing: documents in, files in place out; only what differs is touched.
//!
//! [`Target`] is a seam; [`directory`] implements it in a folder. [`manifest`] decides what to do with a document by what was
//! published before.

use std::io::ErrorKind;
use std::path::PathBuf;

pub mod directory;
pub mod manifest;

/// Why a document could not be published.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PublishError {
    /// Something that we did not write is where the document belongs.
    #[error(
        "{path} is there already and was not written by feedloom; it is left alone\n\
         If feedloom may overwrite it, run `feedloom build --set publish.take_over=true` once. \
         Else move it away, or give the document another place under [paths]"
    )]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A folder is where the document belongs: whatever is in it is not ours.
    #[error(
        "{path} is a folder, and a document belongs there; move it away, or give the document another place under [paths]"
    )]
    IsAFolder {
        /// The folder.
        path: PathBuf,
    },
    /// Part of the way to the document is a symbolic link or a file.
    #[error("{path} is not a folder, so that nothing can be put below it; move it away")]
    NotAFolder {
        /// What is in the way.
        path: PathBuf,
    },
    /// The folder that the document belongs in cannot be made.
    #[error("{path} could not be made: {source}{}", remedy(source))]
    NoFolder {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The system refused.
    #[error("{path} could not be {action}: {source}{}", remedy(source))]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What was to be done with it: `written`, `synced`, `put in place`, …
        action: &'static str,
        /// What the system said.
        source: std::io::Error,
    },
}

/// What can be done about a refusal of the system, where that is known.
fn remedy(error: &std::io::Error) -> &'static str {
    match error.kind() {
        ErrorKind::PermissionDenied => {
            "; give the user that runs feedloom the right to write there (chown, chmod)"
        }
        ErrorKind::ReadOnlyFilesystem => "; the file system is mounted for reading only",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => "; make room, and the next run goes on",
        _ => "",
    }
}

/// What a file looks like from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FileState {
    /// Bytes.
    pub size: u64,
    /// Modification time, nanoseconds since 1970.
    pub modified: i64,
}

/// A document that is written, and not yet in place.
#[derive(Debug)]
pub struct Staged {
    /// Where it belongs, below the target.
    pub path: String,
    /// Where it is.
    pub temporary: PathBuf,
    /// What it looks like there, and will when it is in place.
    pub state: FileState,
}

/// Where documents go.
///
/// # Contract
/// - `stage` and `look` may be called from any number of threads; `commit` and `remove` from one.
/// - Until `commit`, nothing that readers see changes. `commit` makes everything durable first, and then puts each document in
///   place at once: a reader sees the old bytes or the new ones, never a part.
/// - A target that is dropped without `commit` leaves nothing of what was staged.
pub trait Target: Send + Sync {
    /// What is at `path`; `None` where nothing is.
    ///
    /// # Errors
    /// [`PublishError::IsAFolder`]; [`PublishError::Foreign`] where it is something else that is not a file, such as a link;
    /// [`PublishError::Io`].
    fn look(&self, path: &str) -> Result<Option<FileState>, PublishError>;

    /// True where the file at `path` has exactly these bytes.
    ///
    /// # Errors
    /// [`PublishError::Io`].
    fn holds(&self, path: &str, bytes: &[u8]) -> Result<bool, PublishError>;

    /// The bytes of the file at `path`; of one that is larger than any document of ours, the beginning.
    ///
    /// # Errors
    /// [`PublishError::Io`].
    fn read(&self, path: &str) -> Result<Vec<u8>, PublishError>;

    /// How a person would name `path`.
    fn place(&self, path: &str) -> PathBuf;

    /// Writes a document beside its place.
    ///
    /// # Errors
    /// [`PublishError::NotAFolder`] or [`PublishError::NoFolder`] where this document has no place; [`PublishError::Io`] where
    /// nothing can be written at all.
    fn stage(&self, path: &str, bytes: &[u8]) -> Result<Staged, PublishError>;

    /// Makes staged documents durable and puts each in place; returns what each looks like there, or why it is not there, in
    /// the same order.
    ///
    /// # Errors
    /// [`PublishError::Io`] where they could not be made durable: none is in place then.
    fn commit(&self, staged: Vec<Staged>) -> Result<Vec<Result<FileState, PublishError>>, PublishError>;

    /// Removes a document, and the folders that it leaves empty.
    ///
    /// # Errors
    /// [`PublishError::NotAFolder`] or [`PublishError::Io`].
    fn remove(&self, path: &str) -> Result<(), PublishError>;
}
