//! Why somebody who asks by hand gets no answer, in words with what to do.

use chrono::{DateTime, Utc};

use super::super::AppError;
use crate::fetch::FetchError;
use crate::model::ids::SourceId;
use crate::model::poll::Reason;

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AskError {
    /// It is a source, and not due.
    #[error(
        "{url} is the source `{source_id}`, and {}: {}\n  = {}",
        .until.map_or_else(|| "it is asked no more".to_owned(), |until| format!("what is known of it holds until {until}")),
        .reason.words(),
        if *.is_final { "nobody asks before then; wait" } else { "`--force` asks all the same; `feedloom status` says what is known" }
    )]
    NotYet {
        /// The address.
        url: String,
        /// The source.
        source_id: SourceId,
        /// Before when it is not asked.
        until: Option<DateTime<Utc>>,
        /// Why.
        reason: Reason,
        /// True: it is not asked whoever wants it to be.
        is_final: bool,
    },
    /// It is no source, and its server asked to be left alone.
    #[error("{url}: its server asked to be left alone until {until}\n  = nobody asks before then; wait")]
    Held {
        /// The address.
        url: String,
        /// Before when it is not asked.
        until: DateTime<Utc>,
    },
    /// It is a source that has moved to where another one is.
    #[error(
        "the source `{source_id}` has moved to where `{other}` is: look at that one, or remove one of the two"
    )]
    With {
        /// The source.
        source_id: SourceId,
        /// The other.
        other: SourceId,
    },
    /// It is a source, and there is nothing that is not known.
    #[error(
        "{url} is the source `{source_id}`, and has not changed since it was last read\n  = `--force` asks for all of it; `feedloom status \
         {source_id}` says what is known"
    )]
    Unchanged {
        /// The address.
        url: String,
        /// The source.
        source_id: SourceId,
    },
    /// The state could not be used.
    #[error("{0}")]
    State(Box<AppError>),
    /// There was none, or none that may be looked at.
    #[error("{0}")]
    Fetch(FetchError),
    /// The server answered with a status that brings nothing.
    #[error("{url}: its server answered with status {status}{}", .hint)]
    Status {
        /// The address that answered.
        url: String,
        /// The status.
        status: u16,
        /// What to do, where that is known.
        hint: &'static str,
    },
    /// The client could not be made.
    #[error("{0}")]
    Client(String),
}
