//! The only place that reads the wall clock.
//!
//! Everything else takes `now` as a value, so that a run can be rehearsed (`--now`) and repeated. What takes long, such as polling, is given
//! a [`Clock`], which says the time of the run as it passes, or stands still where the time was asked for.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, TimeDelta, Timelike, Utc};

/// The time of a run.
#[derive(Clone, Debug)]
pub struct Clock {
    stands_at: Option<DateTime<Utc>>,
}

impl Clock {
    /// The wall clock.
    #[must_use]
    pub fn running() -> Self {
        Self { stands_at: None }
    }

    /// A clock that stands at an instant.
    #[must_use]
    pub fn standing(at: DateTime<Utc>) -> Self {
        Self { stands_at: Some(at) }
    }

    /// What time it is, in whole seconds.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.stands_at.unwrap_or_else(now)
    }

    /// The end of the second that an instant of this clock stands for: what had that instant did happen before. Where the clock stands,
    /// the instant itself.
    #[must_use]
    pub fn end_of(&self, instant: DateTime<Utc>) -> DateTime<Utc> {
        let second = if self.stands_at.is_some() { TimeDelta::zero() } else { TimeDelta::seconds(1) };
        instant.checked_add_signed(second).unwrap_or(instant)
    }
}

/// The present instant, in whole seconds.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock's home")]
pub fn now() -> DateTime<Utc> {
    let now = Utc::now();
    now.with_nanosecond(0).unwrap_or(now)
}

/// The present instant as file systems count it: nanoseconds since 1970.
#[must_use]
#[expect(clippy::disallowed_methods, reason = "this is the clock's home")]
pub fn file_time() -> i64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |elapsed| i64::try_from(elapsed.as_nanos()).unwrap_or(i64::MAX))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_happened_in_a_second_happened_before_its_end() {
        let at = DateTime::from_timestamp(1_780_000_000, 0).unwrap();
        assert_eq!(Clock::standing(at).end_of(at), at);
        assert_eq!(Clock::running().end_of(at) - at, TimeDelta::seconds(1));
    }
}
