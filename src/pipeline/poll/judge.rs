//! What an answer means: a status and a header in, what to do with it out. Pure.

use crate::fetch::Response;
use crate::model::ids::ContentHash;
use crate::model::poll::{Failure, FailureClass, PollState};

/// What an answer means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Judged {
    /// What is known is what there is (304).
    NotModified,
    /// It is the document that is known already.
    Same,
    /// There is a document to be read, with this digest.
    Document(ContentHash),
    /// There is none.
    Failed(Failure),
    /// There will never be one again (410).
    Gone,
}

/// Judges an answer.
pub(super) fn judge(response: &Response, state: &PollState) -> Judged {
    let failed = |class, message: String| Judged::Failed(Failure { class, message });
    match response.status {
        304 if response.was_conditional => Judged::NotModified,
        304 => failed(
            FailureClass::Protocol,
            "its server says 304 though nothing was said of what is known".to_owned(),
        ),
        410 => Judged::Gone,
        200 if response.body.is_empty() => {
            failed(FailureClass::Empty, "its server answered with nothing".to_owned())
        }
        200 => {
            let hash = ContentHash::of(&response.body);
            if state.body == Some(hash) { Judged::Same } else { Judged::Document(hash) }
        }
        429 => failed(FailureClass::RateLimited, "its server has had too many requests (429)".to_owned()),
        status => failed(FailureClass::Status(status), format!("its server answered with status {status}")),
    }
}
