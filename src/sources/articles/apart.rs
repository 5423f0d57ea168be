//! Folders that are not entered, however their paths are written.
//!
//! In: paths as the configuration has them. Out: whether a folder that the walk meets is one of them. The same folder may
//! be reached by a detour (`./feeds`), through a symbolic link or under another case, so folders are compared, not texts.

use std::fs::DirEntry;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt as _;
use std::path::PathBuf;

/// The folders, as the system tells them apart.
#[derive(Debug)]
pub(super) struct Apart {
    /// Device and number of each.
    #[cfg(unix)]
    folders: Vec<(u64, u64)>,
    #[cfg(not(unix))]
    folders: Vec<PathBuf>,
}

impl Apart {
    /// Looks at the folders. One that is not there cannot be met, either.
    #[cfg(unix)]
    pub(super) fn find(paths: &[PathBuf]) -> Self {
        let look = |path: &PathBuf| std::fs::metadata(path).ok().map(|found| (found.dev(), found.ino()));
        Self { folders: paths.iter().filter_map(look).collect() }
    }

    /// Looks at the folders. One that is not there cannot be met, either.
    #[cfg(not(unix))]
    pub(super) fn find(paths: &[PathBuf]) -> Self {
        Self { folders: paths.iter().filter_map(|path| path.canonicalize().ok()).collect() }
    }

    /// True for one of the folders.
    #[cfg(unix)]
    pub(super) fn has(&self, folder: &DirEntry) -> bool {
        !self.folders.is_empty()
            && folder.metadata().is_ok_and(|found| self.folders.contains(&(found.dev(), found.ino())))
    }

    /// True for one of the folders.
    #[cfg(not(unix))]
    pub(super) fn has(&self, folder: &DirEntry) -> bool {
        !self.folders.is_empty()
            && folder.path().canonicalize().is_ok_and(|found| self.folders.contains(&found))
    }
}
