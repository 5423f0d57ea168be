//! What another program's configuration says of its site.
//!
//! In: the text, and the name of its file. Out: the values by their dotted names in small letters. YAML and Python are read line
//! by line: a value that takes more than a line to say is not found, and then the owner is asked.

use std::collections::BTreeMap;
use std::path::Path;

/// Values by their dotted names, in small letters: `permalinks.posts`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Settings(BTreeMap<String, String>);

impl Settings {
    /// Reads the text of a configuration by the ending of its file.
    pub(super) fn read(file: &Path, text: &str) -> Self {
        let mut found = Self::default();
        match file.extension().and_then(|ending| ending.to_str()) {
            Some("toml") => {
                if let Ok(Ok(value)) = text.parse::<toml::Table>().map(serde_json::to_value) {
                    found.add("", &value);
                }
            }
            Some("json") => {
                if let Ok(value) = serde_json::from_str(text) {
                    found.add("", &value);
                }
            }
            Some("yml" | "yaml") => found.add_yaml(text),
            Some("py") => found.add_assignments(text),
            _ => {}
        }
        found
    }

    /// The first of these names that has a value.
    pub(super) fn get(&self, names: &[&str]) -> Option<&str> {
        names.iter().find_map(|name| self.0.get(*name)).map(String::as_str).filter(|text| !text.is_empty())
    }

    /// All that is below a name, by the last part of its own.
    pub(super) fn below<'a>(&'a self, name: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        let inside = self
            .0
            .range(name.to_owned()..)
            .filter(move |(key, _)| key.strip_prefix(name).is_some_and(|rest| rest.starts_with('.')));
        inside.map(|(key, text)| (key.rsplit('.').next().unwrap_or(key), text.as_str()))
    }

    fn put(&mut self, name: &str, text: &str) {
        // Of a list the first counts: it is the default where languages are listed.
        self.0.entry(name.to_lowercase()).or_insert_with(|| text.to_owned());
    }

    fn add(&mut self, name: &str, value: &serde_json::Value) {
        match value {
            serde_json::Value::Object(table) => {
                for (key, value) in table {
                    let inner = if name.is_empty() { key.clone() } else { format!("{name}.{key}") };
                    self.add(&inner, value);
                }
            }
            serde_json::Value::Array(list) => list.iter().take(1).for_each(|first| self.add(name, first)),
            serde_json::Value::String(text) => self.put(name, text),
            _ => {}
        }
    }

    fn add_yaml(&mut self, text: &str) {
        let mut open: Vec<(usize, String)> = Vec::new();
        // Where a text of several lines began: all that is further in belongs to it.
        let mut prose = None;
        for line in text.lines().filter(|line| !line.trim().is_empty()) {
            let inner = line.trim_start();
            let indent = line.len() - inner.len();
            if prose.is_some_and(|start| indent > start) {
                continue;
            }
            prose = None;
            if let Some(item) = inner.strip_prefix("- ") {
                if let Some((_, name)) = open.last().filter(|(at, _)| *at <= indent) {
                    self.put(name, scalar(item));
                }
                continue;
            }
            let Some((key, value)) = inner.split_once(':') else { continue };
            if key.is_empty()
                || inner.starts_with('#')
                || !(value.is_empty() || value.starts_with([' ', '\t']))
            {
                continue;
            }
            open.retain(|(at, _)| *at < indent);
            let key = scalar(key);
            let name = open.last().map_or_else(|| key.to_owned(), |(_, outer)| format!("{outer}.{key}"));
            match scalar(value) {
                "" => open.push((indent, name)),
                value if value.starts_with(['|', '>']) => prose = Some(indent),
                value => self.put(&name, value),
            }
        }
    }

    fn add_assignments(&mut self, text: &str) {
        for line in text.lines() {
            if let Some((key, value)) = line.split_once('=')
                && value.trim_start().starts_with(['"', '\''])
            {
                self.put(key.trim(), scalar(value));
            }
        }
    }
}

/// A value without quotes and comment; of a list in one line, the first.
fn scalar(text: &str) -> &str {
    let text = text.trim().trim_start_matches('[').trim_start();
    for quote in ['"', '\''] {
        if let Some(inner) = text.strip_prefix(quote) {
            return inner.split_once(quote).map_or(inner, |(inner, _)| inner);
        }
    }
    let text = if text.starts_with('#') { "" } else { text.split_once(" #").map_or(text, |(text, _)| text) };
    text.split(['[', ']', '{']).next().unwrap_or_default().split_once(", ").map_or_else(
        || text.trim_end_matches(']').trim(),
        |(first, _)| if text.ends_with(']') { first.trim() } else { text.trim() },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_found_in_every_notation() {
        for (file, text, name, expected) in [
            ("_config.yml", "title: My Blog  # mine\n", "title", Some("My Blog")),
            ("_config.yml", "title: \"A: #1\"\n", "title", Some("A: #1")),
            ("_config.yml", "title: Notes, and more\n", "title", Some("Notes, and more")),
            ("_config.yml", "language:\n  - zh-CN\n  - en\n", "language", Some("zh-CN")),
            ("_config.yml", "language:\n- zh-CN\n- en\n", "language", Some("zh-CN")),
            ("_config.yml", "language: [zh-CN, en]\n", "language", Some("zh-CN")),
            ("_config.yml", "timezone: ''\n", "timezone", None),
            ("_config.yml", "timezone:\nurl: https://a.example\n", "url", Some("https://a.example")),
            ("_config.yml", "permalink: :year/:title/\n", "permalink", Some(":year/:title/")),
            ("_config.yml", "theme:\n  title: x\n", "title", None),
            ("_config.yml", "# title: x\n", "title", None),
            ("_config.yml", "description: |\n  title: no\n\n  url: no\ntitle: Yes\n", "title", Some("Yes")),
            ("_config.yml", "description: >-\n  title: no\n", "title", None),
            (
                "hugo.yaml",
                "permalinks:\n  page:\n    posts: /:slug/\n",
                "permalinks.page.posts",
                Some("/:slug/"),
            ),
            ("hugo.toml", "baseURL = 'https://a.example/'\n", "baseurl", Some("https://a.example/")),
            ("hugo.toml", "[permalinks]\nposts = '/:slug/'\n", "permalinks.posts", Some("/:slug/")),
            ("hugo.toml", "not toml", "title", None),
            ("hugo.json", "{\"title\": \"A\"}", "title", Some("A")),
            ("pelicanconf.py", "SITENAME = 'A'  # x\nX = f()\n", "sitename", Some("A")),
            ("eleventy.config.js", "title: x", "title", None),
        ] {
            assert_eq!(Settings::read(Path::new(file), text).get(&[name]), expected, "{file}: {text}");
        }
    }

    #[test]
    fn all_below_a_name_are_listed_by_their_own() {
        let text = "[permalinks]\na = '/1/'\n[permalinks.page]\nb = '/2/'\n[permalinksx]\nc = '/3/'\n";
        let found = Settings::read(Path::new("hugo.toml"), text);
        assert_eq!(found.below("permalinks").collect::<Vec<_>>(), [("a", "/1/"), ("b", "/2/")]);
    }

    #[test]
    fn any_text_can_be_read() {
        for text in
            ["", ":", "- ", "-", "a:\n - [", "a: [", "\"", "a: \"", "[[[", "é: [é", ": : :", "a:\n  b:\n c:"]
        {
            for file in ["a.yml", "a.toml", "a.json", "a.py", "a"] {
                Settings::read(Path::new(file), text);
            }
        }
    }
}
