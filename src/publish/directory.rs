//! A folder as the target.
//!
//! Documents are written into a folder of their own inside the target, so that what a crash leaves behind is found and
//! removed at the next start, flushed once, and renamed into place.

use std::collections::{BTreeSet, HashSet};
use std::ffi::OsString;
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read as _, Write as _};
use std::path::{Component, Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::UNIX_EPOCH;

use super::{FileState, PublishError, Staged, Target};
use crate::model::plan::STAGE;

/// Up to this number of documents each is flushed by itself; beyond it the whole file system is, once.
const FLUSHED_SINGLY: usize = 64;

/// No document of ours is larger; of what is, the beginning tells that it is not ours.
const LARGEST: u64 = 64 * 1024 * 1024;

/// A folder that documents are published in.
pub struct Directory {
    root: PathBuf,
    handle: Handle,
    next: AtomicU64,
    /// Folders that are known to be there, and to be folders. As names: paths are compared part by part.
    folders: Mutex<HashSet<OsString>>,
}

impl Directory {
    /// A target in `root`. Nothing is made or removed before something is staged or committed.
    #[must_use]
    pub fn new(root: PathBuf) -> Self {
        Self { root, handle: Handle::default(), next: AtomicU64::new(0), folders: Mutex::default() }
    }

    fn clear_stage(&self) -> Result<(), PublishError> {
        let stage = self.root.join(STAGE);
        let removed = match fs::symlink_metadata(&stage) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(()),
            Err(error) => Err(error),
            Ok(found) if found.is_dir() => fs::remove_dir_all(&stage),
            Ok(_) => fs::remove_file(&stage),
        };
        removed.map_err(io(&stage, "removed"))
    }

    /// Makes the folder that `path` is in, level by level: a link on the way would lead out of the target.
    fn make_folder(&self, path: &str) -> Result<(), PublishError> {
        let target = self.root.join(path);
        let Some(parent) = Path::new(path).parent() else { return Ok(()) };
        let mut folders = self.folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if target.parent().is_some_and(|folder| folders.contains(folder.as_os_str())) {
            return Ok(());
        }
        let mut folder = self.root.clone();
        if !folders.contains(folder.as_os_str()) {
            // The target itself may be a link: its owner made it.
            fs::create_dir_all(&folder).map_err(io(&folder, "made"))?;
            folders.insert(folder.clone().into_os_string());
        }
        for component in parent.components() {
            let Component::Normal(name) = component else {
                return Err(PublishError::NotAFolder { path: target });
            };
            folder.push(name);
            if folders.contains(folder.as_os_str()) {
                continue;
            }
            // Made before it is looked at: in a first build hardly any is there.
            if let Err(source) = fs::create_dir(&folder) {
                match fs::symlink_metadata(&folder) {
                    Ok(found) if found.is_dir() => {}
                    Ok(_) => return Err(PublishError::NotAFolder { path: folder }),
                    Err(_) => return Err(PublishError::NoFolder { path: folder, source }),
                }
            }
            folders.insert(folder.clone().into_os_string());
        }
        Ok(())
    }

    /// A folder on the way that was replaced by a link leads to files that are not ours.
    fn refuse_links(&self, path: &str) -> Result<(), PublishError> {
        let above = Path::new(path).ancestors().skip(1).filter(|above| !above.as_os_str().is_empty());
        for folder in above.map(|above| self.root.join(above)) {
            if fs::symlink_metadata(&folder).is_ok_and(|found| !found.is_dir()) {
                return Err(PublishError::NotAFolder { path: folder });
            }
        }
        Ok(())
    }

    fn stage_folder(&self) -> Result<PathBuf, PublishError> {
        let stage = self.root.join(STAGE);
        let mut folders = self.folders.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if !folders.contains(stage.as_os_str()) {
            fs::create_dir_all(&self.root).map_err(io(&self.root, "made"))?;
            // What an earlier run left behind when it was killed.
            self.clear_stage()?;
            fs::create_dir(&stage).map_err(io(&stage, "made"))?;
            folders.insert(stage.clone().into_os_string());
        }
        Ok(stage)
    }

    fn flush(&self, staged: &[Staged]) -> Result<(), PublishError> {
        if staged.len() > FLUSHED_SINGLY && flush_file_system(&self.root) {
            return Ok(());
        }
        for document in staged {
            let flushed = File::open(&document.temporary).and_then(|file| file.sync_all());
            flushed.map_err(io(&document.temporary, "synced"))?;
        }
        Ok(())
    }
}

impl Target for Directory {
    fn look(&self, path: &str) -> Result<Option<FileState>, PublishError> {
        match self.handle.look(&self.root, path) {
            Ok(Some(found)) => Ok(Some(found)),
            Ok(None) => {
                let file = self.root.join(path);
                // Rare enough to be asked again.
                Err(if file.is_dir() && !file.is_symlink() {
                    PublishError::IsAFolder { path: file }
                } else {
                    PublishError::Foreign { path: file }
                })
            }
            Err(error) if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
            Err(error) => Err(io(&self.root.join(path), "looked at")(error)),
        }
    }

