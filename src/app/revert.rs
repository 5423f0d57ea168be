//! Taking back what a server said of a feed's address: that it has moved, or that it is gone. In: the source. Out: what was taken back.

use chrono::{DateTime, Utc};
use url::Url;

use super::lists::asked;
use super::status::as_configured;
use super::{App, AppError, Now};
use crate::model::ids::SourceId;
use crate::model::net::{address_key, hold_key};
use crate::model::poll::{PollState, Reason};
use crate::sources::Source;
use crate::store::Store as _;
use crate::store::sqlite::{Lock, Mode};

/// What was taken back.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reverted {
    /// The configured address, which is asked again.
    pub url: Option<Url>,
    /// Where the feed was asked in its place.
    pub moved: Option<Url>,
    /// A move that had been seen, and would have been stored.
    pub seen: Option<Url>,
    /// True: it was taken for gone.
    pub gone: bool,
    /// Before when it is not asked all the same, since its server, or that of its host's other feeds, wants to be left alone.
    pub not_before: Option<DateTime<Utc>>,
}

impl Reverted {
    /// True where there was nothing to take back.
    #[must_use]
    pub fn is_nothing(&self) -> bool {
        self.moved.is_none() && self.seen.is_none() && !self.gone
    }
}

impl App {
    /// Has a source asked at its configured address again. The move that is taken back is not stored again; one to elsewhere can be.
    ///
    /// # Errors
    /// [`AppError::NoSuchSource`]; and where the state cannot be used.
    pub async fn revert(&self, id: &str, now: Now) -> Result<Reverted, AppError> {
        let cast = self.known_cast(&self.store(Mode::Read, now)?).await?;
        cast.only(&[id.to_owned()])?;
        let id = SourceId::new(id);
        let source = cast.sources.iter().find(|planned| *planned.source.id() == id).map(asked);
        let Some(remote) = source.as_deref().and_then(Source::remote) else {
            return Ok(Reverted::default());
        };
        let _lock = Lock::take(&self.config.state)?;
        let store = self.store_for(Mode::Commit, &cast.settings, now)?;
        let (subscription, zone) = (remote.subscription(), self.config.timezone);
        let url = &subscription.url;
        let known = self.poll_states(&store).await?.remove(&id);
        let known = known.and_then(|state| as_configured(state, subscription, zone));
        let Some(mut state) = known else {
            return Ok(Reverted { url: Some(url.clone()), ..Reverted::default() });
        };
        let mut reverted = Reverted { url: Some(url.clone()), ..take_back(&mut state) };
        if !reverted.is_nothing() {
            let holds = store.holds().await?.into_iter();
            let held = holds.filter(|hold| hold.host == hold_key(url) || hold.host == address_key(url));
            let until = state.times.retry_after.into_iter().chain(held.map(|hold| hold.until)).max();
            reverted.not_before = until.filter(|until| now.at < *until);
            store.put_poll(&id, state).await?;
        }
        Ok(reverted)
    }
}

/// Forgets moves and the end of a feed, and has it asked at the next run, but not before the server allows.
fn take_back(state: &mut PollState) -> Reverted {
    let reverted = Reverted {
        url: None,
        moved: state.moved.take().map(|moved| moved.to),
        seen: state.sighting.take().map(|sighting| sighting.to),
        gone: state.times.gone.take().is_some(),
        not_before: None,
    };
    for to in reverted.moved.iter().chain(&reverted.seen) {
        if !state.refused.contains(to) {
            state.refused.push(to.clone());
        }
    }
    if !reverted.is_nothing() {
        // They are of the other address, or of a document that was gone.
        state.validators = None;
        state.times.planned = None;
        state.times.planned_by = None;
        state.times.not_before = None;
        state.times.reason =
            if state.times.retry_after.is_some() { Reason::RetryAfter } else { Reason::Every };
    }
    reverted
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::*;
    use crate::model::poll::{Moved, PollTimes, Sighting, Validators};

    fn url(text: &str) -> Url {
        Url::parse(text).unwrap()
    }

    #[test]
    fn a_move_is_taken_back_and_refused_from_then_on() {
        let at = DateTime::from_timestamp(1000, 0).unwrap();
        let mut state = PollState {
            moved: Some(Moved {
                to: url("https://b.example/"),
                at,
                by_way_of: Vec::new(),
                evidence: String::new(),
                onto: None,
            }),
            sighting: Some(Sighting { to: url("https://c.example/"), first: at, times: 1 }),
            validators: Some(Validators { url: url("https://b.example/"), etag: None, last_modified: None }),
            times: PollTimes { planned: Some(at), retry_after: Some(at), ..PollTimes::default() },
            ..PollState::default()
        };
        let reverted = take_back(&mut state);
        assert_eq!(reverted.moved, Some(url("https://b.example/")));
        assert_eq!(state.refused, [url("https://b.example/"), url("https://c.example/")]);
        assert_eq!((state.moved, state.validators), (None, None));
        assert_eq!((state.times.planned, state.times.retry_after), (None, Some(at)));
    }

    #[test]
    fn a_feed_that_was_gone_is_asked_again_and_one_that_is_well_stays_as_it_is() {
        let at = DateTime::from_timestamp(1000, 0);
        let mut state =
            PollState { times: PollTimes { gone: at, ..PollTimes::default() }, ..PollState::default() };
        assert!(take_back(&mut state).gone && state.times.gone.is_none());
        let mut state =
            PollState { times: PollTimes { planned: at, ..PollTimes::default() }, ..PollState::default() };
        let before = state.clone();
        assert!(take_back(&mut state).is_nothing());
        assert_eq!(state, before);
    }
}
