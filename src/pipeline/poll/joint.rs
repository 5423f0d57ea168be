//! Sources that have the same address, each with its own name, categories and rules: who is due in, one answer for all of them out.
//!
//! A server is asked for a document once in a run, however many sources want it. What it answered to the first is taken for the others where
//! it answers their requests as well; else they ask themselves.

use std::collections::HashMap;

use tokio::sync::{Mutex, MutexGuard};

use crate::fetch::{FetchError, Request, Response};
use crate::model::ids::ContentHash;
use crate::model::poll::{RequestOptions, Validators};

/// Bytes of a body that is kept for others at the most: what waits for its turn takes no room of what others may take together.
const LARGEST: usize = 1 << 20;

/// What a request came to.
pub(super) type Answer = Result<Response, FetchError>;

/// The addresses that several sources have which are due.
#[derive(Default)]
pub(super) struct Shared(HashMap<ContentHash, Mutex<Slot>>);

/// What is asked for by several sources.
#[derive(Default)]
pub(super) struct Slot {
    /// Sources that are still to ask.
    waiting: usize,
    given: Option<Given>,
}

struct Given {
    validators: Option<Validators>,
    delta: bool,
    answer: Answer,
}

impl Shared {
    /// From the addresses of all who are due, and what their requests carry.
    pub(super) fn new<'a>(due: impl Iterator<Item = (&'a str, &'a RequestOptions)>) -> Self {
        let mut counts: HashMap<ContentHash, usize> = HashMap::new();
        due.for_each(|(url, options)| *counts.entry(name(url, options)).or_default() += 1);
        let several = counts.into_iter().filter(|(_, count)| *count > 1);
        Self(several.map(|(name, waiting)| (name, Mutex::new(Slot { waiting, given: None }))).collect())
    }

    /// What others share with this request; `None`: nobody asks there else. Waits for one who is asking.
    pub(super) async fn of(&self, request: &Request) -> Option<MutexGuard<'_, Slot>> {
        if self.0.is_empty() {
            return None;
        }
        Some(self.0.get(&name(request.url.as_str(), &request.options))?.lock().await)
    }
}

impl Slot {
    /// What there is that answers this request, too.
    pub(super) fn answer(&mut self, request: &Request) -> Option<Answer> {
        self.waiting = self.waiting.saturating_sub(1);
        let given = self.given.as_ref()?;
        let is_whole = given.answer.as_ref().map_or(true, |response| !matches!(response.status, 226 | 304));
        let is_same = given.validators == request.validators && given.delta == request.delta;
        if !is_whole && !is_same {
            return None;
        }
        if self.waiting == 0 {
            self.given.take().map(|given| given.answer)
        } else {
            Some(given.answer.clone())
        }
    }

    /// Keeps what a request came to for those who wait.
    pub(super) fn keep(&mut self, validators: Option<Validators>, delta: bool, answer: &Answer) {
        let is_small = answer.as_ref().map_or(true, |response| response.body.len() <= LARGEST);
        if self.waiting > 0 && is_small {
            let answer = answer.clone().map(|response| Response { room: None, ..response });
            self.given = Some(Given { validators, delta, answer });
        }
    }
}

fn name(url: &str, options: &RequestOptions) -> ContentHash {
    if *options == RequestOptions::default() {
        return ContentHash::of(url.as_bytes());
    }
    ContentHash::of(format!("{url} {options:?}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fetch::Wanted;
    use crate::model::poll::Octets;
    use crate::pipeline::poll::fixture::{response, url};

    fn request(etag: &str) -> Request {
        let url = url("https://a.example/feed");
        let etag = (!etag.is_empty()).then(|| Octets::new(etag.as_bytes()));
        let validators =
            etag.map(|etag| Validators { url: url.clone(), etag: Some(etag), last_modified: None });
        Request { url, wanted: Wanted::Feed, validators, delta: false, options: RequestOptions::default() }
    }

    #[test]
    fn what_the_first_was_answered_is_taken_for_the_others_where_it_answers_them() {
        for (status, first, second, is_taken) in [
            (200, "", "", true),
            (200, "a", "b", true),
            (304, "a", "a", true),
            (304, "a", "", false),
            (304, "a", "b", false),
            (226, "a", "b", false),
            (503, "a", "", true),
        ] {
            let mut slot = Slot { waiting: 2, given: None };
            let (first, second) = (request(first), request(second));
            assert!(slot.answer(&first).is_none(), "nobody has asked yet");
            slot.keep(first.validators, false, &Ok(response(status)));
            assert_eq!(slot.answer(&second).is_some(), is_taken, "{status} {second:?}");
            assert!(!is_taken || slot.given.is_none(), "nobody waits for it any more");
        }
    }

    #[tokio::test]
    async fn an_address_of_one_source_is_not_shared() {
        let options = RequestOptions::default();
        let due = ["https://a.example/feed", "https://b.example/feed"];
        let shared = Shared::new(due.iter().map(|url| (*url, &options)));
        assert!(shared.of(&request("")).await.is_none());
        let shared = Shared::new(due.iter().chain(&due[..1]).map(|url| (*url, &options)));
        assert!(shared.of(&request("")).await.is_some());
        let logged_in = Request { options: RequestOptions { http1_only: true, ..options }, ..request("") };
        assert!(shared.of(&logged_in).await.is_none(), "it may see another document");
    }
}
