//! A list that is a file, before a run: what is remembered of it in; what it names now, written down where that changed, out.

use super::super::AppError;
use super::super::parts::Part;
use crate::model::change::Pulled;
use crate::model::ids::ItemKey;
use crate::model::poll::PollState;
use crate::pipeline::Request;
use crate::pipeline::report::SourceReport;
use crate::sources::{List, Listed};
use crate::store::{Polled, Store, Transition};

/// Reads a list that is a file, and has what it names remembered where that changed. True: it is as it was.
pub(super) async fn read(
    part: &Part,
    list: &dyn List,
    before: Option<&PollState>,
    store: &dyn Store,
    request: &Request,
) -> Result<Option<(SourceReport, bool)>, AppError> {
    let usual = PollState::default();
    let before = before.unwrap_or(&usual);
    // What was wrong with the file is known as long as nothing was wrong with reading it.
    let known = before.body.filter(|_| before.failure.is_none() && before.last_success.is_some());
    let Some(read) = list.file(known) else { return Ok(None) };
    let source = &part.planned.source;
    let mut report = SourceReport::new(source.id().clone(), source.kind());
    let (state, pulled) = match read {
        Ok(Listed::Same) => {
            report.seen = number(before.feed.members.len());
            return Ok(Some((report, true)));
        }
        Ok(Listed::Other { digest, facts: feed, defects }) => {
            report.seen = number(feed.members.len());
            let last_success = before.last_success.or(Some(request.now));
            let state = PollState { feed, last_success, body: Some(digest), ..PollState::default() };
            (state, Some(Pulled { seen: report.seen, defects: Some(defects), ..Pulled::default() }))
        }
        Err(failure) => {
            report.failure = Some(format!("{} {}", source.place(&ItemKey::default()), failure.message));
            let since = before.failing_since.or(Some(request.now));
            let state =
                PollState { failure: Some(failure), failing_since: since, errors: 1, ..before.clone() };
            (state, None)
        }
    };
    if state == *before {
        return Ok(Some((report, true)));
    }
    let is_same = state.feed == before.feed && state.last_success == before.last_success;
    let (items, state) = (Vec::new(), Box::new(state));
    let outcome = Polled { source: source.id().clone(), state, items, pulled, has_moved: false };
    if let Some(recorded) = store.record(vec![outcome]).await?.pop() {
        report.defects = recorded.finished.defects;
        report.newly_failed = recorded.finished.transition == Transition::Broken;
        report.recovered = recorded.finished.transition == Transition::Recovered;
    }
    Ok(Some((report, is_same)))
}

fn number(of: usize) -> u64 {
    u64::try_from(of).unwrap_or(u64::MAX)
}
