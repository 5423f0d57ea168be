//! The file of adopted ids, `ids.tsv`: read within bounds, and replaced as a whole.
//!
//! In: its path. Out: its rows, with a defect for each line that does not count. What they mean is not decided here.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::Config;
use crate::config::file::bounded;
use crate::model::adopted::Adopted;
use crate::model::change::Defect;
use crate::model::ids::SourceId;
use crate::normalize::adopt::table::{self, Problem, Row};
use crate::sources::{Source, articles};

mod watched;

use watched::Watched;

/// Bytes of the file at the most: some hundred thousand rows.
const LIMIT: u64 = 64 * 1024 * 1024;

/// The file as it was read.
#[derive(Clone, Debug, Default)]
pub(super) struct IdsFile {
    /// Where it is.
    pub(super) path: PathBuf,
    /// What it holds. `None` where there is no such file.
    pub(super) text: Option<String>,
    /// Its rows, each with its line.
    pub(super) rows: Vec<(u32, Row)>,
    /// Lines that are no rows.
    pub(super) unread: Vec<Defect>,
    /// What does not count: those, and rows that are at odds with others or with the configuration.
    pub(super) defects: Vec<Defect>,
    /// Those of them that no source tells yet.
    untold: Vec<Defect>,
}

impl IdsFile {
    /// Reads the file of a configuration; one that is not there has no rows.
    pub(super) fn read(config: &Config) -> io::Result<Self> {
        let path = config.adopted.clone();
        let text = match text(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Self { path, ..Self::default() }),
            Err(error) => return Err(error),
        };
        let (rows, problems) = table::read(&text);
        let mut file = Self { path, text: Some(text), rows, ..Self::default() };
        file.tell(problems);
        file.unread.clone_from(&file.defects);
        let strangers = file.rows.iter().filter_map(|(line, row)| {
            let Row { source: id, .. } = row;
            let message = match config.sources.iter().find(|source| source.id == *id) {
                None => format!("there is no source `{id}` in the configuration; the row is left out"),
                Some(source) if source.kind != articles::ADAPTER.name => {
                    format!("the source `{id}` has no articles: its entries keep the ids that they have; the row is left out")
                }
                Some(_) => return None,
            };
            Some((*line, message))
        });
        let strangers: Vec<Problem> = strangers.collect();
        file.tell(strangers);
        Ok(file)
    }

    /// What it says of a source.
    pub(super) fn adopted(&mut self, source: &SourceId, config: &Config) -> Adopted {
        let (adopted, problems) = table::adopted(&self.rows, source, config.timezone);
        self.tell(problems);
        adopted
    }

    /// The source, which tells from now on what is wrong with its rows, and what no source has told yet.
    pub(super) fn watched(&mut self, source: Arc<dyn Source>) -> Arc<dyn Source> {
        if source.kind() != articles::ADAPTER.name {
            return source;
        }
        let rows = self.rows.iter().filter(|(_, row)| row.source == *source.id() && !row.is_pattern());
        Arc::new(Watched {
            place: self.path.display().to_string(),
            rows: rows.cloned().collect(),
            defects: std::mem::take(&mut self.untold),
            inner: source,
        })
    }

    fn tell(&mut self, problems: Vec<Problem>) {
        let place = self.path.display().to_string();
        let problems = problems.into_iter().map(|(line, message)| Defect {
            place: place.clone(),
            line,
            column: 0,
            message,
        });
        let before = self.defects.len();
        self.defects.extend(problems);
        self.untold.extend_from_slice(self.defects.get(before..).unwrap_or_default());
        self.defects.sort();
    }
}

fn text(path: &Path) -> io::Result<String> {
    let bytes = bounded(File::open(path)?, LIMIT)?;
    String::from_utf8(bytes).map_err(|_| io::Error::other("it is not UTF-8"))
}

/// Puts the text in the place of the file: beside it first, flushed, then renamed.
pub(super) fn replace(path: &Path, text: &str) -> io::Result<()> {
    let name = path.file_name().ok_or_else(|| io::Error::other("it has no name"))?;
    let mut temporary = name.to_owned();
    temporary.push(".new");
    let temporary = path.with_file_name(temporary);
    // What an earlier run left behind when it was killed.
    match fs::remove_file(&temporary) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(&temporary)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    written.and_then(|()| fs::rename(&temporary, path)).inspect_err(|_| drop(fs::remove_file(&temporary)))
}
