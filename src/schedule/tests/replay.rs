//! Weeks of polls: nothing early, nothing late, and the rhythm of feeds met with fewer requests.

use super::*;

/// Numbers that look like chance and are always the same.
struct Dice(u64);

impl Dice {
    fn roll(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 >> 11
    }

    fn below(&mut self, sides: u64) -> u64 {
        self.roll() % sides
    }

    /// From 0 to 1, without both.
    fn share(&mut self) -> f64 {
        f64::from(u32::try_from(self.below(1 << 31)).unwrap() + 1) / f64::from(1_u32 << 31)
    }

    /// Seconds until something happens that comes at random, so long apart in the mean.
    fn gap(&mut self, mean: f64) -> f64 {
        -mean * self.share().min(0.999_999).ln()
    }
}

/// What an answer permits, worked out apart from the code that is tested.
fn permitted(feed: &Feed, asked: DateTime<Utc>, outcome: &Outcome) -> DateTime<Utc> {
    let after = |seconds: u64, most: u64| asked + delta(Duration::from_secs(seconds.min(most)));
    let hints = &feed.state.hints;
    let day = 24 * 3600;
    let own = match &feed.subscription.schedule {
        Schedule::Every(every) => every.as_secs() * 9 / 10,
        _ => 15 * 60,
    };
    let mut earliest = after(own, u64::MAX)
        .max(after(hints.ttl.unwrap_or(0), day))
        .max(after(hints.period.unwrap_or(0), day));
    match outcome {
        Outcome::Success { fresh, .. } => earliest = earliest.max(after(*fresh, day)),
        Outcome::Failed { retry_after: Some(until), .. } => {
            earliest = earliest.max((*until).min(after(7 * day, u64::MAX)));
        }
        _ => {}
    }
    earliest
}

fn outcome(dice: &mut Dice, now: DateTime<Utc>) -> Outcome {
    let some = dice.below(30_000);
    match dice.below(80) {
        0 => failure(429, Some(now + TimeDelta::seconds(i64::try_from(some * 40).unwrap() - 3600))),
        1 => failure(429, None),
        2 => failure(503, None),
        3 => success(some * 10),
        4..24 => success(some / 10),
        new => Outcome::Success { fresh: 0, new: new % 4, dates: Vec::new() },
    }
}

#[test]
fn no_poll_of_ten_thousand_is_early_and_none_is_late_by_more_than_a_run() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let mut polls = 0;
    for number in 0..136 {
        let schedule = match number % 4 {
            0 | 1 => every(5 + dice.below(60)),
            2 => Schedule::Cron(format!("{} */{} * * *", dice.below(60), 1 + dice.below(6))),
            _ => adaptive(),
        };
        let mut feed = Feed::new(schedule);
        let mut earliest = start();
        // Runs come every minute, at any second of it.
        for minute in 0..60 * 24 * 14 {
            let now = start()
                + TimeDelta::minutes(minute)
                + TimeDelta::seconds(i64::try_from(dice.below(60)).unwrap());
            if !feed.is_due(now) {
                continue;
            }
            assert!(now >= earliest, "{:?}: {now} {earliest}", feed.subscription.schedule);
            if let Some(next) = feed.state.times.next() {
                assert!(now - next < TimeDelta::minutes(2), "late: {now} {next}");
            }
            polls += 1;
            if dice.below(8) == 0 {
                feed.state.hints.ttl = Some(dice.below(6_000)).filter(|_| dice.below(2) == 0);
                feed.state.hints.period = Some(dice.below(100_000)).filter(|_| dice.below(8) == 0);
            }
            let outcome = outcome(&mut dice, now);
            feed.lease(now);
            if dice.below(10) == 0 {
                earliest = permitted(&feed, now, &Outcome::Offline);
                continue;
            }
            settle(&mut feed.state, &feed.subscription, &outcome, now, Tz::UTC);
            earliest = permitted(&feed, now, &outcome);
        }
    }
    assert!(polls > 10_000, "{polls}");
}

/// How often a feed has something new.
#[derive(Clone, Copy, Debug)]
enum Rhythm {
    /// So many hours apart in the mean, day and night.
    Steady(f64),
    /// The same, but at working hours of working days alone.
    Office(f64),
    /// At one hour of every so many days, some minutes sooner or later.
    Daily(i64),
    /// A few within an hour, and then nothing for so many hours in the mean.
    Bursts(f64),
    /// Never.
    Dead,
}

const DAYS: i64 = 30;

/// Days before that of which there are entries.
const EARLIER: i64 = 30;

/// Seconds of so many days.
#[expect(clippy::cast_precision_loss, reason = "months in seconds")]
fn days(days: i64) -> f64 {
    (days * 24 * 3600) as f64
}

