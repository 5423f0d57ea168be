//! What `init` writes and says. Pure: answers in, text out.

use std::fmt::Write as _;
use std::path::Path;

use toml::Value;

use super::answers::Answers;
use crate::cli::terminal::printable;

/// The configuration.
pub(super) fn config(answers: &Answers) -> String {
    let text = |text: &str| Value::from(text).to_string();
    let mut out = String::from(
        "# The configuration of feedloom. `feedloom config` shows every key that is in force, `feedloom check` looks for mistakes.\n\n[site]\n",
    );
    let _ = writeln!(out, "title = {}", text(&answers.title));
    let _ = writeln!(
        out,
        "url = {}  # where the articles live; ids are made of its host, so keep it",
        text(&answers.url)
    );
    match answers.language.as_str() {
        "" => out.push_str("# language = \"en\"\n"),
        language => {
            let _ = writeln!(out, "language = {}", text(language));
        }
    }
    let _ = writeln!(out, "timezone = {}  # of dates that name none", text(&answers.timezone));
    out.push_str(
        "\n[publish]\n\
         dir = \"feeds\"  # `feedloom build` writes here, and nowhere else\n\
         # url = \"https://example.org/feeds/\"  # where that folder is served, if not below site.url\n\
         \n[[source]]\n\
         id = \"articles\"  # ids are made of it, too\n\
         type = \"articles\"\n",
    );
    let _ = writeln!(out, "path = {}", text(&answers.articles));
    out
}

/// A first article.
pub(super) fn article(answers: &Answers) -> String {
    format!(
        "---\n\
         title: Hello from feedloom\n\
         date: 2026-01-01 09:00:00\n\
         categories:\n  - News\n\
         ---\n\n\
         This is the first article of *{}*. It is in the feed of all articles and in the feed of the category **News**.\n\n\
         Write another one beside it, run `feedloom build`, and both are in the feeds.\n",
        answers.title.replace(['*', '\\', '<', '&'], "")
    )
}

/// What to do next.
pub(super) fn next(file: &Path) -> String {
    let shown = file.display().to_string();
    let flag =
        if shown == "config.toml" { String::new() } else { format!(" --config {}", printable(&shown)) };
    format!("feedloom check{flag}, then feedloom build{flag}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_answer_gives_a_configuration_that_says_it() {
        for title in ["Notes", "\"Quoted\" \\ 'too'", "新媒体", "a\nb = 1", "[site]", "# no"] {
            let answers = Answers {
                title: title.to_owned(),
                url: "https://example.org/".to_owned(),
                articles: "my articles".to_owned(),
                language: "zh-CN".to_owned(),
                timezone: "Asia/Shanghai".to_owned(),
            };
            let table: toml::Table = toml::from_str(&config(&answers)).unwrap();
            assert_eq!(table["site"]["title"].as_str(), Some(title));
            assert_eq!(table["source"][0]["path"].as_str(), Some("my articles"));
        }
    }
}
