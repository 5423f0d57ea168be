//! Rendering: each feed that is due is composed and written by as many threads as there are cores.
//!
//! Documents that differ from what is published are staged as they come, one at a time, so that neither the entries nor the
//! documents of a site ever stand in memory together.

use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, TimeZone as _, Utc};
use tokio::sync::mpsc;

use super::bodies::Bodies;
use super::claims::{Claims, Decided, Refused};
use super::kept::{KeptEntries, Origin, Slots};
use super::placing::{Placer, Rendered};
use super::planning::Planned;
use super::upkeep::Standing;
use super::{Pipeline, PipelineError, Report, Request, Settings};
use crate::compose::fit::{self, Cut};
use crate::compose::head::Heads;
use crate::model::entry::{Body, Entry};
use crate::model::feed::{FeedHead, FeedView, Member, Shown, SiteFeed, SiteView};
use crate::model::ids::SourceId;
use crate::model::parts::PlainText;
use crate::normalize::sanitize::Sanitizer;
use crate::sources::BodyError;
use crate::store::Begun;
use crate::writers::{NoFragments, Write, WriteError, Writer};

/// Feeds that a thread takes at a time: waking it costs as much as writing a small feed.
const SHARE: usize = 4;

/// Shares that may wait for a thread.
const WAITING: usize = 4;

/// Feeds whose entries are asked for at once.
const ASKED_AT_ONCE: usize = 16;

/// Threads at the most.
const MOST_THREADS: usize = 8;

/// A feed that is to be written.
struct Job {
    row: i64,
    head: FeedHead,
    entries: Vec<(i64, Arc<Entry>)>,
    /// The newest change that the feed said last.
    before: Option<DateTime<Utc>>,
    /// Paths that another document has.
    refused: Vec<Refused>,
}

