//! Looking at a feed: its bytes in; what a reader makes of it out, as values and as a JSON document.
//!
//! Needs no configuration and leaves no trace, unless a source is asked. Not done here: fetching, and showing to people.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use chrono::{DateTime, Utc};
use url::Url;

use crate::normalize::reading::{Cleaner, Entry, Feed};
pub use crate::parse::defect::Defect;
use crate::parse::feed::{self, Hints, ParseError, Parsed, parse};
pub use crate::parse::feed::{CharsetFrom, Format};
pub use crate::parse::opml::{ParsedOutlines, parse as parse_list};

mod answer;
mod batch;
mod date_advice;
mod document;
mod json;
mod losses;
mod other;
mod remedy;

pub use answer::{Fetched, Foreseen, HttpSide, Remembered};
pub use batch::batch;
pub use losses::{Loss, Place};
pub use remedy::remedy;

/// Bytes of a document at the most.
const LIMIT: u64 = 16 * 1024 * 1024;

/// Why there is nothing to show.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum InspectError {
    /// The document could not be opened or read.
    #[error("it cannot be read: {0}")]
    Io(#[from] io::Error),
    /// It is too large.
    #[error("it is larger than {} MiB; feeds are not", LIMIT / 1024 / 1024)]
    TooLarge,
    /// There is nothing in it.
    #[error(
        "the document is empty; see that the address is right, and that the program that writes it does not stop"
    )]
    Empty,
    /// It is a file of another kind.
    #[error("this is no feed: {0}")]
    Other(&'static str),
    /// It is no feed.
    #[error(transparent)]
    Parse(ParseError),
    /// What was made of it could not be written as JSON.
    #[error("it cannot be written as JSON: {0}")]
    Json(#[from] serde_json::Error),
}

/// A feed as a reader shows it.
#[derive(Clone, Debug, Default)]
pub struct Inspected {
    /// Its format.
    pub format: Format,
    /// The name of its encoding.
    pub charset: &'static str,
    /// How that was found.
    pub charset_from: CharsetFrom,
    /// The feed.
    pub feed: Feed,
    /// Its entries, in document order.
    pub entries: Vec<Entry>,
    /// What was wrong with the document.
    pub defects: Vec<Defect>,
    /// How many more things were wrong than are listed.
    pub more_defects: usize,
}

impl Inspected {
    /// The JSON document, on one line.
    ///
    /// # Errors
    /// [`InspectError::Json`], which nothing that can be read leads to.
    pub fn document(&self) -> Result<String, InspectError> {
        Ok(document::write(self)?)
    }
}

/// A feed as its owner wants to see it: what a reader makes of it, and what is wrong.
#[derive(Clone, Debug, Default)]
pub struct Examined {
    /// What a reader makes of it.
    pub inspected: Inspected,
    /// What each entry lacks, in a word each.
    pub lacks: Vec<Vec<&'static str>>,
    /// What readers lose of it.
    pub losses: Vec<Loss>,
    /// The document, decoded: what the offsets of defects count in.
    pub text: String,
}

/// What HTTP would say of a document.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// The value of `Content-Type`.
    pub content_type: Option<String>,
    /// Where it is.
    pub base: Option<Url>,
}

impl Surroundings {
    fn hints(&self) -> Hints<'_> {
        Hints { content_type: self.content_type.as_deref(), base: self.base.as_ref() }
    }
}

/// Reads one feed after the other.
#[derive(Default)]
pub struct Inspector {
    cleaner: Cleaner,
}

impl Inspector {
    /// Reads a feed from its bytes.
    ///
    /// # Errors
    /// Where they are none.
    pub fn inspect(&mut self, bytes: &[u8], known: &Surroundings) -> Result<Inspected, InspectError> {
        Ok(self.clean(read(bytes, known)?))
    }

    /// Reads a feed, and looks for what its owner could do better.
    ///
    /// # Errors
    /// As [`inspect`](Self::inspect).
    pub fn examine(
        &mut self,
        bytes: &[u8],
        known: &Surroundings,
        now: DateTime<Utc>,
    ) -> Result<Examined, InspectError> {
        let parsed = read(bytes, known)?;
        let text = feed::text(bytes, &known.hints());
        Ok(Examined {
            lacks: parsed.entries.iter().map(losses::lacks).collect(),
            losses: losses::losses(&parsed, &text, now),
            text,
            inspected: self.clean(parsed),
        })
    }

    fn clean(&mut self, parsed: Parsed) -> Inspected {
        Inspected {
            format: parsed.format,
            charset: parsed.charset,
            charset_from: parsed.charset_from,
            feed: self.cleaner.feed(parsed.feed),
            entries: parsed.entries.into_iter().map(|draft| self.cleaner.entry(draft)).collect(),
            defects: parsed.defects,
            more_defects: parsed.more_defects,
        }
    }
}

fn read(bytes: &[u8], known: &Surroundings) -> Result<Parsed, InspectError> {
    parse(bytes, &known.hints()).map_err(|error| match (other::what(bytes), error) {
        (_, ParseError::Empty) => InspectError::Empty,
        (Some(what), _) => InspectError::Other(what),
        (None, error) => InspectError::Parse(error),
    })
}

/// The bytes of a file.
///
/// # Errors
/// Where it cannot be read, or is larger than feeds are.
pub fn read_file(path: &Path) -> Result<Vec<u8>, InspectError> {
    bounded(File::open(path)?)
}

/// The bytes of a stream, to its end.
///
/// # Errors
/// As [`read_file`].
pub fn bounded(from: impl Read) -> Result<Vec<u8>, InspectError> {
    let mut bytes = Vec::new();
    from.take(LIMIT + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LIMIT {
        return Err(InspectError::TooLarge);
    }
    Ok(bytes)
}
