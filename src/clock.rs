//! The only place that reads the wall clock.
//!
//! Everything else takes `now` as a value, so that a run can be rehearsed (`--now`) and repeated.

use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{DateTime, Timelike, Utc};

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
