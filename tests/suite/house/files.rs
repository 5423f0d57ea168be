//! The project's own files, as text.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use super::paths;

/// A file of Rust.
pub(super) struct Source {
    /// Its path from the project's root, with `/`.
    pub(super) path: String,
    /// Its module: `["store", "sqlite", "merge"]`. Empty for the roots of crates.
    pub(super) module: Vec<String>,
    /// What is in it.
    pub(super) text: String,
    tokens: Vec<String>,
}

impl Source {
    /// The paths that lead into this project's library, without `crate`.
    pub(super) fn own_paths(&self) -> Vec<Vec<String>> {
        paths::own(&self.tokens, &self.module)
    }

    /// The paths that begin with the name of a crate or of something in scope.
    pub(super) fn foreign_paths(&self) -> Vec<Vec<String>> {
        paths::foreign(&self.tokens)
    }

    /// All words outside of comments and strings.
    pub(super) fn words(&self) -> impl Iterator<Item = &str> {
        self.tokens.iter().map(String::as_str)
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A file of the project.
pub(super) fn read(path: &str) -> String {
    let mut text = String::new();
    let read = fs::File::open(root().join(path)).and_then(|mut file| file.read_to_string(&mut text));
    assert!(read.is_ok(), "{path}: {read:?}");
    text
}

/// All files below `folder`, which may be absent, in order.
pub(super) fn all(folder: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut folders: Vec<PathBuf> = vec![root().join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.expect("a folder that can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if let Ok(below) = path.strip_prefix(root()) {
                found.push(below.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found.sort();
    found
}

/// True where the file's name ends with `.` and `extension`.
pub(super) fn is_a(path: &str, extension: &str) -> bool {
    Path::new(path).extension().is_some_and(|found| found == extension)
}

/// All files of Rust below `folder`, in order.
pub(super) fn sources(folder: &str) -> Vec<Source> {
    let files = all(folder).into_iter().filter(|path| is_a(path, "rs"));
    files
        .map(|path| {
            let text = read(&path);
            Source { module: module(&path), tokens: paths::tokens(&text), text, path }
        })
        .collect()
}

fn module(path: &str) -> Vec<String> {
    let Some(below) = path.strip_prefix("src/").and_then(|path| path.strip_suffix(".rs")) else {
        return Vec::new();
    };
    let mut module: Vec<String> = below.split('/').map(str::to_owned).collect();
    if module.last().is_some_and(|last| matches!(last.as_str(), "mod" | "lib" | "main")) {
        module.pop();
    }
    module
}
