//! The site generator that a folder belongs to, by its configuration, and what that says of the site.

use std::path::{Path, PathBuf};

use super::settings::Settings;
use super::{beginning, permalink};
use crate::config::foreign::program_of;
use crate::config::url::url;

/// Hosts that stand in configurations which nobody has filled in yet.
const UNFILLED: [&str; 5] = ["example.com", "example.org", "www.example.com", "yoursite.com", "localhost"];

/// Another program's site.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Neighbour {
    /// The program.
    pub(super) program: &'static str,
    /// Its configuration.
    pub(super) file: PathBuf,
    /// Where it keeps articles.
    pub(super) articles: String,
    /// What its configuration calls the site.
    pub(super) title: Option<String>,
    /// Where its pages are.
    pub(super) url: Option<String>,
    /// The site's language.
    pub(super) language: Option<String>,
    /// The site's time zone.
    pub(super) timezone: Option<String>,
    /// Where the page of an article is, in our placeholders. `None`: it cannot be told.
    pub(super) permalink: Option<String>,
}

impl Neighbour {
    fn new(program: &'static str, file: PathBuf) -> Self {
        let settings = Settings::read(&file, &beginning(&file).unwrap_or_default());
        let get = |names: &[&str]| settings.get(names).map(str::to_owned);
        Self {
            program,
            articles: articles(program, &settings),
            title: get(&["title", "sitename"]),
            url: address(&settings),
            // Some write it as the names of locales are written.
            language: get(&[
                "language",
                "lang",
                "locale",
                "languagecode",
                "default_language",
                "default_lang",
            ])
            .or_else(|| get(&["defaultcontentlanguage"]))
            .map(|tag| tag.replace('_', "-")),
            timezone: get(&["timezone"]),
            permalink: permalink::of(program, &settings),
            file,
        }
    }
}

/// Where the site is: Jekyll keeps the path of a site that is not at the top of its host by itself.
fn address(settings: &Settings) -> Option<String> {
    let base = settings.get(&["baseurl"]).unwrap_or_default();
    let text = match settings.get(&["url", "base_url", "siteurl"]) {
        Some(host) if base.starts_with('/') => format!("{}{base}", host.trim_end_matches('/')),
        Some(host) => host.to_owned(),
        None => base.to_owned(),
    };
    let host = url(&text).ok()?.host_str()?.to_owned();
    let path = if text.ends_with('/') { "" } else { "/" };
    (!UNFILLED.contains(&host.as_str())).then(|| format!("{text}{path}"))
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
    for (name, program) in SURE {
        let file = folder.join(name);
        if file.is_file() {
            return Some(Neighbour::new(program, file));
        }
    }
    let file = folder.join("config.toml");
    if let Some(program) = beginning(&file).ok().as_deref().and_then(program_of) {
        return Some(Neighbour::new(program, file));
    }
    // Jekyll and Hexo call it the same. Hexo keeps everything in `source`, and its configuration says so.
    let file = folder.join("_config.yml");
    let text = beginning(&file).ok()?;
    let is_hexo =
        text.lines().any(|line| line.starts_with("source_dir:") || line.starts_with("new_post_name:"));
    let program = if is_hexo || folder.join("source/_posts").is_dir() { "Hexo" } else { "Jekyll" };
    Some(Neighbour::new(program, file))
}

fn articles(program: &str, settings: &Settings) -> String {
    let folder = |names: &[&str], usual| settings.get(names).unwrap_or(usual).trim_matches('/').to_owned();
    match program {
        "Hexo" => format!("{}/_posts", folder(&["source_dir"], "source")),
        "Jekyll" => "_posts".to_owned(),
        "Hugo" => folder(&["contentdir"], "content"),
        "Pelican" => folder(&["path"], "content"),
        _ => "content".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn makes_out_the_generator_by_its_configuration() {
        for (name, text, expected) in [
            ("_config.yml", "title: x\nsource_dir: source\n", Some(("Hexo", "source/_posts"))),
            ("_config.yml", "source_dir: docs\n", Some(("Hexo", "docs/_posts"))),
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
            let found = found.as_ref().map(|found| (found.program, found.articles.as_str()));
            assert_eq!(found, expected, "{name}: {text}");
        }
    }

    #[test]
    fn the_address_is_taken_where_it_is_filled_in() {
        for (text, expected) in [
            ("url: https://a.example", Some("https://a.example/")),
            ("url: https://a.example\nbaseurl: /blog", Some("https://a.example/blog/")),
            ("url: https://a.example\nbaseurl: \"\"", Some("https://a.example/")),
            ("baseurl: https://a.example/b/", Some("https://a.example/b/")),
            ("baseurl: /blog", None),
            ("url: http://example.com", None),
            ("url: a.example", None),
        ] {
            let settings = Settings::read(Path::new("_config.yml"), text);
            assert_eq!(address(&settings).as_deref(), expected, "{text}");
        }
    }
}
