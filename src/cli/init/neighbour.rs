//! The site generator that a folder belongs to, by its configuration.

use std::path::{Path, PathBuf};

use super::beginning;
use crate::config::foreign::program_of;

/// Another program's site.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Neighbour {
    /// The program.
    pub(super) program: &'static str,
    /// Its configuration.
    pub(super) file: PathBuf,
    /// Where it usually keeps articles.
    pub(super) articles: &'static str,
}

/// Names that only one program's configuration has.
const SURE: [(&str, &str); 6] = [
    ("hugo.toml", "Hugo"),
    ("hugo.yaml", "Hugo"),
    ("hugo.json", "Hugo"),
    ("zola.toml", "Zola"),
    ("eleventy.config.js", "Eleventy"),
    ("pelicanconf.py", "Pelican"),
];

/// The generator whose configuration lies in `folder`.
pub(super) fn find(folder: &Path) -> Option<Neighbour> {
    let found =
        |program: &'static str, file: PathBuf| Neighbour { program, file, articles: articles(program) };
    for (name, program) in SURE {
        let file = folder.join(name);
        if file.is_file() {
            return Some(found(program, file));
        }
    }
    let file = folder.join("config.toml");
    if let Some(program) = beginning(&file).ok().as_deref().and_then(program_of) {
        return Some(found(program, file));
    }
    // Jekyll and Hexo call it the same. Hexo keeps everything in `source`, and its configuration says so.
    let file = folder.join("_config.yml");
    let text = beginning(&file).ok()?;
    let is_hexo =
        text.lines().any(|line| line.starts_with("source_dir:") || line.starts_with("new_post_name:"));
    let program = if is_hexo || folder.join("source/_posts").is_dir() { "Hexo" } else { "Jekyll" };
    Some(found(program, file))
}

fn articles(program: &str) -> &'static str {
    match program {
        "Hexo" => "source/_posts",
        "Jekyll" => "_posts",
        _ => "content",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_out_the_generator_by_its_configuration() {
        for (name, text, expected) in [
            ("_config.yml", "title: x\nsource_dir: source\n", Some(("Hexo", "source/_posts"))),
            ("_config.yml", "title: x\nplugins: []\n", Some(("Jekyll", "_posts"))),
            ("hugo.toml", "", Some(("Hugo", "content"))),
            ("config.toml", "baseURL = 'https://x.example/'\n", Some(("Hugo", "content"))),
            ("config.toml", "base_url = 'https://x.example/'\n[markdown]\n", Some(("Zola", "content"))),
            ("config.toml", "[site]\ntitle = 'x'\n", None),
            ("README.md", "", None),
        ] {
            let folder = tempfile::tempdir().unwrap();
            super::super::write_new(&folder.path().join(name), text).unwrap();
            let found = find(folder.path());
            assert_eq!(found.map(|found| (found.program, found.articles)), expected, "{name}: {text}");
        }
    }
}
