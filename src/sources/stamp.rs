//! What a file looks like from outside, and whether its modification time can be believed. In: what the system says. Out: numbers to
//! compare with those of the last run.

use std::fs::Metadata;
use std::time::UNIX_EPOCH;

/// Nanoseconds before the clock in which a file's modification time cannot be believed: some file systems count in steps
/// of two seconds.
const RACY: i64 = 2_000_000_000;

/// When a file was modified, nanoseconds since 1970; 0 (not to be believed) where the system does not say.
pub(super) fn modified(metadata: &Metadata) -> i64 {
    let Ok(time) = metadata.modified() else { return 0 };
    match time.duration_since(UNIX_EPOCH) {
        Ok(since) => i64::try_from(since.as_nanos()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_nanos()).map_or(i64::MIN, |nanos| -nanos),
    }
}

/// A modification time as it is remembered: 0 where the file may have changed again within the same tick of the file system's
/// clock. `wall` is the instant at which it was looked at, nanoseconds since 1970.
pub(super) fn believed(modified: i64, wall: i64) -> i64 {
    if modified > wall.saturating_sub(RACY) { 0 } else { modified }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_of_the_last_two_seconds_is_not_believed() {
        let second = 1_000_000_000;
        for (modified, wall, expected) in [
            (10 * second, 12 * second, 10 * second),
            (10 * second + 1, 12 * second, 0),
            (99 * second, 12 * second, 0),
        ] {
            assert_eq!(believed(modified, wall), expected);
        }
    }
}
