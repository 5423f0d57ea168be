//! What `init` writes and says. Pure: answers in, text out.

use std::fmt::Write as _;
use std::path::Path;

use toml::Value;

use super::answers::Answers;
use super::permalink;
use crate::cli::terminal::printable;

/// What is known of the addresses of articles' pages.
pub(super) enum Addresses {
    /// There is no other program that could say.
    Usual,
    /// Another program's configuration, the file of that name, says that they are like this.
    Found { permalink: String, file: String },
    /// Another program makes them, and how cannot be told from its configuration.
    Unknown { file: String },
}

/// The configuration.
pub(super) fn config(answers: &Answers, addresses: &Addresses) -> String {
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
        "" => out
            .push_str("# language = \"en\"  # what the articles are written in: feeds without it say none\n"),
        language => {
            let _ = writeln!(out, "language = {}", text(language));
        }
    }
    let _ = writeln!(out, "timezone = {}  # for dates without one", text(&answers.timezone));
    out.push_str(
        "\n[publish]\n\
         dir = \"feeds\"  # only `feedloom build` writes here\n\
         # url = \"https://example.org/feeds/\"  # where that folder is served, if not below site.url\n\
         \n[[source]]\n\
         id = \"articles\"  # ids are made of it, too\n\
         type = \"articles\"\n",
    );
    let _ = writeln!(out, "path = {}", text(&answers.articles));
    let comment = |file: &str| printable(file).into_owned();
    let _ = match addresses {
        Addresses::Usual => writeln!(
            out,
            "# permalink = \"/:year/:month/:title/\"  # where an article's page is, below site.url, if not at /:path/"
        ),
        Addresses::Found { permalink, file } => writeln!(
            out,
            "permalink = {}  # where an article's page is, below site.url; made of {}: look whether it is right",
            text(permalink),
            comment(file)
        ),
        Addresses::Unknown { file } => writeln!(
            out,
            "# permalink = \"/:year/:month/:title/\"  # say here where an article's page is: {} does not tell; usual is /:path/",
            comment(file)
        ),
    };
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

/// What to say of the addresses of articles' pages. `None` where there is nothing to be careful about.
pub(super) fn warning(answers: &Answers, addresses: &Addresses) -> Option<String> {
    let site = answers.url.trim_end_matches('/');
    let link = |pattern: &str| printable(&format!("{site}/{}", permalink::example(pattern))).into_owned();
    match addresses {
        Addresses::Usual => None,
        Addresses::Found { permalink, .. } => Some(format!(
            "Links to articles will look like {}\n\
             Is that how your site does it? If not, change `permalink` before the first build; `feedloom check -v` shows every link.",
            link(permalink)
        )),
        Addresses::Unknown { file } => Some(format!(
            "{} does not tell where the pages of articles are. Links will look like {}\n\
             If that is wrong, set `permalink` before the first build.",
            printable(file),
            link("/:path/")
        )),
    }
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
            let found = Addresses::Found { permalink: "/:title/".to_owned(), file: "x\ny.yml".to_owned() };
            let table: toml::Table = toml::from_str(&config(&answers, &found)).unwrap();
            assert_eq!(table["site"]["title"].as_str(), Some(title));
            assert_eq!(table["source"][0]["permalink"].as_str(), Some("/:title/"));
            assert_eq!(table["source"][0]["path"].as_str(), Some("my articles"));
        }
    }
}
