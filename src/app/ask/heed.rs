//! What servers refuse to whoever asks by hand. In: an answer. Out: the host, or the document, that is left alone from then on, in the
//! state, so that nobody asks before. Of sources this is not: what they hear is settled by a poll.

use std::sync::PoisonError;

use chrono::{DateTime, Utc};
use url::Url;

use super::super::{App, AppError, Now};
use super::{AskError, Asker};
use crate::fetch::{FetchError, Response, retry_after};
use crate::model::net::{Net, RetryScope, address_key, hold_key};
use crate::model::poll::Hold;
use crate::pipeline::poll::can_name_a_pause;
use crate::schedule;
use crate::store::sqlite::{Lock, Mode};
use crate::store::{Store as _, StoreError};
use crate::text::address::without_credentials;

impl Asker {
    /// Takes note of what an answer says of when to ask again.
    pub(super) async fn heed(&self, asked: &Url, response: &Response) -> Result<(), AskError> {
        self.keep(&response.url, holds(asked, response, &self.net)).await
    }

    /// The same of redirections that led nowhere.
    pub(super) async fn heed_on_the_way(&self, asked: &Url, error: &FetchError) -> Result<(), AskError> {
        let until = retry_after::latest(error.pauses(), self.now.at).filter(|until| self.now.at < *until);
        let hold = until.map(|until| Hold { host: address_key(asked), until });
        self.keep(asked, hold.into_iter().collect()).await
    }

    /// Has those left alone from now on who asked for it; `by` is where that was said.
    async fn keep(&self, by: &Url, holds: Vec<Hold>) -> Result<(), AskError> {
        let Some(until) = holds.iter().map(|hold| hold.until).max() else { return Ok(()) };
        for hold in &holds {
            self.fetch.hold(hold.clone());
            self.holds().insert(hold.host.clone(), hold.until);
        }
        let Some(app) = &self.app else {
            self.note(format!(
                "{} asks to be left alone until {until}; without a configuration that is kept nowhere, so ask again then and not before",
                without_credentials(by)
            ));
            return Ok(());
        };
        app.keep_holds(holds, self.now).await.map_err(|error| AskError::State(Box::new(error)))
    }

    /// Until when the document at `url` is left alone.
    pub(super) fn held(&self, url: &Url) -> Option<DateTime<Utc>> {
        self.holds().get(&address_key(url)).copied().filter(|until| self.now.at < *until)
    }

    fn holds(&self) -> std::sync::MutexGuard<'_, std::collections::HashMap<String, DateTime<Utc>>> {
        self.holds.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl App {
    /// Writes down who is left alone.
    async fn keep_holds(&self, holds: Vec<Hold>, now: Now) -> Result<(), AppError> {
        // A run that is under way does not mind: it learns of it from the state, or the next one does.
        let _lock = match Lock::take(&self.config.state) {
            Err(StoreError::Locked { .. }) => None,
            lock => Some(lock?),
        };
        let store = self.store(Mode::Commit, now)?;
        for hold in holds {
            store.hold(hold).await?;
        }
        Ok(())
    }
}

/// Who is left alone after an answer: all of the host, or the document alone, as a poll would have it. Also a redirection can ask for a pause.
fn holds(asked: &Url, response: &Response, net: &Net) -> Vec<Hold> {
    let mut until = retry_after::latest(response.pauses_on_the_way(), response.received);
    if can_name_a_pause(response.status) {
        let said = response.head.retry_after.iter().map(String::as_str);
        until = until.max(retry_after::latest(said, response.received));
    }
    let is_rate_limited = response.status == 429;
    if is_rate_limited && until.is_none() {
        let usual = chrono::TimeDelta::from_std(schedule::pause(1)).unwrap_or_default();
        until = response.received.checked_add_signed(usual);
    }
    let Some(until) = until.filter(|until| response.received < *until) else { return Vec::new() };
    let mut names = vec![address_key(asked), address_key(&response.url)];
    names.dedup();
    if is_rate_limited && net.retry_scope(&response.url) == RetryScope::Host {
        names = vec![hold_key(&response.url).into_owned()];
    }
    names.into_iter().map(|host| Hold { host, until }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::{Head, Hop};

    fn response(status: u16, retry_after: Option<&str>, hop: Option<&str>) -> Response {
        let url = |text: &str| Url::parse(text).unwrap();
        let to = url("https://a.example/feed");
        let from = url("https://a.example/old");
        let hop = hop.map(|pause| Hop {
            status: 302,
            from: from.clone(),
            to: to.clone(),
            retry_after: vec![pause.to_owned()],
        });
        Response {
            status,
            url: to,
            hops: hop.into_iter().collect(),
            head: Head {
                retry_after: retry_after.map(str::to_owned).into_iter().collect(),
                ..Head::default()
            },
            was_conditional: false,
            body: Vec::new(),
            wire_bytes: 0,
            delay: 0,
            received: DateTime::from_timestamp(0, 0).unwrap(),
            notes: Vec::new(),
            room: None,
        }
    }

    #[test]
    fn a_host_is_left_alone_for_what_concerns_it_and_a_document_for_all_else() {
        let asked = Url::parse("https://me:secret@a.example/feed").unwrap();
        for (status, pause, hop, expected) in [
            (429, Some("60"), None, Some(("a.example", 60))),
            (429, None, None, Some(("a.example", 3600))),
            (503, Some("60"), None, Some(("//a.example/feed", 60))),
            (503, None, None, None),
            (503, Some("0"), None, None),
            (503, Some("soon"), None, None),
            (200, Some("60"), None, None),
            (200, None, Some("7"), Some(("//a.example/feed", 7))),
        ] {
            let holds = holds(&asked, &response(status, pause, hop), &Net::default());
            let first = holds.first().map(|hold| (hold.host.as_str(), hold.until.timestamp()));
            assert_eq!(first, expected, "{status} {pause:?}");
            assert!(holds.len() < 2);
        }
    }
}
