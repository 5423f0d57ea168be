//! What `init` needs to know: from flags, else from who sits at the terminal.

use std::io::{self, BufRead, IsTerminal, Write};

use crate::cli::Failure;
use crate::cli::terminal::printable;
use crate::config::url::url;
use crate::config::value::{Wrong, language, time_zone};

/// What flags say.
pub(super) struct Given {
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) articles: Option<String>,
    pub(super) language: Option<String>,
    pub(super) timezone: Option<String>,
}

/// What is known in the end. Each would be accepted in a configuration.
pub(super) struct Answers {
    pub(super) title: String,
    pub(super) url: String,
    pub(super) articles: String,
    /// Empty: nobody said.
    pub(super) language: String,
    pub(super) timezone: String,
}

/// What is suggested: taken where nothing else is said.
pub(super) struct Suggested {
    pub(super) title: Option<String>,
    pub(super) url: Option<String>,
    pub(super) articles: String,
    pub(super) language: Option<String>,
    pub(super) timezone: Option<String>,
}

/// A question.
struct Question {
    flag: &'static str,
    text: &'static str,
    /// What an empty answer means. `None`: there must be an answer.
    default: Option<String>,
    check: fn(&str) -> Result<(), Wrong>,
}

/// Collects the answers. Without a terminal, what no flag gives has its default.
///
/// # Errors
/// Where a flag cannot be right, or one that has no default is missing and nobody can be asked.
pub(super) fn collect(given: Given, suggested: Suggested) -> Result<Answers, Failure> {
    let question = |flag, text, default, usual: Option<&str>, check: fn(&str) -> Result<(), Wrong>| {
        // A suggestion comes from a file that we only half understand.
        let default = Option::filter(default, |text: &String| check(text).is_ok());
        Question { flag, text, default: default.or_else(|| usual.map(str::to_owned)), check }
    };
    let title = question("--title", "Title of the site", suggested.title, None, filled);
    let text = "Where its articles live, such as https://example.org/blog/";
    let address = question("--url", text, suggested.url, None, |text| url(text).map(|_| ()));
    let folder = question("--articles", "Folder with the articles", Some(suggested.articles), None, filled);
    let text = "Language, such as en or zh-CN (may be left empty)";
    let tag = question("--language", text, suggested.language, Some(""), |text| match text {
        "" => Ok(()),
        text => language(text).map(|_| ()),
    });
    let text = "Time zone for dates without one";
    let zone =
        question("--timezone", text, suggested.timezone, Some("UTC"), |text| time_zone(text).map(|_| ()));
    let asker = Asker::new();
    if !asker.can_ask {
        let missing: Vec<&str> = [(&title, &given.title), (&address, &given.url)]
            .iter()
            .filter(|(question, given)| given.is_none() && question.default.is_none())
            .map(|(question, _)| question.flag)
            .collect();
        if !missing.is_empty() {
            let example = "feedloom init --title \"My Notes\" --url https://example.org/";
            return Err(Failure::usage(format!(
                "init needs {}: there is no terminal to ask at\n  = {example}",
                missing.join(" and ")
            )));
        }
    }
    Ok(Answers {
        title: asker.answer(&title, given.title)?,
        url: asker.answer(&address, given.url)?,
        articles: asker.answer(&folder, given.articles)?,
        language: asker.answer(&tag, given.language)?,
        timezone: asker.answer(&zone, given.timezone)?,
    })
}

fn filled(text: &str) -> Result<(), Wrong> {
    if text.is_empty() || text.contains('\0') {
        return Err(Wrong { what: "is empty".to_owned(), remedy: String::new() });
    }
    Ok(())
}

struct Asker {
    can_ask: bool,
}

impl Asker {
    fn new() -> Self {
        Self { can_ask: io::stdin().is_terminal() && io::stderr().is_terminal() }
    }

    fn answer(&self, question: &Question, given: Option<String>) -> Result<String, Failure> {
        if let Some(text) = given {
            let text = text.trim().to_owned();
            return match (question.check)(&text) {
                Ok(()) => Ok(text),
                Err(Wrong { what, remedy }) => {
                    let remedy = if remedy.is_empty() { remedy } else { format!("\n  = {remedy}") };
                    Err(Failure::usage(format!(
                        "{} {}{}",
                        question.flag,
                        printable(&what),
                        printable_lines(&remedy)
                    )))
                }
            };
        }
        match (self.can_ask, &question.default) {
            (false, default) => Ok(default.clone().unwrap_or_default()),
            (true, _) => Self::ask(question),
        }
    }

    /// Asks until the answer can be right.
    fn ask(question: &Question) -> Result<String, Failure> {
        loop {
            let default = question.default.as_deref().filter(|default| !default.is_empty());
            let hint = default.map(|default| format!(" [{}]", printable(default)));
            let mut out = io::stderr().lock();
            let _ = write!(out, "{}{}: ", question.text, hint.unwrap_or_default());
            let _ = out.flush();
            let mut line = String::new();
            match io::stdin().lock().read_line(&mut line) {
                Ok(0) => return Err(Failure::usage("init was given up: the input ended")),
                Ok(_) => {}
                Err(error) => return Err(Failure::failed(format!("the answer cannot be read: {error}"))),
            }
            let text = match (line.trim(), question.default.as_deref()) {
                ("", Some(default)) => default,
                (text, _) => text,
            };
            match (question.check)(text) {
                Ok(()) => return Ok(text.to_owned()),
                Err(Wrong { what, remedy }) => {
                    let _ = writeln!(out, "  That {}.", printable(&what));
                    if !remedy.is_empty() {
                        let _ = writeln!(out, "  = {}", printable(&remedy));
                    }
                }
            }
        }
    }
}

/// As [`printable`], but lines stay lines.
fn printable_lines(text: &str) -> String {
    text.split('\n').map(printable).collect::<Vec<_>>().join("\n")
}