/// The instants at which a feed has a new entry, as seconds from the first request on; in order.
fn entries(rhythm: Rhythm, dice: &mut Dice) -> Vec<f64> {
    let end = days(EARLIER + DAYS);
    let mut entries = Vec::new();
    match rhythm {
        Rhythm::Steady(hours) | Rhythm::Office(hours) => {
            let mut at = dice.gap(hours * 3600.0);
            while at < end {
                let (day, hour) = ((at / 86_400.0) % 7.0, (at % 86_400.0) / 3600.0);
                if matches!(rhythm, Rhythm::Steady(_)) || (day < 5.0 && (7.0..19.0).contains(&hour)) {
                    entries.push(at);
                }
                at += dice.gap(hours * 3600.0);
            }
        }
        Rhythm::Daily(every) => {
            let hour = dice.share() * 82_800.0;
            let first = i64::try_from(dice.below(u64::try_from(every).unwrap())).unwrap();
            for day in (first..EARLIER + DAYS).step_by(usize::try_from(every).unwrap()) {
                entries.push(days(day) + hour + dice.share() * 1800.0);
            }
        }
        Rhythm::Bursts(hours) => {
            let mut at = dice.gap(hours * 3600.0);
            while at < end {
                entries.extend((0..2 + dice.below(4)).map(|_| at + dice.share() * 3600.0));
                at += dice.gap(hours * 3600.0);
            }
            entries.sort_by(f64::total_cmp);
        }
        Rhythm::Dead => {}
    }
    entries.iter().map(|at| at - days(EARLIER)).collect()
}

/// Entries that a document holds.
const WINDOW: usize = 20;

/// Asks a feed over the span with a run every five minutes: how many requests, and after how many seconds each entry is seen.
fn replay(schedule: Schedule, entries: &[f64], is_dated: bool) -> (u64, Vec<f64>) {
    let mut feed = Feed::new(schedule);
    let first = entries.partition_point(|entry| *entry <= 0.0);
    let (mut requests, mut delays, mut seen) = (0, Vec::new(), first.saturating_sub(WINDOW));
    for run in 0..DAYS * 24 * 12 {
        let now = start() + TimeDelta::seconds(run * 300);
        if !feed.is_due(now) {
            continue;
        }
        requests += 1;
        let passed = days(1) * f64::from(i32::try_from(run).unwrap()) / 288.0;
        let there = entries.partition_point(|entry| *entry <= passed);
        if run > 0 {
            delays.extend(entries[seen..there].iter().map(|entry| passed - entry));
        }
        let new = u64::try_from(there - seen).unwrap();
        #[expect(clippy::cast_possible_truncation, reason = "months in seconds")]
        let date = |entry: &f64| start().timestamp() + *entry as i64;
        let dates = entries[seen..there].iter().filter(|_| is_dated).map(date).collect();
        seen = there;
        feed.ask(now, &Outcome::Success { fresh: 0, new, dates });
    }
    (requests, delays)
}

fn median(delays: &mut [f64]) -> f64 {
    delays.sort_by(f64::total_cmp);
    delays[delays.len() / 2]
}

/// The requests of two hundred feeds and more in percent of those of an hourly schedule, and how many seconds later their entries are seen in
/// the median.
fn compared(is_dated: bool) -> (u64, f64) {
    // As in what people subscribe to: a few that never rest, some of the day, most of the week or less.
    let kinds = [
        (Rhythm::Steady(0.5), 12),
        (Rhythm::Steady(2.0), 14),
        (Rhythm::Office(1.5), 20),
        (Rhythm::Daily(1), 30),
        (Rhythm::Bursts(30.0), 30),
        (Rhythm::Steady(36.0), 34),
        (Rhythm::Daily(7), 40),
        (Rhythm::Steady(300.0), 30),
        (Rhythm::Dead, 30),
    ];
    let mut dice = Dice(42);
    let (mut feeds, mut fewer, mut hourly) = (0, 0, 0);
    let (mut adaptive_delays, mut hourly_delays) = (Vec::new(), Vec::new());
    for (rhythm, count) in kinds {
        for _ in 0..count {
            let entries = entries(rhythm, &mut dice);
            let (requests, delays) = replay(adaptive(), &entries, is_dated);
            fewer += requests;
            adaptive_delays.extend(delays);
            let (requests, delays) = replay(Schedule::Cron("@hourly".to_owned()), &entries, is_dated);
            hourly += requests;
            hourly_delays.extend(delays);
            feeds += 1;
        }
    }
    assert!(feeds >= 200);
    (fewer * 100 / hourly, median(&mut adaptive_delays) - median(&mut hourly_delays))
}

#[test]
fn the_rhythm_of_feeds_is_met_with_far_fewer_requests_than_one_an_hour() {
    for is_dated in [false, true] {
        let (percent, later) = compared(is_dated);
        assert!(percent <= 60 && later <= 1800.0, "{is_dated}: {percent} %, {later} seconds later");
    }
}
