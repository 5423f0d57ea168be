//! One file of the folder: from its path to what the store is told of it.

use super::Settings;
use super::open::{Refusal, Root, Stat};
use super::walk::Kind;
use super::walked::Seen;
use crate::model::change::{Defect, Found, HeldReason, Item, KnownItem};
use crate::model::ids::{ContentHash, Fingerprint, ItemKey};
use crate::parse::article::meta::{self, File};
use crate::sources::stamp;
use crate::text::charset::{self, Doubt};

/// A file that is not as it is known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Task<'a> {
    /// What the walk saw.
    pub(super) seen: &'a Seen,
    /// What the store has of it.
    pub(super) known: Option<&'a KnownItem>,
    /// The key that its content had before.
    pub(super) renamed_from: Option<&'a ItemKey>,
}

/// What became of a task.
#[derive(Debug)]
pub(super) enum Outcome {
    /// There is something to tell.
    Item(Box<Item>),
    /// The content is as known, the file looks different.
    Touched(Fingerprint),
    /// All is as known.
    Same,
    /// It went away since the walk.
    Gone,
}

/// Works off tasks; keeps its buffer.
pub(super) struct Reader<'a> {
    pub(super) settings: &'a Settings,
    pub(super) root: &'a Root,
    /// True: tell of every item, known or not.
    pub(super) reread: bool,
    /// The clock, nanoseconds since 1970.
    pub(super) wall: i64,
    pub(super) buffer: Vec<u8>,
}

impl Reader<'_> {
    /// Works off one task.
    pub(super) fn work(&mut self, task: &Task<'_>) -> Outcome {
        let Seen { key, size, modified, kind } = task.seen;
        let unread = Fingerprint { size: *size, modified: *modified, hash: ContentHash::default() };
        let reason = match kind {
            Kind::Unreadable(reason) => return self.unreadable(task, reason),
            Kind::Held(reason) => Some(*reason),
            Kind::File if !self.settings.filter.takes(key) => Some(HeldReason::Excluded),
            Kind::File => self.settings.dialect.held(key),
        };
        if let Some(reason) = reason {
            return self.held(task, unread, reason, Vec::new());
        }
        match self.root.read(key, &mut self.buffer) {
            Ok(stat) => self.read(task, stat),
            Err(Refusal::Gone) => Outcome::Gone,
            Err(Refusal::Failed(error)) => self.unreadable(task, &error.to_string()),
            Err(Refusal::Held(reason)) => {
                let message = "the file is larger than 8 MiB; it was left out";
                let told = (reason == HeldReason::TooLarge).then(|| self.defect(key, 0, message.to_owned()));
                self.held(task, unread, reason, told.into_iter().collect())
            }
        }
    }

    /// What was read of a file.
    fn read(&self, task: &Task<'_>, stat: Stat) -> Outcome {
        let key = task.seen.key.as_str();
        let hash = ContentHash::of(&self.buffer);
        let modified = stamp::believed(stat.modified, self.wall);
        let fingerprint = Fingerprint { size: stat.size, modified, hash };
        if let Some(outcome) = self.as_known(task, fingerprint) {
            return outcome;
        }
        if charset::is_binary(&self.buffer) {
            return item(task, fingerprint, Found::Held(HeldReason::Binary), Vec::new());
        }
        let (text, doubt) = charset::decode(&self.buffer);
        let article = meta::read(&File { path: key, text: &text, hash }, &self.settings.rules());
        let mut defects: Vec<Defect> = Vec::with_capacity(article.defects.len());
        defects.extend(doubt.map(|doubt| match doubt {
            Doubt::Guessed(encoding) => {
                let message = format!("the file is not UTF-8; it was read as {encoding}");
                self.defect(key, first_beyond_ascii(&self.buffer), message)
            }
            Doubt::Damaged(line) => self.defect(
                key,
                line,
                "bytes that are no UTF-8 are left out here and maybe further on".to_owned(),
            ),
        }));
        let excerpt = match &article.found {
            Ok(draft) if draft.summary.is_none() => article.marked_excerpt(),
            _ => None,
        };
        defects.extend(article.defects.into_iter().map(|(line, message)| self.defect(key, line, message)));
        let found = match article.found {
            Ok(mut draft) => {
                draft.summary = draft.summary.take().or(excerpt);
                Found::Draft(draft)
            }
            Err(reason) => Found::Held(reason),
        };
        item(task, fingerprint, found, defects)
    }

    /// The outcome for an item whose content is known, unless it is to be told of all the same.
    fn as_known(&self, task: &Task<'_>, fingerprint: Fingerprint) -> Option<Outcome> {
        let known = task.known.filter(|known| !self.reread && known.fingerprint.hash == fingerprint.hash)?;
        Some(if known.fingerprint == fingerprint { Outcome::Same } else { Outcome::Touched(fingerprint) })
    }

    /// An item that is held for what it is, or for its path: it was not read, so it has no digest.
    fn held(
        &self,
        task: &Task<'_>,
        unread: Fingerprint,
        reason: HeldReason,
        defects: Vec<Defect>,
    ) -> Outcome {
        match self.as_known(task, unread) {
            Some(outcome) => outcome,
            None => item(task, unread, Found::Held(reason), defects),
        }
    }

    /// An item that could not be read. It is told of in every run: access rights come back without a new time.
    fn unreadable(&self, task: &Task<'_>, reason: &str) -> Outcome {
        let message = format!("cannot be read ({reason}); what is known of it stays as it is");
        let defect = self.defect(&task.seen.key, 0, message);
        item(task, Fingerprint::default(), Found::Held(HeldReason::Unreadable), vec![defect])
    }

    fn defect(&self, key: &str, line: u32, message: String) -> Defect {
        Defect { place: self.settings.place(key), line, column: 0, message }
    }
}

/// The line, from 1, of the first byte that another encoding than UTF-8 can be told by.
fn first_beyond_ascii(bytes: &[u8]) -> u32 {
    let at = bytes.iter().position(|byte| !byte.is_ascii()).unwrap_or(0);
    let lines = memchr::memchr_iter(b'\n', bytes.get(..at).unwrap_or_default()).count();
    u32::try_from(lines).unwrap_or(u32::MAX).saturating_add(1)
}

fn item(task: &Task<'_>, fingerprint: Fingerprint, found: Found, defects: Vec<Defect>) -> Outcome {
    let key = ItemKey::new(task.seen.key.as_str());
    let renamed_from = match found {
        Found::Draft(_) => task.renamed_from.cloned(),
        // What is held is no entry that could keep an id. But where two change places, both have to.
        Found::Held(_) => task.known.and(task.renamed_from).cloned(),
    };
    Outcome::Item(Box::new(Item {
        key,
        fingerprint,
        renamed_from,
        likeness: None,
        evidence: None,
        found,
        defects,
    }))
}
