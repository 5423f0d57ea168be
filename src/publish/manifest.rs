//! What was published, and what that makes of a document that is to be published now.

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
    /// It is to be written over what a run put there that ended before it could record it.
    TakeUp(FileState),
}

/// Decides what to do with `bytes`, whose digest is `hash`, at `path`, of which the manifest says `recorded`.
///
/// A path that the manifest names is ours. Any other is ours where it holds the very same bytes; what else is there was not
/// written by us, and is overwritten only where the owner wants that.
///
/// # Errors
/// [`PublishError::Foreign`], [`PublishError::IsAFolder`] or [`PublishError::Io`].
pub fn decide(
    target: &dyn Target,
    recorded: Option<Recorded>,
    path: &str,
    bytes: &[u8],
    hash: ContentHash,
    take_over: bool,
) -> Result<Decision, PublishError> {
    if recorded.is_some_and(|recorded| recorded.intact && recorded.hash == hash) {
        return Ok(Decision::Keep);
    }
    let was_placed = recorded.is_some_and(|recorded| recorded.state.is_some());
    let found = match target.look(path) {
        Ok(found) => found,
        // A link, say: a rename takes its place and leaves alone what it leads to.
        Err(PublishError::Foreign { .. }) if was_placed || take_over => return Ok(Decision::Replace),
        Err(error) => return Err(error),
    };
    let Some(found) = found else { return Ok(Decision::Create) };
    if found.size == bytes.len() as u64 && target.holds(path, bytes)? {
        return Ok(Decision::Adopt(found));
    }
    match recorded {
        _ if was_placed || take_over => Ok(Decision::Replace),
        // What a run was about to put there when it ended is ours if it did get there.
        Some(recorded) if ContentHash::of(&target.read(path)?) == recorded.hash => {
            Ok(Decision::TakeUp(found))
        }
        _ => Err(PublishError::Foreign { path: target.place(path) }),
    }
}
