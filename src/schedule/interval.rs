//! A feed's own schedule: when it is asked again where nobody asks for anything else.

use std::time::Duration;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use chrono_tz::Tz;

use super::{LEAST, MOST, adaptive, cron, delta};
use crate::model::ids::ContentHash;
use crate::model::poll::{PollState, PollTimes, Reason, Schedule, Subscription};

/// When a feed that is asked at `asked` is asked again, and why then.
pub(super) fn planned(
    state: &PollState,
    subscription: &Subscription,
    asked: DateTime<Utc>,
    zone: Tz,
) -> (DateTime<Utc>, Reason) {
    let own = own(state, subscription, asked, zone);
    let least = after(asked, least(&subscription.schedule));
    if least > own.0 { (least, Reason::Least) } else { own }
}

fn own(
    state: &PollState,
    subscription: &Subscription,
    asked: DateTime<Utc>,
    zone: Tz,
) -> (DateTime<Utc>, Reason) {
    match &subscription.schedule {
        Schedule::Every(every) => (after(asked, *every), Reason::Every),
        // The configuration refuses a line that has no time; a day is what is left then.
        Schedule::Cron(line) => {
            (cron::next(line, asked, zone).unwrap_or_else(|| after(asked, MOST)), Reason::Cron)
        }
        Schedule::Adaptive { least, most } => {
            let seen = state.last_new.map(|at| at.timestamp());
            let rhythm = adaptive::Rhythm { arrivals: &state.arrivals, seen, empty: state.empty };
            let interval = adaptive::interval(rhythm, asked, *least, *most);
            let at = after(asked, interval);
            // Runs begin with the minute. Asked some seconds into one, it is not to miss the one that it is planned for.
            (at.duration_trunc(TimeDelta::minutes(1)).unwrap_or(at), Reason::Adaptive)
        }
    }
}

/// What tells one schedule from another.
pub(super) fn digest(schedule: &Schedule, zone: Tz) -> i64 {
    let text = match schedule {
        Schedule::Every(every) => format!("every {}", every.as_secs()),
        Schedule::Cron(line) => format!("cron {line} {zone}"),
        Schedule::Adaptive { least, most } => format!("adaptive {} {}", least.as_secs(), most.as_secs()),
    };
    let ContentHash(hash) = ContentHash::of(text.as_bytes());
    hash.first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
}

/// The least time between two requests: what the owner says, or [`LEAST`] where an interval is not said in so many words.
pub(super) fn least(schedule: &Schedule) -> Duration {
    match schedule {
        Schedule::Every(_) => Duration::ZERO,
        Schedule::Cron(_) => LEAST,
        Schedule::Adaptive { least, .. } => *least,
    }
}

/// When a feed is asked again by its own schedule, which may have been configured anew since it was planned. `None`: as soon as may be.
pub(super) fn current(times: &PollTimes, schedule: &Schedule) -> Option<DateTime<Utc>> {
    let planned = times.planned?;
    let longest = match schedule {
        Schedule::Every(every) => *every,
        Schedule::Adaptive { most, .. } => *most,
        Schedule::Cron(_) => return Some(planned),
    };
    Some(times.asked.map_or(planned, |asked| planned.min(after(asked, longest))))
}

/// How much earlier than planned a feed may be asked. Runs are started by a clock that knows nothing of intervals, so that the same interval for both
/// would have every other run come some seconds early.
pub(super) fn slack(schedule: &Schedule) -> TimeDelta {
    match schedule {
        Schedule::Every(every) => delta(*every / 10),
        Schedule::Cron(_) | Schedule::Adaptive { .. } => TimeDelta::zero(),
    }
}

/// The instant so long after another; the last there is where that is too far.
pub(super) fn after(at: DateTime<Utc>, duration: Duration) -> DateTime<Utc> {
    at.checked_add_signed(delta(duration)).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
