//! How long a feed that fails is left alone: failures in a row in, a span out.
//!
//! No randomness: what spreads the feeds that failed together is a digest of their addresses, so that a run can be repeated.

use std::time::Duration;

use chrono::TimeDelta;
use url::Url;

use super::MOST;
use crate::model::ids::ContentHash;

/// What a server that has had too many requests is given at first, where it does not say itself.
const PAUSE: Duration = Duration::from_hours(1);

/// A feed that has done nothing but fail for so long is asked once a week.
const HOPELESS: TimeDelta = TimeDelta::days(30);

const WEEK: Duration = Duration::from_hours(7 * 24);

/// How long after the last request a feed is asked again that failed `failures` times in a row, since `failing`. `base` is its own interval:
/// it is doubled with each failure but the first, up to a day, of which at least half is kept, and never less than `base`.
pub(super) fn delay(base: Duration, failures: u32, failing: TimeDelta, address: &Url) -> Duration {
    if failing >= HOPELESS {
        return WEEK.max(base);
    }
    let whole = doubled(base, failures);
    whole.mul_f64(0.5 + 0.5 * fraction(address, failures)).max(base)
}

/// How long a server is left alone that has had too many requests, of whomever, for the `failures`th time in a row, and did not say how
/// long (RFC 6585 §4): an hour, doubled each time, up to a day.
#[must_use]
pub fn pause(failures: u32) -> Duration {
    doubled(PAUSE, failures)
}

fn doubled(base: Duration, failures: u32) -> Duration {
    let factor = 2_u32.saturating_pow(failures.saturating_sub(1));
    base.saturating_mul(factor).min(MOST)
}

/// A number from 0 to 1 that is always the same for an address and a count, and any other for another.
fn fraction(address: &Url, failures: u32) -> f64 {
    let ContentHash([high, low, ..]) = ContentHash::of(format!("{address} {failures}").as_bytes());
    f64::from(u16::from_be_bytes([high, low])) / f64::from(u16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: Duration = Duration::from_hours(1);

    fn address(name: &str) -> Url {
        Url::parse(&format!("https://{name}.example/feed")).unwrap()
    }

    #[test]
    fn each_failure_doubles_the_delay_up_to_a_day_and_half_of_it_is_kept() {
        for (failures, hours) in [(1, 1), (2, 2), (3, 4), (4, 8), (5, 16), (6, 24), (100, 24), (u32::MAX, 24)]
        {
            for name in ["a", "b", "c", "d"] {
                let delay = delay(HOUR, failures, TimeDelta::days(29), &address(name));
                assert!(
                    delay >= HOUR && delay * 2 >= HOUR * hours && delay <= HOUR * hours,
                    "{failures}: {delay:?}"
                );
            }
        }
    }

    #[test]
    fn feeds_that_fail_together_are_spread() {
        let delays: std::collections::BTreeSet<Duration> =
            (0..100).map(|n| delay(HOUR, 5, TimeDelta::zero(), &address(&n.to_string()))).collect();
        assert!(delays.len() > 90);
        let (first, last) = (delays.first().unwrap(), delays.last().unwrap());
        assert!(*last > *first + HOUR * 6, "{first:?} {last:?}");
    }

    #[test]
    fn a_feed_that_only_fails_is_asked_once_a_week_after_a_month() {
        let days = |days| delay(HOUR, 40, TimeDelta::days(days), &address("a")).as_secs() / 86_400;
        assert!(days(29) <= 1);
        assert_eq!(days(30), 7);
        assert_eq!(days(3000), 7);
        assert_eq!(delay(WEEK * 4, 40, TimeDelta::days(30), &address("a")), WEEK * 4);
    }

    #[test]
    fn an_interval_that_is_longer_than_a_day_is_kept() {
        assert_eq!(delay(WEEK, 3, TimeDelta::days(20), &address("a")), WEEK);
    }

    #[test]
    fn a_server_that_does_not_say_how_long_is_given_an_hour_and_twice_that_each_time() {
        assert_eq!([0, 1, 2, 3, 5, 6, 99].map(|n| pause(n).as_secs() / 3600), [1, 1, 2, 4, 16, 24, 24]);
    }
}