    fn holds(&self, path: &str, bytes: &[u8]) -> Result<bool, PublishError> {
        let path = self.root.join(path);
        let mut file = File::open(&path).map_err(io(&path, "read"))?;
        if file.metadata().map_err(io(&path, "read"))?.len() != bytes.len() as u64 {
            return Ok(false);
        }
        let mut rest = bytes;
        let mut buffer = [0; 16 * 1024];
        loop {
            let count = file.read(&mut buffer).map_err(io(&path, "read"))?;
            if count == 0 {
                return Ok(rest.is_empty());
            }
            match rest.strip_prefix(&buffer[..count]) {
                Some(after) => rest = after,
                None => return Ok(false),
            }
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, PublishError> {
        let path = self.root.join(path);
        let mut bytes = Vec::new();
        let read = File::open(&path).and_then(|file| file.take(LARGEST).read_to_end(&mut bytes));
        read.map_err(io(&path, "read"))?;
        Ok(bytes)
    }

    fn place(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    fn stage(&self, path: &str, bytes: &[u8]) -> Result<Staged, PublishError> {
        self.make_folder(path)?;
        let temporary = self.stage_folder()?.join(self.next.fetch_add(1, Ordering::Relaxed).to_string());
        let mut file = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&temporary)
            .map_err(io(&temporary, "written"))?;
        file.write_all(bytes).map_err(io(&temporary, "written"))?;
        let state = state(&file.metadata().map_err(io(&temporary, "looked at"))?);
        Ok(Staged { path: path.to_owned(), temporary, state })
    }

    fn commit(&self, staged: Vec<Staged>) -> Result<Vec<Result<FileState, PublishError>>, PublishError> {
        if staged.is_empty() {
            self.clear_stage()?;
            return Ok(Vec::new());
        }
        self.flush(&staged)?;
        let mut states = Vec::with_capacity(staged.len());
        let mut folders = BTreeSet::new();
        for document in &staged {
            let place = self.root.join(&document.path);
            let placed = fs::rename(&document.temporary, &place)
                .map(|()| document.state)
                .map_err(io(&place, "put in place"));
            if placed.is_ok() {
                folders.insert(document.path.rsplit_once('/').map_or("", |(folder, _)| folder));
            }
            states.push(placed);
        }
        self.clear_stage()?;
        if folders.len() > FLUSHED_SINGLY && flush_file_system(&self.root) {
            return Ok(states);
        }
        for folder in folders.into_iter().map(|folder| self.root.join(folder)) {
            flush_folder(&folder).map_err(io(&folder, "synced"))?;
        }
        Ok(states)
    }

    fn remove(&self, path: &str) -> Result<(), PublishError> {
        let file = self.root.join(path);
        self.refuse_links(path)?;
        match fs::remove_file(&file) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(io(&file, "removed")(error)),
            _ => {}
        }
        let mut folder = file.parent();
        while let Some(empty) = folder.filter(|folder| *folder != self.root && folder.starts_with(&self.root))
        {
            // Refused where something is left in it, which ends the way up.
            if fs::remove_dir(empty).is_err() {
                break;
            }
            folder = empty.parent();
        }
        Ok(())
    }
}

impl Drop for Directory {
    fn drop(&mut self) {
        if self.next.load(Ordering::Relaxed) > 0 {
            let _ = self.clear_stage();
        }
    }
}

fn io(path: &Path, action: &'static str) -> impl FnOnce(std::io::Error) -> PublishError {
    let path = path.to_owned();
    move |source| PublishError::Io { path, action, source }
}

fn state(found: &Metadata) -> FileState {
    let modified = found
        .modified()
        .ok()
        .and_then(|time| time.duration_since(UNIX_EPOCH).ok())
        .and_then(|elapsed| i64::try_from(elapsed.as_nanos()).ok())
        .unwrap_or_default();
    FileState { size: found.len(), modified }
}

/// Looks at files relative to the folder, which spares the system the way to it: every run looks at every document.
#[cfg(unix)]
#[derive(Default)]
struct Handle(std::sync::OnceLock<File>);

#[cfg(unix)]
impl Handle {
    /// What is at `path`; `None` where that is no file.
    fn look(&self, root: &Path, path: &str) -> std::io::Result<Option<FileState>> {
        use rustix::fs::{AtFlags, FileType, statat};
        let folder = if let Some(folder) = self.0.get() {
            folder
        } else {
            let folder = File::open(root)?;
            self.0.get_or_init(|| folder)
        };
        let found = statat(folder, path, AtFlags::SYMLINK_NOFOLLOW)?;
        let modified = i128::from(found.st_mtime) * 1_000_000_000 + i128::from(found.st_mtime_nsec);
        let state = FileState {
            size: u64::try_from(found.st_size).unwrap_or_default(),
            modified: i64::try_from(modified).unwrap_or_default(),
        };
        Ok((FileType::from_raw_mode(found.st_mode) == FileType::RegularFile).then_some(state))
    }
}

#[cfg(not(unix))]
#[derive(Default)]
struct Handle;

#[cfg(not(unix))]
impl Handle {
    fn look(&self, root: &Path, path: &str) -> std::io::Result<Option<FileState>> {
        let found = fs::symlink_metadata(root.join(path))?;
        Ok(found.is_file().then(|| state(&found)))
    }
}

#[cfg(unix)]
fn flush_folder(folder: &Path) -> std::io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(not(unix))]
fn flush_folder(_folder: &Path) -> std::io::Result<()> {
    Ok(())
}

/// Flushes the file system that `folder` is on; false where that cannot be done.
#[cfg(target_os = "linux")]
fn flush_file_system(folder: &Path) -> bool {
    File::open(folder).is_ok_and(|folder| rustix::fs::syncfs(&folder).is_ok())
}

#[cfg(not(target_os = "linux"))]
fn flush_file_system(_folder: &Path) -> bool {
    false
}
