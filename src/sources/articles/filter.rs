//! `include` and `exclude`: which files of the folder are articles at all.

use globset::{Glob, GlobBuilder, GlobSet, GlobSetBuilder};

use crate::sources::BuildError;

/// The owner's choice of files.
#[derive(Debug)]
pub(super) struct Filter {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
}

impl Filter {
    /// Reads the patterns.
    pub(super) fn new(include: &[String], exclude: &[String]) -> Result<Self, BuildError> {
        Ok(Self { include: set("include", include)?, exclude: set("exclude", exclude)? })
    }

    /// True for a path that is to be read.
    pub(super) fn takes(&self, path: &str) -> bool {
        self.include.as_ref().is_none_or(|include| include.is_match(path))
            && !self.exclude.as_ref().is_some_and(|exclude| exclude.is_match(path))
    }
}

/// Patterns mean what they mean in a `.gitignore`: without `/` inside they match a name at any depth, and a folder's
/// pattern matches all that is in it.
fn set(key: &'static str, patterns: &[String]) -> Result<Option<GlobSet>, BuildError> {
    if patterns.is_empty() {
        return Ok(None);
    }
    let fail = |pattern: &str, error: &globset::Error| BuildError {
        key,
        message: format!("`{pattern}` is not a pattern of paths: {}", error.kind()),
    };
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        let inner = pattern.trim_end_matches('/');
        let anchored = if inner.contains('/') {
            inner.trim_start_matches('/').to_owned()
        } else {
            format!("**/{inner}")
        };
        for spelled in [format!("{anchored}/**"), anchored] {
            set.add(glob(&spelled).map_err(|error| fail(pattern, &error))?);
        }
    }
    set.build().map(Some).map_err(|error| fail(&patterns.join("`, `"), &error))
}

fn glob(pattern: &str) -> Result<Glob, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn takes(include: &[&str], exclude: &[&str], path: &str) -> bool {
        let owned = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        Filter::new(&owned(include), &owned(exclude)).unwrap().takes(path)
    }

    #[test]
    fn patterns_match_as_in_a_gitignore() {
        for (pattern, path, matches) in [
            ("*.txt", "a/b/c.txt", true),
            ("*.txt", "c.txt.md", false),
            ("notes", "a/notes/b.md", true),
            ("notes/", "notes/x/b.md", true),
            ("a/notes", "a/notes/b.md", true),
            ("a/notes", "b/a/notes/c.md", false),
            ("/a.md", "a.md", true),
            ("/a.md", "b/a.md", false),
            ("blog/*.md", "blog/a.md", true),
            ("blog/*.md", "blog/x/a.md", false),
            ("blog/**/*.md", "blog/x/y/a.md", true),
            ("{a,b}.md", "x/b.md", true),
            ("新*", "x/新媒体/a.md", true),
        ] {
            assert_eq!(takes(&[pattern], &[], path), matches, "{pattern} includes {path}");
            assert_eq!(takes(&[], &[pattern], path), !matches, "{pattern} excludes {path}");
        }
    }

    #[test]
    fn what_is_excluded_is_out_even_if_it_is_included() {
        assert!(takes(&[], &[], "a.md"));
        assert!(!takes(&["*.md"], &["a*"], "a.md"));
    }

    #[test]
    fn a_broken_pattern_is_an_error_that_shows_it() {
        let error = Filter::new(&[], &["a[".to_owned()]).unwrap_err();
        assert_eq!(error.key, "exclude");
        assert!(error.message.contains("`a[`"), "{}", error.message);
    }
}
