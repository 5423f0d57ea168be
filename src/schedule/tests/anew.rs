//! A schedule that the owner changes holds from the next run on.

use super::*;

fn cron(line: &str) -> Schedule {
    Schedule::Cron(line.to_owned())
}

/// The minutes from the last request to the next, where a feed of one schedule was asked once and then has another.
fn changed(mut feed: Feed, to: Schedule, zone: Tz) -> (i64, Reason) {
    feed.subscription.schedule = to;
    plan_anew(&mut feed.state, &feed.subscription, zone);
    assert!(!is_planned_otherwise(&feed.state.times, &feed.subscription, zone));
    feed.waits(start())
}

fn asked(schedule: Schedule, outcome: &Outcome) -> Feed {
    let mut feed = Feed::new(schedule);
    feed.ask(start(), outcome);
    feed
}

#[test]
fn another_schedule_begins_at_the_last_request() {
    let day = 24 * 60;
    for (from, to, zone, wait, reason) in [
        (every(60), every(60), Tz::UTC, 54, Reason::Every),
        (every(day), every(60), Tz::UTC, 54, Reason::Every),
        (every(60), every(day), Tz::UTC, 1296, Reason::Every),
        (every(60), cron("0 20 * * *"), Tz::UTC, 10 * 60, Reason::Cron),
        (cron("0 20 * * *"), cron("0 20 * * *"), Tz::Europe__Berlin, 8 * 60, Reason::Cron),
        (cron("0 20 * * *"), every(60), Tz::UTC, 54, Reason::Every),
        (cron("0 20 * * *"), cron("*/5 * * * *"), Tz::UTC, 15, Reason::Least),
        (every(day), adaptive(), Tz::UTC, 60, Reason::Adaptive),
        (every(30), adaptive(), Tz::UTC, 60, Reason::Adaptive),
        (adaptive(), every(5), Tz::UTC, 5, Reason::Every),
    ] {
        let feed = asked(from.clone(), &success(0));
        assert_eq!(changed(feed, to.clone(), zone), (wait, reason), "{from:?} {to:?}");
    }
    let slow = Schedule::Adaptive { least: Duration::from_hours(12), most: MOST };
    assert_eq!(changed(asked(slow, &success(0)), every(60), Tz::UTC), (54, Reason::Every));
}

#[test]
fn a_rhythm_that_is_known_holds_as_soon_as_it_is_asked_for() {
    let dates = (0..30).map(|hour| (start() - TimeDelta::hours(hour)).timestamp()).collect();
    let feed = asked(every(24 * 60), &Outcome::Success { fresh: 0, new: 30, dates });
    assert_eq!(changed(feed, adaptive(), Tz::UTC), (30, Reason::Adaptive));
}

#[test]
fn what_others_ask_for_holds_whatever_the_owner_changes() {
    let until = start() + TimeDelta::hours(5);
    for (outcome, ttl, wait, reason) in [
        (success(4 * 3600), None, 240, Reason::Fresh),
        (success(0), Some(3 * 3600), 180, Reason::Ttl),
        (failure(503, Some(until)), None, 300, Reason::RetryAfter),
        (failure(429, None), None, 60, Reason::RetryAfter),
    ] {
        let mut feed = Feed::new(every(24 * 60));
        feed.state.hints.ttl = ttl;
        feed.ask(start(), &outcome);
        assert_eq!(changed(feed, every(15), Tz::UTC), (wait, reason), "{outcome:?}");
    }
    let mut failing = Feed::new(every(60));
    failing.state.errors = 10;
    failing.ask(start(), &failure(500, None));
    assert!(failing.waits(start()).0 >= 12 * 60);
    let (wait, reason) = changed(failing, every(15), Tz::UTC);
    assert!(wait >= 12 * 60 && reason == Reason::BackOff, "{wait} {reason:?}");
}

#[test]
fn an_hour_that_only_the_old_schedule_would_have_asked_in_holds_nothing_up() {
    let mut feed = Feed::new(every(180));
    feed.state.hints.skip_hours = 1 << 13 | 1 << 14;
    feed.ask(start(), &success(0));
    assert_eq!(feed.waits(start()), (300, Reason::Skip));
    assert_eq!(changed(feed, every(60), Tz::UTC), (54, Reason::Every));
    let mut feed = Feed::new(every(60));
    feed.state.hints.skip_hours = 1 << 13 | 1 << 14;
    feed.ask(start(), &success(0));
    assert_eq!(changed(feed, every(180), Tz::UTC), (300, Reason::Skip));
}

#[test]
fn a_request_that_was_cut_off_an_outage_and_an_end_stay_what_they_are() {
    let mut feed = Feed::new(every(60));
    feed.lease(start());
    assert_eq!(changed(feed, every(120), Tz::UTC), (108, Reason::CutOff));
    assert_eq!(changed(asked(every(60), &Outcome::Offline), every(120), Tz::UTC), (5, Reason::Offline));
    assert_eq!(changed(asked(every(60), &Outcome::Gone), every(120), Tz::UTC).1, Reason::Gone);
}

#[test]
fn what_an_older_version_planned_is_left_until_the_feed_is_asked() {
    let mut feed = asked(every(60), &success(0));
    feed.state.times.planned_by = None;
    feed.subscription.schedule = every(180);
    assert!(!is_planned_otherwise(&feed.state.times, &feed.subscription, Tz::UTC));
    assert_eq!(feed.waits(start()).0, 42, "the slack is that of the schedule that it has");
}

#[test]
fn a_request_that_was_cut_off_is_held_by_what_the_last_answer_said() {
    let mut feed = Feed::new(every(60));
    feed.state.max_age = Some(2 * 3600);
    feed.lease(start());
    assert_eq!(feed.waits(start()), (120, Reason::CutOff));
    feed.state.max_age = Some(u64::MAX);
    feed.lease(start());
    assert_eq!(feed.waits(start()), (24 * 60, Reason::CutOff));
    (feed.state.max_age, feed.state.expires_after) = (None, Some(90 * 60));
    feed.lease(start());
    assert_eq!(feed.waits(start()), (90, Reason::CutOff));
}
