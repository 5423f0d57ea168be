//! What was published, and what that makes of a document that is to be published now.

use std::collections::HashMap;

use super::{FileState, PublishError, Target};
use crate::model::ids::ContentHash;

/// What the manifest has of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Recorded {
    /// The digest of its bytes.
    pub hash: ContentHash,
    /// What it looked like when it was put in place; `None`: a run was about to put it there, and ended.
    pub state: Option<FileState>,
    /// True: the file looks as it did.
    pub intact: bool,
}

/// What is to be done with a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It is in place.
    Keep,
    /// Its bytes are there, but the manifest does not know them, or knows another time of modification.
    Adopt(FileState),
    /// It is to be written where a file of ours is.
    Replace,
    /// It is to be written where nothing is.
    Create,
}

/// The documents that were published, by path.
#[derive(Debug, Default)]
pub struct Manifest {
    documents: HashMap<String, Recorded>,
}

impl Manifest {
    /// Takes over what was recorded.
    #[must_use]
    pub fn new(documents: HashMap<String, Recorded>) -> Self {
        Self { documents }
    }

    /// What is recorded of a path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Recorded> {
        self.documents.get(path)
    }

    /// Decides what to do with `bytes`, whose digest is `hash`, at `path`.
    ///
    /// A path that the manifest names is ours. Any other is ours where it holds the very same bytes; what else is there was not
    /// written by us, and is overwritten only where the owner wants that.
    ///
    /// # Errors
    /// [`PublishError::Foreign`], [`PublishError::IsAFolder`] or [`PublishError::Io`].
    pub fn decide(
        &self,
        target: &dyn Target,
        path: &str,
        bytes: &[u8],
        hash: ContentHash,
        take_over: bool,
    ) -> Result<Decision, PublishError> {
        let recorded = self.documents.get(path);
        if recorded.is_some_and(|recorded| recorded.intact && recorded.hash == hash) {
            return Ok(Decision::Keep);
        }
        let found = match target.look(path) {
            Ok(found) => found,
            // A link, say: a rename takes its place and leaves alone what it leads to.
            Err(PublishError::Foreign { .. })
                if take_over || recorded.is_some_and(|recorded| recorded.state.is_some()) =>
            {
                return Ok(Decision::Replace);
            }
            Err(error) => return Err(error),
        };
        let Some(found) = found else { return Ok(Decision::Create) };
        if found.size == bytes.len() as u64 && target.holds(path, bytes)? {
            return Ok(Decision::Adopt(found));
        }
        match recorded {
            Some(recorded) if recorded.state.is_some() => Ok(Decision::Replace),
            _ if take_over => Ok(Decision::Replace),
            Some(recorded) if target.digest(path)? == recorded.hash => Ok(Decision::Replace),
            _ => Err(PublishError::Foreign { path: target.place(path) }),
        }
    }
}
