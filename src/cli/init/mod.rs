//! `feedloom init`: a configuration and a folder of articles to start from. Overwrites nothing.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::terminal::{printable, say};
use super::{Exit, Failure, Globals};
use crate::config::foreign::program_of;
use answers::{Answers, Suggested};
use neighbour::Neighbour;
use text::Addresses;

mod answers;
mod neighbour;
mod permalink;
mod settings;
mod text;

/// Bytes of another program's configuration that are looked at.
const LOOK: u64 = 256 * 1024;

/// Write a configuration to start from, and a first article
///
/// Asks for what is not given, where there is somebody to ask. Overwrites nothing.
#[derive(Args, Debug)]
pub(super) struct Init {
    /// The folder
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// The site's title
    #[arg(long)]
    title: Option<String>,
    /// Where the site's articles live, such as <https://example.org/blog/>
    #[arg(long)]
    url: Option<String>,
    /// The folder with the articles
    #[arg(long, value_name = "PATH")]
    articles: Option<String>,
    /// The site's language, such as en or zh-CN
    #[arg(long)]
    language: Option<String>,
    /// The time zone for dates without one, such as Europe/Berlin
    #[arg(long, value_name = "ZONE")]
    timezone: Option<String>,
}

impl Init {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        // What is joined to `.` would be shown with it.
        let dir = if self.dir == Path::new(".") { Path::new("") } else { self.dir.as_path() };
        let file = dir.join(globals.file());
        refuse_to_overwrite(&file)?;
        let base = file.parent().unwrap_or(Path::new("")).to_owned();
        let neighbour = neighbour::find(&base);
        if let Some(Neighbour { program, file, articles, .. }) = &neighbour {
            let (file, articles) = (file.display().to_string(), printable(articles));
            say(&format!(
                "This looks like a {program} site ({}). Its articles are usually in `{articles}`.",
                printable(&file)
            ));
        }
        let answers = self.answers(neighbour.as_ref())?;
        let addresses = addresses(neighbour);
        if !base.as_os_str().is_empty() {
            fs::create_dir_all(&base).map_err(failed(&base))?;
        }
        write_new(&file, &text::config(&answers, &addresses)).map_err(failed(&file))?;
        say(&format!("wrote {}", printable(&file.display().to_string())));
        start_articles(&base.join(&answers.articles), &answers, &addresses)?;
        if let Some(warning) = text::warning(&answers, &addresses) {
            say(&format!("\n{warning}"));
        }
        say(&format!("\nNext: {}", text::next(&file)));
        Ok(Exit::Done)
    }

    fn answers(&self, neighbour: Option<&Neighbour>) -> Result<Answers, Failure> {
        let given = answers::Given {
            title: self.title.clone(),
            url: self.url.clone(),
            articles: self.articles.clone(),
            language: self.language.clone(),
            timezone: self.timezone.clone(),
        };
        let found =
            |get: fn(&Neighbour) -> &Option<String>| neighbour.and_then(|neighbour| get(neighbour).clone());
        let suggested = Suggested {
            title: found(|neighbour| &neighbour.title),
            url: found(|neighbour| &neighbour.url),
            articles: neighbour.map_or("articles", |neighbour| &neighbour.articles).to_owned(),
            language: found(|neighbour| &neighbour.language),
            timezone: found(|neighbour| &neighbour.timezone),
        };
        answers::collect(given, suggested)
    }
}

fn addresses(neighbour: Option<Neighbour>) -> Addresses {
    let Some(Neighbour { file, permalink, .. }) = neighbour else { return Addresses::Usual };
    let file = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    match permalink {
        Some(permalink) => Addresses::Found { permalink, file },
        None => Addresses::Unknown { file },
    }
}

/// Writes a first article where there is none, unless the folder is another program's: its site would show it.
fn start_articles(folder: &Path, answers: &Answers, addresses: &Addresses) -> Result<(), Failure> {
    let shown = folder.display().to_string();
    let shown = if shown == "." { "this folder".into() } else { printable(&shown) };
    if !is_empty(folder) {
        say(&format!("{shown} has files already, and was left as it is"));
    } else if matches!(addresses, Addresses::Usual) {
        let sample = folder.join("welcome.md");
        fs::create_dir_all(folder).map_err(failed(folder))?;
        write_new(&sample, &text::article(answers)).map_err(failed(&sample))?;
        say(&format!("wrote {}", printable(&sample.display().to_string())));
    } else {
        say(&format!("{shown} holds no article yet; if they are elsewhere, change `path` in [[source]]"));
    }
    Ok(())
}

fn failed(path: &Path) -> impl FnOnce(io::Error) -> Failure + use<> {
    let path = path.display().to_string();
    move |error| Failure::failed(format!("{}: {error}", printable(&path)))
}

/// Refuses where there is a file already, and says whose it is.
fn refuse_to_overwrite(file: &Path) -> Result<(), Failure> {
    if fs::symlink_metadata(file).is_err() {
        return Ok(());
    }
    let shown = file.display().to_string();
    let shown = printable(&shown);
    let beginning = beginning(file).unwrap_or_default();
    Err(Failure::usage(match program_of(&beginning) {
        Some(program) => format!(
            "{shown}: this is the configuration of {program}; it was left as it is\n  = put feedloom's beside it: `feedloom init --config \
             feedloom.toml`, then `feedloom build --config feedloom.toml`"
        ),
        None => format!(
            "{shown}: there is a configuration already; it was left as it is\n  = `feedloom check` looks at it; `--config FILE` names \
             another"
        ),
    }))
}

fn beginning(file: &Path) -> io::Result<String> {
    if !fs::metadata(file)?.is_file() {
        return Ok(String::new());
    }
    let mut bytes = Vec::new();
    File::open(file)?.take(LOOK).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

fn write_new(file: &Path, text: &str) -> io::Result<()> {
    OpenOptions::new().write(true).create_new(true).open(file)?.write_all(text.as_bytes())
}

fn is_empty(folder: &Path) -> bool {
    match fs::read_dir(folder) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    }
}
