//! What a run did: values, for a person's report, a machine's, and the exit code.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use super::PipelineError;
use super::poll::Asked;
use crate::model::change::Defect;
use crate::model::ids::SourceId;
use crate::model::poll::{FailureClass, Reason};
use crate::store::{Settled, StoreError};

/// What whoever is told only of news is told of a source.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It fails.
    Fails,
    /// It works again.
    Works,
}

/// What there is to tell of our own connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outage {
    /// Nobody could be reached for long, since then.
    Long(DateTime<Utc>),
    /// One that was told of is over; it began then.
    Over(DateTime<Utc>),
}

/// What became of one source.
#[derive(Clone, Debug, Default)]
pub struct SourceReport {
    /// Its id.
    pub id: SourceId,
    /// Its adapter.
    pub kind: &'static str,
    /// What people know it as: what the owner calls it, else its feed. May be empty.
    pub title: String,
    /// Where its server was asked, without credentials. Empty where none was.
    pub address: String,
    /// The host of that address.
    pub host: String,
    /// Items that were looked at.
    pub seen: u64,
    /// Entries that are new.
    pub new: u64,
    /// Entries that changed.
    pub changed: u64,
    /// Entries that are new, and were dated in the future.
    pub clamped: u64,
    /// Items that are new and held back.
    pub newly_held: u64,
    /// Entries in all.
    pub entries: u64,
    /// Items that are held back, by reason.
    pub held: BTreeMap<String, u64>,
    /// Defects that are known, old and new.
    pub known_defects: u64,
    /// Defects that were not known before.
    pub defects: Vec<Defect>,
    /// Of those, where a server has the document, what is told to whoever hears only of news: the first of each kind that is news.
    pub news_of_defects: Vec<Defect>,
    /// What a person should know, each in a sentence.
    pub notes: Vec<String>,
    /// What is different from the last run, each in a sentence: told also where only changes are.
    pub changes: Vec<String>,
    /// What asking its server came to; `None`: it is on a disk.
    pub asked: Option<Asked>,
    /// When its server is asked again, and what decided.
    pub next: Option<(DateTime<Utc>, Reason)>,
    /// That it has moved, in words, where this run found out.
    pub moved: Option<String>,
    /// Why it failed.
    pub failure: Option<String>,
    /// What kind of failure that is, where it is asked of a server.
    pub class: Option<FailureClass>,
    /// Since when it fails, where it is asked of a server.
    pub failing_since: Option<DateTime<Utc>>,
    /// True: it did not fail the last time.
    pub newly_failed: bool,
    /// True: it failed the last time, and no longer does.
    pub recovered: bool,
    /// What is news of it for whoever hears of nothing else.
    pub news: Option<News>,
}

impl SourceReport {
    /// An empty report.
    #[must_use]
    pub fn new(id: SourceId, kind: &'static str) -> Self {
        Self { id, kind, ..Self::default() }
    }
}

/// What became of documents.
#[derive(Clone, Debug, Default)]
pub struct DocumentsReport {
    /// Written, because they are new or differ.
    pub written: u64,
    /// In place as they are.
    pub kept: u64,
    /// Removed.
    pub removed: u64,
    /// The paths of those that were written, below the target.
    pub paths: Vec<String>,
    /// The paths of those that were removed, below the target.
    pub removed_paths: Vec<String>,
}

/// What a run did.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// By source, in order of priority.
    pub sources: Vec<SourceReport>,
    /// Entries that became visible or ceased to be, by the passing of time.
    pub woken: u64,
    /// Removals.
    pub settled: Settled,
    /// Feeds that are published.
    pub feeds: u64,
    /// Feeds that were composed anew.
    pub composed: u64,
    /// Documents.
    pub documents: DocumentsReport,
    /// What was mended in contents that were rendered.
    pub body_defects: Vec<Defect>,
    /// True: so much would be removed that nothing was published.
    pub refused: bool,
    /// News of our own connection.
    pub outage: Option<Outage>,
    /// The program that was told of changed documents.
    pub told: Option<String>,
    /// What was due and could not be published: each in a sentence, and in further lines what can be done about it.
    pub failures: Vec<String>,
    /// What a person should know, each in a sentence.
    pub notes: Vec<String>,
}

impl Report {
    /// True where something that was due could not be published.
    #[must_use]
    pub fn has_failures(&self) -> bool {
        !self.failures.is_empty()
    }

    /// The error of a state that failed after all that is in the report.
    #[must_use]
    pub fn failed_with(&self, error: StoreError) -> PipelineError {
        if self.documents.written + self.documents.removed > 0 {
            PipelineError::Afterwards(error)
        } else {
            PipelineError::Store(error)
        }
    }

    pub(super) fn refuse_entries(&mut self) {
        let Settled { removed, before, sources, .. } = &self.settled;
        let losing: Vec<String> =
            sources.iter().map(|(id, entries)| format!("{entries} of `{id}`")).collect();
        let mut failure = format!(
            "{removed} of {before} entries would be removed ({}), more than a fifth: nothing was published\n\
             If they are meant to go, run `feedloom build --allow-removals` once",
            losing.join(", ")
        );
        let loses = |source: &&SourceReport| sources.iter().any(|(id, _)| *id == source.id);
        let (losing, others): (Vec<&SourceReport>, Vec<&SourceReport>) = self.sources.iter().partition(loses);
        let others: Vec<String> = others.iter().map(|source| format!("--source {}", source.id)).collect();
        // What a source that the configuration no longer has loses is removed whichever others are read.
        if !others.is_empty() && losing.len() == sources.len() {
            failure.push_str("\nUntil that is clear, publish what is new in the others: `feedloom build ");
            failure.push_str(&others.join(" "));
            failure.push('`');
        }
        self.refused = true;
        self.failures.push(failure);
    }

    /// Says where a source has the entries of another one, which is mostly the same feed twice.
    pub(super) fn tell_doubled(&mut self) {
        self.notes.extend(self.settled.doubled.iter().map(|(id, entries)| {
            format!(
                "{entries} of the entries of source {id} have ids that other entries have, too, and got other ones: look whether \
                 two sources hold the same"
            )
        }));
    }

    /// Says where a feed of somebody else takes back so much that nobody believes it.
    pub(super) fn tell_kept(&mut self) {
        for (id, entries) in &self.settled.kept {
            let Some(row) = self.sources.iter_mut().find(|row| row.id == *id) else { continue };
            row.defects.push(Defect {
                place: format!("source {id}"),
                line: 0,
                column: 0,
                message: format!(
                    "takes {entries} of its entries back at once, more than a fifth: they stay; if they are meant to go, run \
                     `feedloom build --source {id} --force --allow-removals` once"
                ),
            });
        }
    }

    /// Says, where entries were removed, that feeds without entries stay.
    pub(super) fn tell_emptied(&mut self, feeds: usize) {
        if feeds > 0 && self.settled.removed > 0 {
            self.notes.push(format!(
                "feeds without entries stay for their subscribers, {feeds} now; `feedloom prune` removes them"
            ));
        }
    }

    /// Says that there is nothing that could be pruned.
    pub(super) fn tell_unpublished(&mut self) {
        self.notes
            .push("nothing is published yet: there is nothing to prune before `feedloom build`".to_owned());
    }

    pub(super) fn refuse_documents(&mut self, removed: usize, before: u64) {
        self.refused = true;
        self.failures.push(format!(
            "{removed} of {before} documents would be removed, more than a fifth: nothing was published\n\
             If they are meant to go, run `feedloom build --allow-removals` once"
        ));
    }
}
