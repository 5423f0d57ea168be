//! A schedule that was configured anew: what is remembered of a feed in, when it is asked again by the new one out.
//!
//! The last request is where the new schedule begins, so that it holds from the next run on. What others ask for still holds: it was not the
//! owner's to change.

use chrono::{DateTime, Utc};
use chrono_tz::Tz;

use super::{appoint, interval, remembered};
use crate::model::poll::{PollState, PollTimes, Reason, Subscription};

/// True where a feed was asked, and planned by another schedule than it has.
#[must_use]
pub fn is_planned_otherwise(times: &PollTimes, subscription: &Subscription, zone: Tz) -> bool {
    times.asked.is_some()
        && times.planned_by.is_some_and(|by| by != interval::digest(&subscription.schedule, zone))
}

/// Plans a feed anew by the schedule that it has, where that is another than it was planned by.
pub fn plan_anew(state: &mut PollState, subscription: &Subscription, zone: Tz) {
    let Some(asked) = state.times.asked.filter(|_| is_planned_otherwise(&state.times, subscription, zone))
    else {
        return;
    };
    state.times.planned_by = Some(interval::digest(&subscription.schedule, zone));
    // An outage is nothing that a schedule has to do with, and what is gone is not asked.
    if matches!(state.times.reason, Reason::Offline | Reason::Gone) {
        return;
    }
    let mut floors = remembered(state, subscription, asked, zone);
    if let Some(kept) = kept(&state.times) {
        let as_said = floors.iter().find(|(at, _)| *at == kept).map(|(_, reason)| *reason);
        // What is not remembered is how long the answer itself was fresh.
        floors.push((kept, as_said.unwrap_or(Reason::Fresh)));
    }
    let (planned, own) = interval::planned(state, subscription, asked, zone);
    let own = if state.times.reason == Reason::CutOff { Reason::CutOff } else { own };
    appoint(state, (planned, own), &floors);
    if own == Reason::CutOff {
        state.times.reason = own;
    }
}

/// What others held the feed until: not an hour that was skipped only because the old schedule would have asked in it.
fn kept(times: &PollTimes) -> Option<DateTime<Utc>> {
    times.not_before.filter(|_| times.reason != Reason::Skip)
}
