//! How often a feed brings something new: when answers with new entries came in, an interval out.
//!
//! What counts is when we first saw an entry, not what the feed says of its date, so that nobody's dates make us ask more often. The
//! entries that came in one answer are one arrival.

use std::time::Duration;

use chrono::{DateTime, Utc};

/// The interval while too little is known, in seconds.
const USUAL: f64 = 60.0 * 60.0;

/// Weight of the newest gap in the mean.
const ALPHA: f64 = 0.25;

/// Gaps that have to be known.
const ENOUGH: usize = 3;

/// The shortest gap between two arrivals that is counted, in seconds.
const SHORTEST: f64 = 60.0;

/// A feed is silent when nothing has come for so many gaps.
const SILENT: f64 = 4.0;

/// What the interval of a silent feed is multiplied by with each answer that brings nothing.
const GROWTH: f64 = 1.5;

/// The interval at which a feed is asked: half the mean gap between its arrivals, longer where it has fallen silent, never outside the bounds.
///
/// `arrivals` are seconds since 1970, oldest first; `empty` counts the answers without a new entry since the last.
pub(super) fn interval(
    arrivals: &[i64],
    empty: u32,
    now: DateTime<Utc>,
    least: Duration,
    most: Duration,
) -> Duration {
    let (least, most) = (least.as_secs_f64(), most.max(least).as_secs_f64());
    let gap = mean_gap(arrivals, 2.0 * most);
    let usual = gap.map_or(USUAL, |gap| gap / 2.0).clamp(least, most);
    let gap = gap.unwrap_or(USUAL);
    let silence = arrivals.last().map(|last| now.timestamp().saturating_sub(*last));
    // A feed that never had an entry is as silent as the answers are empty.
    #[expect(clippy::cast_precision_loss, reason = "spans of time far below 2^52 seconds")]
    let silence = silence.map_or(f64::from(empty) * usual, |seconds| seconds as f64);
    if empty == 0 || silence <= SILENT * gap {
        return Duration::from_secs_f64(usual.round());
    }
    // The answers of the first four gaps were no sign of anything; those since then are.
    let in_vain = (f64::from(empty) - (SILENT * gap / usual).floor()).max(1.0);
    let grown = (usual * GROWTH.powf(in_vain.min(64.0))).min(most);
    Duration::from_secs_f64(grown.round())
}

/// The mean of the gaps, newer ones weighing more. Gaps count for no more than `longest`: what is longer leads to the longest interval
/// anyway, and a feed that was on holiday for a month is to be trusted again soon after.
fn mean_gap(arrivals: &[i64], longest: f64) -> Option<f64> {
    if arrivals.len() <= ENOUGH {
        return None;
    }
    let gaps = arrivals.windows(2).filter_map(|pair| match pair {
        #[expect(clippy::cast_precision_loss, reason = "spans of time far below 2^52 seconds")]
        [before, after] => {
            Some((after.saturating_sub(*before) as f64).clamp(SHORTEST, longest.max(SHORTEST)))
        }
        _ => None,
    });
    gaps.fold(None, |mean: Option<f64>, gap| Some(mean.map_or(gap, |mean| mean + ALPHA * (gap - mean))))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;

    /// The interval in minutes, with arrivals at these gaps, the last of them `since` ago.
    fn minutes(gaps: &[i64], since: i64, empty: u32) -> u64 {
        let mut arrivals = vec![1_800_000_000];
        for gap in gaps {
            arrivals.push(arrivals.last().unwrap() + gap);
        }
        let now = DateTime::from_timestamp(arrivals.last().unwrap() + since, 0).unwrap();
        let (least, most) = (Duration::from_mins(15), Duration::from_hours(24));
        interval(&arrivals, empty, now, least, most).as_secs() / 60
    }

    #[test]
    fn the_interval_is_half_the_gap_between_arrivals() {
        for (gaps, minutes_expected) in [
            (vec![HOUR; 19], 30),
            (vec![DAY; 19], 12 * 60),
            (vec![7 * DAY; 19], 24 * 60),
            (vec![5 * MINUTE; 19], 15),
            (vec![HOUR; 3], 30),
            // Too little is known: at first, and of sixty entries that came in one answer.
            (vec![HOUR; 2], 60),
            (vec![], 60),
            // Clocks that were turned back.
            (vec![-HOUR; 19], 15),
        ] {
            assert_eq!(minutes(&gaps, 0, 0), minutes_expected, "{gaps:?}");
        }
    }

    #[test]
    fn newer_gaps_weigh_more() {
        let (slower, faster) = ([HOUR, HOUR, HOUR, 4 * HOUR], [4 * HOUR, HOUR, HOUR, HOUR]);
        assert_eq!(minutes(&slower, 0, 0), 52);
        assert_eq!(minutes(&faster, 0, 0), 67);
    }

    #[test]
    fn a_feed_that_falls_silent_is_asked_less_and_less() {
        let hourly = vec![HOUR; 19];
        // Half an hour is the interval, so that eight answers in vain are four gaps.
        assert_eq!(minutes(&hourly, 4 * HOUR, 8), 30);
        assert_eq!(minutes(&hourly, 5 * HOUR, 9), 45);
        assert_eq!(minutes(&hourly, 6 * HOUR, 10), 67);
        assert_eq!(minutes(&hourly, 30 * DAY, 500), 24 * 60);
        // Asked by a run of the day alone, it has hardly been asked.
        assert_eq!(minutes(&hourly, 2 * DAY, 2), 45);
        // One entry, and then nothing; nothing ever.
        assert_eq!(minutes(&[], 90 * DAY, 100), 24 * 60);
        let now = DateTime::from_timestamp(1_800_000_000, 0).unwrap();
        let (least, most) = (Duration::from_mins(15), Duration::from_hours(24));
        assert_eq!(interval(&[], 4, now, least, most).as_secs(), 3600);
        assert_eq!(interval(&[], u32::MAX, now, least, most), most);
    }

    #[test]
    fn a_silence_is_forgotten_soon() {
        let mut gaps = vec![HOUR; 10];
        gaps.push(30 * DAY);
        assert!(minutes(&gaps, 0, 0) < 7 * 60, "{}", minutes(&gaps, 0, 0));
    }

    #[test]
    fn bounds_hold_whatever_comes() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let odd = [i64::MIN, i64::MAX, 0, i64::MIN, i64::MAX];
        for (least, most) in [(900, 86_400), (86_400, 900), (0, 0), (300, 300)] {
            let (least, most) = (Duration::from_secs(least), Duration::from_secs(most));
            for empty in [0, 1, 7, u32::MAX] {
                let interval = interval(&odd, empty, now, least, most);
                assert!(interval >= least && interval <= most.max(least));
            }
        }
    }
}
