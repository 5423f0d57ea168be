//! How the sources are. In: what the state remembers. Out: each source with its health, and when it is asked again and why. Nothing is asked,
//! and nothing is written.

use std::collections::{BTreeMap, HashMap};

use chrono::{DateTime, TimeDelta, Utc};
use chrono_tz::Tz;

use super::lists::asked;
use super::{App, AppError, Now};
use crate::model::ids::{ContentHash, SourceId};
use crate::model::net::hold_key;
use crate::model::poll::{FailureClass, Hold, Moved, PollState, Reason, Schedule, Subscription};
use crate::pipeline::poll::seems_offline;
use crate::schedule;
use crate::store::sqlite::Mode;
use crate::store::{Decision, SourceRow, Store};
use crate::text::address::without_credentials;

/// How a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// Its server says that it is gone for good, and it is asked no more.
    Gone,
    /// It fails.
    Failing,
    /// It works, or was not tried yet.
    Ok,
}

impl Health {
    /// The word for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Gone => "gone",
            Self::Failing => "failing",
            Self::Ok => "ok",
        }
    }
}

/// A source as it is.
#[derive(Clone, Debug)]
pub struct SourceStatus {
    /// Its id.
    pub id: SourceId,
    /// Its adapter.
    pub kind: &'static str,
    /// What people know it as: what the owner calls it, else its feed. May be empty.
    pub title: String,
    /// True: its server was never asked.
    pub is_new: bool,
    /// True: it is a list of feeds.
    pub is_list: bool,
    /// The list that it is of.
    pub list: Option<SourceId>,
    /// How it is.
    pub health: Health,
    /// Entries of it that feeds may show.
    pub entries: u64,
    /// Items that are held back, by reason.
    pub held: BTreeMap<String, u64>,
    /// Defects that are known.
    pub defects: u64,
    /// Since when it fails, or is gone.
    pub failing_since: Option<DateTime<Utc>>,
    /// Why it fails, or what became of it, in words.
    pub reason: Option<String>,
    /// What kind of failure it is.
    pub class: Option<FailureClass>,
    /// What is known of asking; `None`: it is on a disk.
    pub poll: Option<PollStatus>,
    /// The last items that were taken for ones that were known by another key, newest first; of sources that were named.
    pub decisions: Vec<Decision>,
    /// What else somebody should look at, each in a sentence.
    pub notes: Vec<String>,
}

/// A source that a server is asked for.
#[derive(Clone, Debug)]
pub struct PollStatus {
    /// The configured address, without credentials.
    pub url: String,
    /// Where it is asked, without credentials.
    pub asked_at: String,
    /// How often it is asked.
    pub schedule: Schedule,
    /// When it is asked again; `None`: at the next run, or never where it is gone.
    pub next: Option<DateTime<Utc>>,
    /// Why then.
    pub next_reason: Reason,
    /// A host that asked to be left alone, and is this one's.
    pub hold: Option<Hold>,
    /// True: any certificate of its server is believed.
    pub is_insecure: bool,
    /// All that is remembered.
    pub state: Box<PollState>,
}

/// Answers in a row with another `ETag` and the same document, from which on that is told.
const VOLATILE: u32 = 5;

impl PollStatus {
    /// True where its server changes the `ETag` with each answer, so that it sends the whole document each time.
    #[must_use]
    pub fn is_volatile(&self) -> bool {
        self.state.volatile >= VOLATILE
    }
}

/// Since when no host could be reached, where that is so.
#[must_use]
pub fn offline_since(sources: &[SourceStatus], now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let states = || sources.iter().filter_map(|source| Some(source.poll.as_ref()?.state.as_ref()));
    seems_offline(states().map(|state| &state.times), now)
        .then(|| states().filter_map(|state| state.told.offline_since).min())
        .flatten()
}

/// The longest pause between two requests for a feed that fails, and a day for the schedule of runs.
const LAST_TRIED: TimeDelta = TimeDelta::days(8);

impl SourceStatus {
    /// True where a server was asked for it in vain for so long, and until now: where nobody has asked lately, it may be well.
    #[must_use]
    pub fn fails_for(&self, span: TimeDelta, now: DateTime<Utc>) -> bool {
        let asked = self.poll.as_ref().and_then(|poll| poll.state.times.asked);
        self.health == Health::Failing
            && self.failing_since.is_some_and(|since| now - since >= span)
            && asked.is_some_and(|asked| now - asked <= LAST_TRIED)
    }

    /// Where the feed has moved, as its server says.
    #[must_use]
    pub fn moved(&self) -> Option<&Moved> {
        self.poll.as_ref()?.state.moved.as_ref()
    }

    /// True where somebody should look at it.
    #[must_use]
    pub fn needs_attention(&self) -> bool {
        self.health != Health::Ok
            || !self.notes.is_empty()
            || self.moved().is_some()
            || self.poll.as_ref().is_some_and(|poll| poll.is_volatile() || poll.is_insecure)
    }
}

