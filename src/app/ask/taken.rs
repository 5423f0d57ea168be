//! Asking for a source by hand, which is a poll like any other. In: the source. Out: the answer, and what the poll made of it.
//!
//! The request is written down before it is sent, it is conditional, and what it brings is taken into the state: the next build publishes
//! that, and asks nobody for it.

use std::sync::{Arc, Mutex, PoisonError};

use super::super::lists::asked;
use super::super::{App, AppError, Now};
use super::address::steps;
use super::{AskError, Asker, Known};
use crate::fetch::{Fetch, FetchError, Pace, Request as Asking, Response, Turn};
use crate::model::BoxFuture;
use crate::model::ids::SourceId;
use crate::model::poll::{FailureClass, Hold, PollState, Reason};
use crate::pipeline::poll::Asked;
use crate::pipeline::report::SourceReport;
use crate::pipeline::{PlannedSource, Polling, Report, Request};
use crate::store::Store;
use crate::store::sqlite::{Lock, Mode};
use crate::text::address::without_credentials;

/// What came of a poll by hand.
pub(in crate::app) struct Taken {
    /// The answer. Its body is empty where nothing has changed.
    pub(in crate::app) response: Response,
    /// What the poll made of it.
    pub(in crate::app) polled: Polled,
}

/// What a poll left behind.
#[derive(Default)]
pub(in crate::app) struct Polled {
    /// What a run would report.
    pub(in crate::app) row: SourceReport,
    /// What is remembered of the feed from now on.
    pub(in crate::app) state: PollState,
}

impl Asker {
    /// Asks for a source that may be asked now.
    pub(super) async fn take(&self, known: &Known, whole: bool) -> Result<Taken, AskError> {
        // Only who has sources knows one.
        let Some(app) = &self.app else { return Err(unasked()) };
        let polling = if whole { Polling::Forced } else { Polling::Due };
        let ear = Arc::new(Ear {
            server: Arc::clone(&self.fetch),
            given: Mutex::default(),
            heard: Mutex::default(),
        });
        let taken = app.poll_by_hand(&known.id, Arc::clone(&ear) as Arc<dyn Fetch>, polling, self.now).await;
        let polled = taken.map_err(|error| AskError::State(Box::new(error)))?;
        match (ear.heard(), &polled.row.asked) {
            (Some(answer), _) => Ok(Taken { response: answer.map_err(AskError::Fetch)?, polled }),
            (None, Some(Asked::Later(until, reason))) => Err(AskError::NotYet {
                url: without_credentials(&known.subscription.url),
                source_id: known.id.clone(),
                until: *until,
                reason: *reason,
                is_final: *reason != Reason::Offline,
            }),
            (None, Some(Asked::With(other))) => {
                Err(AskError::With { source_id: known.id.clone(), other: other.clone() })
            }
            (None, _) => Err(unasked()),
        }
    }
}

fn unasked() -> AskError {
    AskError::Fetch(FetchError::new(FailureClass::Internal, "it was not asked; please report that"))
}

impl App {
    /// Polls one source, and takes what it answers into the state.
    async fn poll_by_hand(
        &self,
        id: &SourceId,
        fetch: Arc<dyn Fetch>,
        polling: Polling,
        now: Now,
    ) -> Result<Polled, AppError> {
        let _lock = Lock::take(&self.config.state)?;
        let cast = self.known_cast(&self.store(Mode::Read, now)?).await?;
        let store: Arc<dyn Store> = Arc::new(self.store_for(Mode::Commit, &cast.settings, now)?);
        let request = Request {
            now: now.at,
            time: now.time,
            wall: crate::clock::file_time(),
            only: Some([id.clone()].into()),
            polling,
            ..Request::default()
        };
        let mut report = Report::default();
        let planned = cast.sources.iter().find(|planned| planned.source.id() == id);
        let list = planned.filter(|planned| planned.source.list().is_some());
        if let Some(list) = list {
            let list = PlannedSource { source: asked(list), rules: Arc::clone(&list.rules) };
            let pipeline =
                self.pipeline(vec![list], &cast.settings, Arc::clone(&store), Some(fetch), &request);
            pipeline.ask(&request, &mut report).await?;
        } else {
            let sources = cast.sources;
            let pipeline = self.pipeline(sources, &cast.settings, Arc::clone(&store), Some(fetch), &request);
            pipeline.take(&request, &mut report).await?;
        }
        let mut row = report.sources.into_iter().find(|row| row.id == *id).unwrap_or_default();
        row.notes.append(&mut report.notes);
        let stored = store.sources().await?.into_iter().find(|row| row.id == *id);
        row.entries = stored.map(|stored| stored.entries).unwrap_or_default();
        let state = store.poll_states(vec![id.clone()]).await?.pop().unwrap_or_default();
        Ok(Polled { row, state })
    }

    /// Takes the answer that a new source was found by for its first poll, so that its server is not asked for it once more. Gives back
    /// what there is to say of it, each in a sentence.
    ///
    /// # Errors
    /// Where the state cannot be used.
    pub async fn keep(&self, id: &str, found: Heard, now: Now) -> Result<Vec<String>, AppError> {
        let Some(server) = self.client(&now)? else { return Ok(Vec::new()) };
        let Heard { asked, mut response } = found;
        response.hops.drain(..steps(&asked, &response.hops));
        let given = Mutex::new(Some(response));
        let ear = Arc::new(Ear { server, given, heard: Mutex::default() });
        Ok(self.poll_by_hand(&SourceId::new(id), ear, Polling::Due, now).await?.row.notes)
    }
}

/// The last answer that an asker heard.
#[derive(Clone, Debug)]
pub struct Heard {
    /// What was asked.
    pub(super) asked: url::Url,
    /// The answer.
    pub(super) response: Response,
}

/// Asks a server as it is told to, and keeps the answer; or gives the one that is there.
struct Ear {
    server: Arc<dyn Fetch>,
    given: Mutex<Option<Response>>,
    heard: Mutex<Option<Result<Response, FetchError>>>,
}

impl Ear {
    fn heard(&self) -> Option<Result<Response, FetchError>> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).take()
    }

    fn hear(&self, answer: &Result<Response, FetchError>) {
        *self.heard.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer.clone());
    }
}

impl Fetch for Ear {
    fn pace(&self, url: &url::Url) -> Pace {
        self.server.pace(url)
    }

    fn turn<'a>(&'a self, url: &'a url::Url) -> BoxFuture<'a, Result<Turn, FetchError>> {
        Box::pin(async move {
            let turn = self.server.turn(url).await;
            if let Err(error) = &turn
                && error.class != FailureClass::RateLimited
            {
                self.hear(&Err(error.clone()));
            }
            turn
        })
    }

    fn get(&self, turn: Turn, request: Asking) -> BoxFuture<'_, Result<Response, FetchError>> {
        Box::pin(async move {
            let given = self.given.lock().unwrap_or_else(PoisonError::into_inner).take();
            if let Some(response) = given {
                return Ok(response);
            }
            // Whoever looks at a feed wants to see all of it.
            let answer = self.server.get(turn, Asking { delta: false, ..request }).await;
            self.hear(&answer);
            answer
        })
    }

    fn hold(&self, hold: Hold) {
        self.server.hold(hold);
    }

    fn aside(&self) -> usize {
        self.server.aside()
    }
}
