//! Why the application could not do what was asked, in words for whoever asked.

use std::path::PathBuf;

use super::ask::AskError;
use crate::model::ids::SourceId;
use crate::pipeline::PipelineError;
use crate::sources::BuildError;
use crate::store::StoreError;

/// Why the application could not do what was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AppError {
    /// A source of the configuration makes no sense to its adapter.
    #[error("the source `{source_id}`: {problem}")]
    Source {
        /// Its id.
        source_id: SourceId,
        /// Its place in the configuration file: byte offset.
        offset: usize,
        /// What is wrong.
        problem: BuildError,
    },
    /// The certificates that the configuration names cannot be used.
    #[error("{0}")]
    Authorities(String),
    /// What is said of members of lists makes no sense.
    #[error("[[override]] number {}: {problem}", at + 1)]
    Override {
        /// Which, from 0.
        at: usize,
        /// What is wrong.
        problem: BuildError,
    },
    /// A source was named that the configuration does not have.
    #[error("there is no source `{name}`; the configuration has {known}")]
    NoSuchSource {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The feed that is to be adopted is none.
    #[error("{}: {message}", feed.display())]
    OldFeed {
        /// Its file.
        feed: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The file of adopted ids cannot be used.
    #[error("{}: {message}", file.display())]
    Ids {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        message: String,
    },
    /// The configuration names a file of adopted ids that is not there.
    #[error(
        "{}: there is no such file, though `adopted` names it; put it back, or write it with `feedloom adopt FEED`",
        file.display()
    )]
    NoIds {
        /// The file.
        file: PathBuf,
    },
    /// An address cannot become a source.
    #[error("{0}")]
    Add(String),
    /// The file of the configuration cannot be added to.
    #[error("{}: {message}", file.display())]
    Edit {
        /// The file.
        file: PathBuf,
        /// What is wrong, and what to do.
        message: String,
    },
    /// A server was asked in vain.
    #[error(transparent)]
    Ask(#[from] AskError),
    /// The run failed.
    #[error(transparent)]
    Pipeline(#[from] PipelineError),
}

impl From<StoreError> for AppError {
    fn from(error: StoreError) -> Self {
        Self::Pipeline(error.into())
    }
}
