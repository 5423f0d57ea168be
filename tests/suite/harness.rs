//! A project in a folder of its own, and the built program run in it.
//!
//! ```text
//! Project::new().config("…").article("a.md", "…").run(["build"]).ok().says("2 new");
//! ```

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A configuration that needs nothing but a folder `articles`.
pub(crate) const CONFIG: &str = "[site]\ntitle = \"Notes\"\nurl = \"https://notes.example/\"\n\n[[source]]\nid = \"notes\"\ntype = \"articles\"\npath = \"articles\"\n";

/// A folder with a configuration and articles. It goes away with the value.
pub(crate) struct Project {
    folder: TempDir,
    environment: Vec<(String, String)>,
    cwd: Option<PathBuf>,
}

impl Project {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), environment: Vec::new(), cwd: None }
    }

    /// An empty folder in memory, where the system has such folders: for tests of very many runs, which need no disk that is slow.
    pub(crate) fn in_memory() -> Self {
        let folder = tempfile::tempdir_in("/dev/shm").or_else(|_| tempfile::tempdir()).unwrap();
        Self { folder, environment: Vec::new(), cwd: None }
    }

    /// The folder.
    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes `config.toml`.
    pub(crate) fn config(self, text: &str) -> Self {
        self.file("config.toml", text)
    }

    /// Writes an article below `articles`.
    pub(crate) fn article(self, path: &str, text: &str) -> Self {
        self.file(&format!("articles/{path}"), text)
    }

    /// Writes a file, with the folders above it.
    pub(crate) fn file(self, path: &str, bytes: impl AsRef<[u8]>) -> Self {
        self.write(path, bytes);
        self
    }

    /// As [`file`](Self::file), between two runs.
    pub(crate) fn write(&self, path: &str, bytes: impl AsRef<[u8]>) {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        write(&path, bytes.as_ref());
    }

    /// The text of a file.
    pub(crate) fn read(&self, path: &str) -> String {
        String::from_utf8(bytes(&self.root().join(path))).unwrap()
    }

    /// True where there is such a file or folder.
    pub(crate) fn has(&self, path: &str) -> bool {
        self.root().join(path).exists()
    }

    /// Every file below `path`, by its path below it, with its bytes, sorted.
    pub(crate) fn tree(&self, path: &str) -> Vec<(String, Vec<u8>)> {
        let root = self.root().join(path);
        let mut files = Vec::new();
        collect(&root, &root, &mut files);
        files.sort();
        files
    }

    /// Sets a variable for the runs to come.
    pub(crate) fn env(mut self, name: &str, text: &str) -> Self {
        self.environment.push((name.to_owned(), text.to_owned()));
        self
    }

    /// Runs from this folder below the project's instead of the project's.
    pub(crate) fn from(mut self, cwd: &str) -> Self {
        let cwd = self.root().join(cwd);
        fs::create_dir_all(&cwd).unwrap();
        self.cwd = Some(cwd);
        self
    }

    /// Runs feedloom, without a terminal and with no variables but [`env`](Self::env)'s.
    pub(crate) fn run<A: AsRef<OsStr>>(&self, arguments: impl IntoIterator<Item = A>) -> Run {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feedloom"));
        command
            .args(arguments)
            .env_clear()
            .envs(self.environment.iter().map(|(name, text)| (name, text)))
            .current_dir(self.cwd.as_deref().unwrap_or(self.root()))
            .stdin(std::process::Stdio::null());
        let shown = format!("{command:?}");
        Run { output: command.output().unwrap(), shown }
    }
}

fn collect(root: &Path, folder: &Path, files: &mut Vec<(String, Vec<u8>)>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for entry in entries {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(root, &path, files);
        } else {
            let name = path.strip_prefix(root).unwrap().to_string_lossy().into_owned();
            files.push((name, bytes(&path)));
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "fixtures are our own")]
fn bytes(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap()
}

#[expect(clippy::disallowed_methods, reason = "fixtures are our own")]
fn write(path: &Path, bytes: &[u8]) {
    fs::write(path, bytes).unwrap();
}

/// The text of a file of this repository.
pub(crate) fn repository(path: &str) -> String {
    String::from_utf8(bytes(&Path::new(env!("CARGO_MANIFEST_DIR")).join(path))).unwrap()
}

/// What a run did.
pub(crate) struct Run {
    output: Output,
    shown: String,
}

impl Run {
    /// It exited with 0.
    #[track_caller]
    pub(crate) fn ok(self) -> Self {
        self.exits(0)
    }

    /// It exited with `code`.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        let (out, err) = (self.stdout(), self.stderr());
        assert_eq!(self.output.status.code(), Some(code), "{}\n{out}\n{err}", self.shown);
        self
    }

    /// The code that it exited with; `None` where it was killed.
    pub(crate) fn code(&self) -> Option<i32> {
        self.output.status.code()
    }

    /// Standard error holds `text`.
    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stderr().contains(text), "{}\nsays no {text:?}:\n{}", self.shown, self.stderr());
        self
    }

    /// Standard output holds `text`.
    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(self.stdout().contains(text), "{}\nprints no {text:?}:\n{}", self.shown, self.stdout());
        self
    }

    /// Standard output.
    pub(crate) fn stdout(&self) -> String {
        String::from_utf8(self.output.stdout.clone()).unwrap()
    }

    /// Standard error.
    pub(crate) fn stderr(&self) -> String {
        String::from_utf8(self.output.stderr.clone()).unwrap()
    }

    /// Standard output, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_slice(&self.output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", self.stdout()))
    }
}