/// A document that was written: by whom, where it belongs, its bytes.
type Written = (&'static Writer, String, Vec<u8>);

/// What the threads share.
pub(super) struct Shared {
    now: DateTime<Utc>,
    pub(super) settings: Arc<Settings>,
    bodies: Bodies,
    kept: KeptEntries,
    /// Stands for the content of an entry of which everything is written already.
    no_body: Arc<Body>,
    /// Whose entries the site publishes beside its own.
    members: Vec<Member>,
    pub(super) placer: Placer,
}

impl Pipeline {
    /// Renders all feeds that are due, and the documents of the site.
    pub(super) async fn render(
        &self,
        request: &Request,
        begun: &Begun,
        planned: Planned,
        standing: Standing,
        report: &mut Report,
    ) -> Result<Rendered, PipelineError> {
        let shared = Arc::new(Shared {
            now: request.now,
            settings: Arc::clone(&self.settings),
            bodies: Bodies::new(
                self.sources.iter().map(|planned| Arc::clone(&planned.source)),
                Arc::clone(&self.store),
            ),
            kept: KeptEntries::new(),
            no_body: Arc::default(),
            members: self.members().await?,
            placer: Placer::new(Arc::clone(&self.target), standing, request.effect, self.settings.take_over),
        });
        let mut rendered = Rendered::default();
        let mut decided = Claims::new(&self.settings, &planned, &shared.placer).decide();
        rendered.failures.append(&mut decided.refusals);
        let (jobs, queue) = mpsc::channel(WAITING);
        let threads = start_threads(&shared, queue);
        let fed = self.feed_jobs(begun, &planned, &mut decided, jobs).await;
        for thread in threads {
            rendered.add(thread.await.map_err(|error| PipelineError::Internal(error.to_string()))?);
        }
        fed?;
        report.composed = planned.due.len() as u64;
        if planned.site {
            let failures = rendered.failures.len();
            let refused = decided.refused(None);
            self.write_site(begun, &planned, &shared, (&decided.site, &refused), &mut rendered);
            rendered.left_over = rendered.failures.len() > failures || !refused.is_empty();
        }
        rendered.unpublished = planned.unpublished;
        rendered.forgotten = planned.forgotten;
        rendered.removals = planned.removals;
        rendered.released = planned.released;
        rendered.report(shared.placer.intact(), report);
        Ok(rendered)
    }

    /// Whose entries the site publishes beside its own. One that says nothing of itself is called what the owner calls its source.
    async fn members(&self) -> Result<Vec<Member>, PipelineError> {
        let lists: HashSet<&SourceId> = self
            .sources
            .iter()
            .filter(|planned| planned.source.list().is_some())
            .map(|planned| planned.source.id())
            .collect();
        let members = self.store.members().await?.into_iter().filter(|(source, _)| !lists.contains(source));
        let named = members.map(|(source, mut member)| {
            let said = self.settings.rules.overlays().of(&source);
            member.face = said.and_then(|said| said.face.as_deref().cloned());
            if let Some(name) = said.and_then(|said| said.name.as_ref()) {
                member.name.clone_from(name);
            } else if member.name.is_empty() {
                member.name = PlainText::new(source.as_str());
            }
            member
        });
        Ok(named.collect())
    }

    /// Asks the store for entries, and hands feed after feed to the threads.
    async fn feed_jobs(
        &self,
        begun: &Begun,
        planned: &Planned,
        decided: &mut Decided,
        jobs: mpsc::Sender<Vec<Job>>,
    ) -> Result<(), PipelineError> {
        let settings = &self.settings;
        let heads = Heads::new(
            &settings.site,
            &settings.layout,
            &settings.category_title,
            &begun.feed_host,
            &planned.outlines,
        );
        let (sender, mut chunks) = mpsc::channel(1);
        // The store looks for the entries of the next feeds while those of the last are handed out.
        let ask = async move {
            for feeds in planned.due.chunks(ASKED_AT_ONCE) {
                let selected = self.select(feeds).await?;
                if sender.send((feeds, selected)).await.is_err() {
                    break;
                }
            }
            Ok::<_, PipelineError>(())
        };
        let hand_out = async move {
            while let Some((feeds, selected)) = chunks.recv().await {
                let mut selected = selected.into_iter();
                for feeds in feeds.chunks(SHARE) {
                    let share = feeds.iter().zip(&mut selected).filter_map(|(feed, selected)| {
                        let mut head = heads.head(&feed.key)?;
                        let refused = decided.refused(Some(feed.row));
                        head.addresses.retain(|address| !is_refused(&refused, address.format, &address.path));
                        Some(Job {
                            row: feed.row,
                            refused,
                            head,
                            entries: selected.entries,
                            before: feed.updated,
                        })
                    });
                    if jobs.send(share.collect()).await.is_err() {
                        return Err(PipelineError::Internal("the rendering threads ended early".to_owned()));
                    }
                }
            }
            Ok(())
        };
        let (asked, handed_out) = tokio::join!(ask, hand_out);
        asked.and(handed_out)
    }

    /// Writes the documents of the site.
    fn write_site(
        &self,
        begun: &Begun,
        planned: &Planned,
        shared: &Shared,
        (writers, refused): (&[(&'static Writer, String)], &[Refused]),
        rendered: &mut Rendered,
    ) {
        let settings = &self.settings;
        let heads = Heads::new(
            &settings.site,
            &settings.layout,
            &settings.category_title,
            &begun.feed_host,
            &planned.outlines,
        );
        let feeds: Vec<SiteFeed> = planned
            .outlines
            .iter()
            .map(|outline| SiteFeed { key: outline.key.clone(), link: heads.link(outline) })
            .collect();
        let home = planned.due.iter().find(|feed| feed.key.path.is_empty());
        let updated =
            rendered.newest(home.map(|feed| feed.row)).or(planned.home_updated).unwrap_or_else(never);
        let view = SiteView { site: &settings.site, updated, feeds: &feeds, members: &shared.members };
        for (writer, path) in writers {
            let Write::Site(write) = writer.write else { continue };
            if writer.of_members && view.members.is_empty() {
                continue;
            }
            match write(&view) {
                Ok(bytes) => shared.place(None, (writer, path, &bytes), refused, rendered),
                Err(error) => rendered.failures.push(format!("{path}: {error}")),
            }
        }
    }
}

/// True where a document does not get that path.
fn is_refused(refused: &[Refused], format: &str, path: &str) -> bool {
    refused.iter().any(|(of, at)| *of == format && at == path)
}

/// The date of change of a feed that never had an entry.
fn never() -> DateTime<Utc> {
    Utc.with_ymd_and_hms(2000, 1, 1, 0, 0, 0).single().unwrap_or_default()
}

fn start_threads(
    shared: &Arc<Shared>,
    queue: mpsc::Receiver<Vec<Job>>,
) -> Vec<tokio::task::JoinHandle<Rendered>> {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let queue = Arc::new(Mutex::new(queue));
    (0..cores.min(MOST_THREADS))
        .map(|_| {
            let (shared, queue) = (Arc::clone(shared), Arc::clone(&queue));
            tokio::task::spawn_blocking(move || {
                let mut rendered = Rendered::default();
                let mut sanitizer = Sanitizer::new();
                loop {
                    let share = queue.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
                    let Some(share) = share else { return rendered };
                    for job in share {
                        shared.render(job, &mut sanitizer, &mut rendered);
                    }
                }
            })
        })
        .collect()
}

impl Shared {
    /// Composes and writes one feed.
    fn render(&self, job: Job, sanitizer: &mut Sanitizer, rendered: &mut Rendered) {
        let Job { row, mut head, entries, before, refused } = job;
        let mut cut = Cut::default();
        let (mut shown, slots) = match self.show(&entries, sanitizer, rendered, &mut cut) {
            Ok(shown) => shown,
            Err(error @ BodyError::Changed { .. }) => {
                rendered.notes.push(format!("the feed {} waits: {error}", head.title));
                return;
            }
            Err(error) => {
                rendered.failures.push(format!("the feed {} was not written: {error}", head.title));
                return;
            }
        };
        let documents = loop {
            head.updated = self.updated(&shown, before);
            let written = self.write(&head, &shown, &slots);
            let measured = written.and_then(|documents| Ok((self.largest(&head, &documents)?, documents)));
            let (largest, documents) = match measured {
                Ok(measured) => measured,
                Err(error) => {
                    rendered.failures.push(format!("the feed {} was not written: {error}", head.title));
                    return;
                }
            };
            if largest <= self.settings.plan.max_bytes
                || !fit::drop_oldest(&mut shown, &self.settings.plan, largest, &mut cut)
            {
                break documents;
            }
        };
        // What was recovered is to be read again, as soon as that can be done.
        let is_sound = refused.is_empty() && slots.are_from_sources();
        if refused.is_empty() {
            self.kept.keep(slots);
        }
        rendered.note_cut(&head, cut, self.settings.plan.max_bytes);
        let failures = rendered.failures.len();
        for (writer, path, bytes) in documents {
            self.place(Some(row), (writer, &path, &bytes), &refused, rendered);
        }
        if is_sound && rendered.failures.len() == failures {
            rendered.clean.push((row, Some(head.updated)));
        }
    }

    /// Brings in a feed's entries: of those that were written a moment ago nothing more is needed, the others are loaded.
    fn show(
        &self,
        entries: &[(i64, Arc<Entry>)],
        sanitizer: &mut Sanitizer,
        rendered: &mut Rendered,
        cut: &mut Cut,
    ) -> Result<(Vec<Shown>, Slots), BodyError> {
        let mut shown = Vec::with_capacity(entries.len());
        let mut slots = Slots::with_capacity(entries.len());
        for (row, entry) in entries {
            let mut entry = self.settings.rules.overlays().dressed(Arc::clone(entry));
            if entry.updated > self.now && entry.published <= self.now {
                // A date of change that is not reached yet is nothing to tell.
                Arc::make_mut(&mut entry).updated = entry.updated_at(self.now);
            }
            let (modes, body) = if let Some(written) = self.kept.get(*row) {
                let modes = written.modes;
                slots.push_old(written);
                (modes, Arc::clone(&self.no_body))
            } else {
                let loaded = self.bodies.body(*row, &entry, sanitizer, &mut rendered.defects);
                let (body, origin) = match loaded {
                    Ok(body) => (body, Origin::Source),
                    Err(error) => {
                        let Some(body) = self.published_body(&entry) else { return Err(error) };
                        rendered.recovered.insert(*row, error.to_string());
                        (body, Origin::Published)
                    }
                };
                let modes = fit::modes(&body, &self.settings.plan, self.settings.site.page.content);
                slots.push_new(*row, modes, origin);
                (modes, Arc::new(body))
            };
            cut.shortened += usize::from(modes.shortened);
            shown.push(Shown { entry, body, content: modes.content, page: modes.page });
        }
        Ok((shown, slots))
    }

    /// The newest change among the entries: never in the future, and where there are no entries, what the feed said before.
    fn updated(&self, shown: &[Shown], before: Option<DateTime<Utc>>) -> DateTime<Utc> {
        let newest = shown.iter().map(|shown| shown.entry.updated).filter(|at| *at <= self.now).max();
        newest.or(before).unwrap_or_else(never)
    }

    /// Writes a feed in every format.
    fn write(&self, head: &FeedHead, shown: &[Shown], slots: &Slots) -> Result<Vec<Written>, WriteError> {
        let members = self.members_of(head);
        let view = FeedView { site: &self.settings.site, feed: head, entries: shown, members };
        let mut documents = Vec::with_capacity(self.settings.writers.len());
        for writer in &self.settings.writers {
            let (Write::Feed(write), Some(address)) = (writer.write, head.address(writer.name)) else {
                continue;
            };
            documents.push((*writer, address.path.clone(), write(&view, slots)?));
        }
        Ok(documents)
    }

    /// Whose entries the site publishes, for the home feed.
    fn members_of(&self, head: &FeedHead) -> &[Member] {
        if head.key.path.is_empty() { &self.members } else { &[] }
    }

    /// The bytes of the largest document, as far as dropping entries makes it smaller: a page that leads to thousands of feeds
    /// is not to lose its entries for that.
    fn largest(&self, head: &FeedHead, documents: &[Written]) -> Result<usize, WriteError> {
        let mut largest = 0;
        for (writer, _, bytes) in documents {
            let mut size = bytes.len();
            if let Write::Feed(write) = writer.write
                && writer.lists_feeds
                && size > self.settings.plan.max_bytes
            {
                let around = FeedView {
                    site: &self.settings.site,
                    feed: head,
                    entries: &[],
                    members: self.members_of(head),
                };
                size = size.saturating_sub(write(&around, &NoFragments)?.len());
            }
            largest = largest.max(size);
        }
        Ok(largest)
    }

    /// Puts a document, and those that have its bytes under an old path that is theirs, where they wait for the end of the run.
    fn place(
        &self,
        feed: Option<i64>,
        (writer, path, bytes): (&'static Writer, &str, &[u8]),
        refused: &[Refused],
        rendered: &mut Rendered,
    ) {
        self.placer.place(feed, writer.name, path, bytes, rendered);
        let aliases = self.settings.layout.aliases(path).iter();
        for alias in aliases.filter(|alias| !is_refused(refused, writer.name, alias)) {
            self.placer.place(feed, writer.name, alias, bytes, rendered);
        }
    }
}

impl Rendered {
    fn note_cut(&mut self, head: &FeedHead, cut: Cut, max_bytes: usize) {
        let limit = crate::text::units::show_size(max_bytes as u64);
        if cut.shortened > 0 {
            self.notes.push(format!(
                "the feed {} shows {} of its entries by their summary: their content is too long for documents of {limit} \
                 (`max_bytes`)",
                head.title, cut.shortened
            ));
        }
        if cut.dropped > 0 {
            self.notes.push(format!(
                "the feed {} leaves out its {} oldest entries: its documents would be larger than {limit} (`max_bytes`)",
                head.title, cut.dropped
            ));
        }
    }

    /// The newest change that the feed in this row says.
    fn newest(&self, row: Option<i64>) -> Option<DateTime<Utc>> {
        let row = row?;
        self.clean.iter().find(|(feed, _)| *feed == row).and_then(|(_, updated)| *updated)
    }
}
