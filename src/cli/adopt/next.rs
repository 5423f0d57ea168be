//! What is left to do after adopting: the file of ids, and the address that readers of the old feed have.

use std::fmt::Write as _;
use std::path::Path;

use url::Url;

use crate::app::{Adoption, App};
use crate::config::Config;
use crate::text::printable::printable;

/// What is left to do, in lines. What was said the last time is not said again: a file that is as it was is committed.
pub(super) fn next(out: &mut String, adoption: &Adoption, app: &App) {
    if adoption.changed {
        let file = adoption.file.display().to_string();
        let _ = writeln!(out, "Next: look through {}, commit it, and run `feedloom build`", printable(&file));
    }
    let address = adoption.feed.url.as_deref().and_then(|url| Url::parse(url).ok());
    let keep = match address {
        Some(address) => keep(&address, adoption, app),
        None => "the feed does not say its own address: keep it alive with [paths], [[alias]] or a redirect of your web server".to_owned(),
    };
    let _ = writeln!(out, "Readers' address: {keep}");
}

/// How the address of the old feed stays.
fn keep(address: &Url, adoption: &Adoption, app: &App) -> String {
    let config = app.config();
    let shown = printable(address.as_str());
    let format = match adoption.feed.format.as_str() {
        format if format.starts_with("atom") => "atom",
        format if format.starts_with("json") => "json",
        _ => "rss",
    };
    let Some(ours) = app.home_document(format) else {
        return format!("add \"{format}\" to `publish.formats`: {shown} is of that format");
    };
    if on_host(&ours.url) == on_host(address) {
        return format!("{shown} stays where it is");
    }
    match on_host(address).strip_prefix(&on_host(&config.site.feeds_url)) {
        Some(path) if is_file(path) => {
            format!("to keep {shown} alive, add\n\n{}", alias(path, &ours.path))
        }
        _ => {
            let redirect = format!("let your web server redirect {shown} to {}", ours.url);
            elsewhere(address, &ours.path, config).map_or_else(
                || redirect.clone(),
                |lines| format!("{redirect}; or publish it there:\n\n{lines}"),
            )
        }
    }
}

/// What to write into the configuration so that our document is at an address that is not below the one of our feeds.
fn elsewhere(address: &Url, ours: &str, config: &Config) -> Option<String> {
    let folder = address.join("./").ok()?;
    let file = address.path().rsplit('/').next().filter(|file| is_file(file) && address.query().is_none())?;
    let dir = config.publish.dir.display().to_string();
    let mut lines = format!(
        "[publish]\nurl = {url}   # where your web server has to show the folder {dir}\n",
        url = toml_text(folder.as_str()),
        dir = printable(&dir)
    );
    if file != ours {
        let _ = write!(lines, "\n{}", alias(file, ours));
    }
    Some(lines)
}

fn alias(from: &str, to: &str) -> String {
    format!("[[alias]]\nfrom = {}\nto = {}\n", toml_text(from), toml_text(to))
}

fn on_host(url: &Url) -> String {
    format!("{}{}", url.host_str().unwrap_or_default(), url.path())
}

/// True for a path whose last part has an ending: a folder's name is no document that could be written.
fn is_file(path: &str) -> bool {
    !path.ends_with('/') && Path::new(path).extension().is_some()
}

fn toml_text(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}
