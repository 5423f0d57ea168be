//! How often a feed brings something new: when its entries came in, an interval out.
//!
//! When they came is what `arrivals` made of the dates that they have and of when we first saw them. The entries that came at one time are
//! one arrival.

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

/// When something came of a feed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Rhythm<'a> {
    /// In seconds since 1970, oldest first.
    pub(super) arrivals: &'a [i64],
    /// When the last answer with something new came.
    pub(super) seen: Option<i64>,
    /// The answers without anything new since then.
    pub(super) empty: u32,
}

/// The interval at which a feed is asked: half the mean gap between its arrivals, longer where it has fallen silent, never outside the bounds.
pub(super) fn interval(rhythm: Rhythm<'_>, now: DateTime<Utc>, least: Duration, most: Duration) -> Duration {
    let Rhythm { arrivals, seen, empty } = rhythm;
    let (least, most) = (least.as_secs_f64(), most.max(least).as_secs_f64());
    let gap = mean_gap(arrivals, 2.0 * most);
    let usual = gap.map_or(USUAL, |gap| gap / 2.0).clamp(least, most);
    let newest = arrivals.last().copied();
    let before = newest.zip(seen).map_or(0.0, |(newest, seen)| span(newest, seen).max(0.0));
    // Had it been asked throughout a silence, its interval would have grown to about half of what is beyond the usual.
    let in_it = (before - was_usual(gap, arrivals, most)).max(0.0) / 2.0;
    let usual_now = (usual + in_it).min(most);
    let patience = SILENT * gap.unwrap_or(USUAL);
    // A feed that never had an entry is as silent as the answers are empty.
    let silence = newest.map_or(f64::from(empty) * usual, |newest| span(newest, now.timestamp()));
    if empty == 0 || silence <= patience {
        return Duration::from_secs_f64(usual_now.round());
    }
    // The answers of the first four gaps were no sign of anything; those since then are.
    let no_sign = ((patience - before).max(0.0) / usual).floor();
    let in_vain = (f64::from(empty) - no_sign).max(1.0);
    let grown = (usual_now * GROWTH.powf(in_vain.min(64.0))).min(most);
    Duration::from_secs_f64(grown.round())
}

/// Seconds from one instant to another.
#[expect(clippy::cast_precision_loss, reason = "spans of time far below 2^52 seconds")]
fn span(from: i64, to: i64) -> f64 {
    to.saturating_sub(from) as f64
}

/// For how many seconds a feed may be silent that is not asked meanwhile, before that says anything: several gaps, or as long as it was
/// before. Where too little is known, several of the longest intervals.
fn was_usual(gap: Option<f64>, arrivals: &[i64], most: f64) -> f64 {
    let Some(gap) = gap else { return SILENT * most };
    let longest = arrivals.windows(2).filter_map(|pair| Some(span(*pair.first()?, *pair.last()?)));
    longest.fold(SILENT * gap, f64::max)
}

/// The mean of the gaps, newer ones weighing more. Gaps count for no more than `longest`: what is longer leads to the longest interval
/// anyway, and a feed that was on holiday for a month is to be trusted again soon after.
fn mean_gap(arrivals: &[i64], longest: f64) -> Option<f64> {
    if arrivals.len() <= ENOUGH {
        return None;
    }
    let gaps = arrivals
        .windows(2)
        .filter_map(|pair| Some(span(*pair.first()?, *pair.last()?).clamp(SHORTEST, longest.max(SHORTEST))));
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
        let rhythm = Rhythm { arrivals: &arrivals, seen: arrivals.last().copied(), empty };
        interval(rhythm, now, least, most).as_secs() / 60
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
        let never = |empty| interval(Rhythm { arrivals: &[], seen: None, empty }, now, least, most);
        assert_eq!((never(4).as_secs(), never(u32::MAX)), (3600, most));
    }

    #[test]
    fn a_silence_is_forgotten_soon() {
        let mut gaps = vec![HOUR; 10];
        gaps.push(30 * DAY);
        assert!(minutes(&gaps, 0, 0) < 7 * 60, "{}", minutes(&gaps, 0, 0));
    }

    /// The interval in minutes, right after the first answer, whose entries came at these gaps, the last of them so long ago.
    fn first(gaps: &[i64], ago: i64) -> u64 {
        at_first(gaps, ago, 0)
    }

    fn at_first(gaps: &[i64], ago: i64, empty: u32) -> u64 {
        let now = 1_800_000_000;
        let newest = now - ago;
        let mut arrivals: Vec<i64> = Vec::new();
        gaps.iter().rev().fold(newest, |at, gap| {
            arrivals.insert(0, at - gap);
            at - gap
        });
        arrivals.push(newest);
        let rhythm = Rhythm { arrivals: &arrivals, seen: Some(now), empty };
        let (least, most) = (Duration::from_mins(15), Duration::from_hours(24));
        interval(rhythm, DateTime::from_timestamp(now, 0).unwrap(), least, most).as_secs() / 60
    }

    #[test]
    fn a_silence_before_the_first_answer_counts_as_if_the_feed_had_been_asked_in_it() {
        for (gaps, ago, expected) in [
            (vec![HOUR; 20], HOUR, 30),
            (vec![HOUR; 20], 4 * HOUR, 30),
            (vec![HOUR; 20], 8 * HOUR, 150),
            (vec![HOUR; 20], 90 * DAY, 24 * 60),
            (vec![DAY; 20], 23 * HOUR, 12 * 60),
            (vec![7 * DAY; 20], 6 * DAY, 24 * 60),
            // It sleeps at night.
            ([vec![HOUR; 8], vec![16 * HOUR], vec![HOUR; 8]].concat(), 15 * HOUR, 41),
            // Too little is known, unless it is that nothing has come for long.
            (vec![DAY; 2], 23 * HOUR, 60),
            (vec![], 3 * DAY, 60),
            (vec![], 90 * DAY, 24 * 60),
        ] {
            assert_eq!(first(&gaps, ago), expected, "{gaps:?} {ago}");
        }
        assert_eq!([0, 1, 2].map(|empty| at_first(&[HOUR; 20], 8 * HOUR, empty)), [150, 225, 337]);
    }

    #[test]
    fn bounds_hold_whatever_comes() {
        let now = DateTime::from_timestamp(0, 0).unwrap();
        let odd = [i64::MIN, i64::MAX, 0, i64::MIN, i64::MAX];
        for (least, most) in [(900, 86_400), (86_400, 900), (0, 0), (300, 300)] {
            let (least, most) = (Duration::from_secs(least), Duration::from_secs(most));
            for empty in [0, 1, 7, u32::MAX] {
                let rhythm = Rhythm { arrivals: &odd, seen: Some(i64::MAX), empty };
                let interval = interval(rhythm, now, least, most);
                assert!(interval >= least && interval <= most.max(least));
            }
        }
    }
}