impl App {
    /// How the sources are, in the order of the configuration; `only` those that are named, unless none is.
    ///
    /// # Errors
    /// [`AppError::NoSuchSource`]; and where the state cannot be read.
    pub async fn status(&self, only: &[String], now: Now) -> Result<Vec<SourceStatus>, AppError> {
        let store = self.store(Mode::Read, now)?;
        let cast = self.known_cast(&store).await?;
        let mut notes = self.list_notes(&self.named(&store).await?);
        let named = only;
        let only = cast.only(named)?;
        let mut rows: HashMap<SourceId, SourceRow> =
            store.sources().await?.into_iter().map(|row| (row.id.clone(), row)).collect();
        let mut states = self.poll_states(&store).await?;
        let holds = store.holds().await?;
        let overlays = cast.settings.rules.overlays();
        let mut all = Vec::with_capacity(cast.sources.len());
        for planned in &cast.sources {
            let id = planned.source.id();
            if only.as_ref().is_some_and(|only| !only.contains(id)) {
                continue;
            }
            let row = rows.remove(id).unwrap_or_default();
            let source = asked(planned);
            let poll = source.remote().map(|remote| {
                let subscription = remote.subscription();
                let state = states
                    .remove(id)
                    .and_then(|state| as_configured(state, subscription, self.config.timezone));
                let state = state.unwrap_or_default();
                let host = hold_key(state.address(subscription));
                let hold = holds.iter().find(|hold| hold.host == host && hold.until > now.at);
                poll_status(subscription, state, hold.cloned())
            });
            let mut shown = source_status(id.clone(), planned.source.kind(), row, poll);
            shown.notes = notes.remove(id).unwrap_or_default();
            shown.is_list = planned.source.list().is_some();
            shown.list = cast.lists.get(id).cloned();
            if let Some(name) = overlays.of(id).and_then(|said| said.name.as_ref()) {
                shown.title = name.to_string();
            }
            if named.iter().any(|name| name == id.as_str()) {
                shown.decisions = store.decisions(id).await?;
            }
            all.push(shown);
        }
        Ok(all)
    }

    /// What is remembered of asking for each source that was ever asked.
    pub(super) async fn poll_states(
        &self,
        store: &dyn Store,
    ) -> Result<HashMap<SourceId, PollState>, AppError> {
        let asked: Vec<SourceId> = store.poll_times().await?.into_iter().map(|(id, _)| id).collect();
        let states = store.poll_states(asked.clone()).await?;
        Ok(asked.into_iter().zip(states).collect())
    }
}

/// What is remembered of a feed, as far as it is of the configured address: that may be the one where the feed has moved, which the owner
/// has written down since it was last asked. It is planned by the schedule that is configured now.
pub(super) fn as_configured(
    mut state: PollState,
    subscription: &Subscription,
    zone: Tz,
) -> Option<PollState> {
    let url = &subscription.url;
    if !state.times.are_of(url) {
        state.moved.take().filter(|moved| moved.to == *url)?;
        state.sighting = None;
        state.url = Some(url.clone());
        state.times.of = Some(ContentHash::of(url.as_str().as_bytes()));
    }
    schedule::plan_anew(&mut state, subscription, zone);
    Some(state)
}

fn poll_status(subscription: &Subscription, state: PollState, hold: Option<Hold>) -> PollStatus {
    let own = state.times.next();
    let pause = hold.as_ref().map(|hold| hold.until).filter(|_| state.times.gone.is_none());
    // Where both say the same, the host says why.
    let is_held = pause.is_some_and(|until| own.is_none_or(|own| own <= until));
    PollStatus {
        url: without_credentials(&subscription.url),
        asked_at: without_credentials(state.address(subscription)),
        schedule: subscription.schedule.clone(),
        next: if is_held { pause } else { own },
        next_reason: if is_held { Reason::HostHold } else { state.times.reason },
        hold,
        is_insecure: subscription.options.tls_insecure,
        state: Box::new(state),
    }
}

fn source_status(id: SourceId, kind: &'static str, row: SourceRow, poll: Option<PollStatus>) -> SourceStatus {
    let state = poll.as_ref().map(|poll| poll.state.as_ref());
    let gone = state.and_then(|state| state.times.gone);
    let failed = row.failing.clone().or_else(|| {
        let state = state?;
        Some((state.failing_since?, state.failure.as_ref()?.message.clone()))
    });
    let (health, failing_since, reason) = match (gone, failed) {
        (Some(since), _) => (
            Health::Gone,
            Some(since),
            Some(format!("{}; `feedloom revert {id}` has it asked again", Reason::Gone.words())),
        ),
        (None, Some((since, why))) => {
            let since = state.and_then(|state| state.failing_since).unwrap_or(since);
            (Health::Failing, Some(since), Some(why))
        }
        (None, None) => (Health::Ok, None, None),
    };
    let class = state.and_then(|state| state.failure.as_ref()).map(|failure| failure.class);
    let SourceRow { entries, held, defects, .. } = row;
    SourceStatus {
        id,
        kind,
        title: state.map(|state| state.feed.title.clone()).unwrap_or_default(),
        is_new: state.is_some_and(|state| state.times.asked.is_none()),
        is_list: false,
        list: None,
        health,
        entries,
        held,
        defects,
        failing_since,
        reason,
        class,
        poll,
        decisions: Vec::new(),
        notes: Vec::new(),
    }
}
