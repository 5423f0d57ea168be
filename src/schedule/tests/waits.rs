//! How long a feed waits after each kind of answer.

use super::*;

#[test]
fn a_feed_that_was_never_asked_is_due_and_one_at_another_address_is_never_asked() {
    let mut feed = Feed::new(every(60));
    assert!(feed.is_due(start()));
    feed.ask(start(), &success(0));
    assert!(!feed.is_due(start()));
    feed.subscription.url = Url::parse("https://b.example/feed").unwrap();
    assert!(feed.is_due(start()));
}

#[test]
fn what_is_not_planned_is_due_unless_its_server_wants_to_be_left_alone() {
    for schedule in [every(60), Schedule::Cron("@daily".to_owned()), adaptive()] {
        let mut feed = Feed::new(schedule);
        feed.ask(start(), &success(3600));
        feed.state.times.planned = None;
        feed.state.times.not_before = None;
        assert!(feed.is_due(start()), "{:?}", feed.subscription.schedule);
        feed.state.times.retry_after = Some(start() + TimeDelta::hours(2));
        assert_eq!(feed.waits(start()).0, 120, "{:?}", feed.subscription.schedule);
    }
}

#[test]
fn the_interval_has_slack_and_what_others_ask_for_has_none() {
    let day = 24 * 60;
    for (minutes, fresh, wait, reason) in [
        (60, 0, 54, Reason::Every),
        (5, 0, 5, Reason::Every),
        (day, 0, day * 9 / 10, Reason::Every),
        (60, 600, 54, Reason::Every),
        (60, 56 * 60, 56, Reason::Every),
        (60, 3600, 60, Reason::Every),
        (60, 3601, 61, Reason::Fresh),
        (60, 7200, 120, Reason::Fresh),
        (60, u64::MAX, day, Reason::Fresh),
        (2 * day, u64::MAX, 2 * day * 9 / 10, Reason::Every),
    ] {
        let mut feed = Feed::new(every(minutes));
        feed.ask(start(), &success(fresh));
        assert_eq!(feed.waits(start()), (i64::try_from(wait).unwrap(), reason), "{minutes} {fresh}");
    }
}

#[test]
fn what_a_document_said_holds_for_every_answer_until_another_document_says_otherwise() {
    let day = 24 * 3600;
    for (ttl, period, wait, reason) in [
        (Some(7200), None, 120, Reason::Ttl),
        (None, Some(10_800), 180, Reason::Period),
        (Some(7200), Some(10_800), 180, Reason::Period),
        (Some(u64::MAX), Some(7 * day), 24 * 60, Reason::Period),
        (Some(60), None, 54, Reason::Every),
    ] {
        let mut feed = Feed::new(every(60));
        feed.state.hints = DocumentHints { ttl, period, ..DocumentHints::default() };
        for outcome in [success(0), success(60), failure(500, None)] {
            feed.state.errors = 0;
            feed.ask(start(), &outcome);
            assert_eq!(feed.waits(start()), (wait, reason), "{ttl:?} {period:?} {outcome:?}");
        }
        feed.lease(start());
        assert_eq!(feed.waits(start()), (wait, Reason::CutOff));
    }
}

#[test]
fn hours_and_days_that_are_skipped_are_waited_for() {
    let hours = |hours: &[u32]| hours.iter().fold(0, |bits, hour| bits | 1_u32 << hour);
    for (skip_hours, skip_days, asked, next, reason) in [
        (hours(&[11, 12]), 0, "2026-07-01T10:00:00Z", "2026-07-01T13:00:00Z", Reason::Skip),
        (hours(&[10]), 0, "2026-07-01T10:00:00Z", "2026-07-01T11:00:00Z", Reason::Every),
        (0, 1 << 5 | 1 << 6, "2026-07-03T23:30:00Z", "2026-07-06T00:00:00Z", Reason::Skip),
    ] {
        let mut feed = Feed::new(every(60));
        feed.state.hints = DocumentHints { skip_hours, skip_days, ..DocumentHints::default() };
        feed.ask(at(asked), &success(0));
        let due = at(asked) + TimeDelta::minutes(feed.waits(at(asked)).0);
        assert_eq!((due, feed.state.times.reason), (at(next), reason));
    }
}

#[test]
fn a_run_that_comes_in_an_hour_that_is_skipped_leaves_the_feed_for_a_day_at_most() {
    let mut feed = Feed::new(every(60));
    feed.state.hints.skip_hours = 1 << 13;
    feed.ask(start(), &success(0));
    assert_eq!(
        due(&feed.state.times, &feed.subscription, at("2026-07-01T13:20:00Z")),
        Due::Later { at: Some(at("2026-07-01T14:00:00Z")), reason: Reason::Skip }
    );
    assert!(feed.is_due(at("2026-07-01T14:00:00Z")));
    assert!(feed.is_due(at("2026-07-02T12:59:00Z")));
    assert!(feed.is_due(at("2026-07-02T13:00:00Z")), "it has waited for more than a day");
}

#[test]
fn days_that_are_skipped_are_waited_out_though_the_feed_was_due_before() {
    for schedule in [every(60), Schedule::Cron("30 23 * * *".to_owned()), adaptive()] {
        let mut feed = Feed::new(schedule);
        feed.state.hints.skip_days = 1 << 5 | 1 << 6;
        // It is due on Friday at half past eleven, and nobody looks before Saturday.
        feed.ask(at("2026-07-03T22:30:00Z"), &success(0));
        for now in ["2026-07-04T00:30:00Z", "2026-07-04T23:45:00Z", "2026-07-05T23:59:00Z"] {
            let due = due(&feed.state.times, &feed.subscription, at(now));
            let at = Some(at("2026-07-06T00:00:00Z"));
            assert_eq!(due, Due::Later { at, reason: Reason::Skip }, "{now}");
        }
        assert!(feed.is_due(at("2026-07-06T00:00:00Z")));
    }
    // A run that comes on Saturdays alone asks on the second one: all week nobody did.
    let mut feed = Feed::new(every(60));
    feed.state.hints.skip_days = 1 << 5 | 1 << 6;
    feed.ask(at("2026-07-04T10:00:00Z"), &success(0));
    assert!(feed.is_due(at("2026-07-11T10:00:00Z")));
}

#[test]
fn failures_are_answered_with_longer_and_longer_waits_and_one_success_with_the_interval() {
    let mut feed = Feed::new(every(60));
    let mut now = start();
    feed.ask(now, &failure(500, None));
    assert_eq!(feed.waits(now), (54, Reason::Every), "the first failure is met by the next run");
    for longest in [2, 4, 8, 16, 24, 24] {
        now += TimeDelta::minutes(feed.waits(now).0);
        feed.ask(now, &failure(404, None));
        let wait = feed.waits(now).0;
        assert!(wait >= 54 && wait >= longest * 30 && wait <= longest * 60, "{longest}: {wait}");
    }
    assert_eq!((feed.state.errors, feed.state.failing_since), (7, Some(start())));
    now = start() + TimeDelta::days(31);
    feed.ask(now, &failure(500, None));
    assert_eq!(feed.waits(now), (7 * 24 * 60, Reason::BackOff));
    now += TimeDelta::days(7);
    feed.ask(now, &success(0));
    assert_eq!(feed.waits(now), (54, Reason::Every));
    assert_eq!((feed.state.errors, feed.state.failing_since, &feed.state.failure), (0, None, &None));
}

#[test]
fn a_pause_that_the_server_asks_for_is_kept_to_the_second() {
    let until = start() + TimeDelta::seconds(7201);
    for status in [429, 503] {
        let mut feed = Feed::new(every(60));
        feed.ask(start(), &failure(status, Some(until)));
        assert_eq!(feed.state.times.retry_after, Some(until));
        assert_eq!(feed.state.times.reason, Reason::RetryAfter);
        assert!(!feed.is_due(until - TimeDelta::seconds(1)));
        assert!(feed.is_due(until));
        feed.lease(until);
        settle(&mut feed.state, &feed.subscription, &success(0), until, Tz::UTC);
        assert_eq!(feed.state.times.retry_after, None);
    }
}

#[test]
fn a_pause_is_no_longer_than_a_week_and_no_shorter_than_the_interval() {
    for (seconds, minutes) in [(i64::from(u32::MAX), 7 * 24 * 60), (60, 54), (0, 54), (-3600, 54)] {
        let mut feed = Feed::new(every(60));
        feed.ask(start(), &failure(429, Some(start() + TimeDelta::seconds(seconds))));
        assert_eq!(feed.waits(start()).0, minutes, "{seconds}");
    }
}

#[test]
fn a_server_that_has_had_too_many_requests_and_says_no_more_is_given_an_hour_and_then_two() {
    let mut feed = Feed::new(every(15));
    let mut now = start();
    for minutes in [60, 120, 240, 480, 960, 1440, 1440] {
        feed.ask(now, &failure(429, None));
        assert_eq!(feed.waits(now), (minutes, Reason::RetryAfter));
        now += TimeDelta::minutes(minutes);
    }
}

#[test]
fn being_offline_is_nobodys_failure() {
    let mut feed = Feed::new(every(60));
    feed.ask(start(), &failure(500, None));
    let before = feed.state.clone();
    let now = start() + TimeDelta::hours(1);
    feed.ask(now, &Outcome::Offline);
    assert_eq!(feed.waits(now), (5, Reason::Offline));
    assert_eq!((feed.state.errors, feed.state.failing_since), (before.errors, before.failing_since));
}

#[test]
fn what_is_gone_is_not_asked_again() {
    let mut feed = Feed::new(every(60));
    feed.ask(start(), &Outcome::Gone);
    let century = start() + TimeDelta::days(36_500);
    assert_eq!(
        due(&feed.state.times, &feed.subscription, century),
        Due::Later { at: None, reason: Reason::Gone }
    );
    assert_eq!(feed.state.times.next(), None);
}

#[test]
fn a_request_that_was_cut_off_counts() {
    let mut feed = Feed::new(every(60));
    for _ in 0..100 {
        if feed.is_due(start()) {
            feed.lease(start());
        }
    }
    assert_eq!(feed.waits(start()), (54, Reason::CutOff));
    let mut failing = Feed::new(every(60));
    failing.state.errors = 10;
    failing.state.failing_since = Some(start());
    failing.lease(start());
    assert!(failing.waits(start()).0 >= 12 * 60, "and ends no wait that failures have brought");
}

#[test]
fn cron_asks_at_its_times_and_never_twice_within_the_least_interval() {
    let lines =
        [("0 * * * *", "10:00", "11:00"), ("0 * * * *", "09:58", "10:13"), ("*/5 * * * *", "10:00", "10:15")];
    for (line, asked, next) in lines {
        let of = |time: &str| at(&format!("2026-07-01T{time}:00Z"));
        let mut feed = Feed::new(Schedule::Cron(line.to_owned()));
        feed.ask(of(asked), &success(0));
        assert_eq!(of(asked) + TimeDelta::minutes(feed.waits(of(asked)).0), of(next), "{line} {asked}");
    }
    let mut feed = Feed::new(Schedule::Cron("0 9 * * *".to_owned()));
    lease(&mut feed.state, &feed.subscription, start(), chrono_tz::Europe::Berlin);
    assert_eq!(feed.state.times.planned, Some(at("2026-07-02T07:00:00Z")));
}

#[test]
fn hourly_runs_ask_what_is_fresh_for_an_hour_every_hour() {
    for schedule in [every(60), Schedule::Cron("@hourly".to_owned()), adaptive()] {
        let mut feed = Feed::new(schedule);
        for hour in 0..3 {
            let now = start() + TimeDelta::hours(hour);
            assert!(feed.is_due(now), "{:?}", feed.subscription.schedule);
            feed.ask(now, &success(3600));
            assert!(!feed.is_due(now + TimeDelta::seconds(3599)));
        }
    }
}

#[test]
fn the_first_document_tells_the_rhythm_of_a_feed() {
    let (hour, day) = (60, 24 * 60);
    let every = |minutes: i64, count: i64| (0..count).map(|n| -minutes * n - 1).collect::<Vec<i64>>();
    for (dates, wait) in [
        (every(hour, 100), 30),
        (every(day, 20), 12 * hour),
        (every(7 * day, 10), day),
        (every(hour, 100).iter().map(|minute| minute - 90 * day).collect(), day),
        (vec![-90 * day], day),
        // Put there together; all at one time; in the future; three gaps are not known.
        (every(1, 60), hour),
        (vec![-2 * day; 10], hour),
        (every(hour, 30).iter().map(|minute| minute + 30 * day).collect(), hour),
        (every(day, 3), hour),
        (vec![], hour),
    ] {
        let mut feed = Feed::new(adaptive());
        let of = |minute: &i64| (start() + TimeDelta::minutes(*minute)).timestamp();
        let new = u64::try_from(dates.len()).unwrap().max(1);
        let dates: Vec<i64> = dates.iter().map(of).collect();
        feed.ask(start(), &Outcome::Success { fresh: 0, new, dates: dates.clone() });
        assert_eq!(feed.waits(start()), (wait, Reason::Adaptive), "{dates:?}");
    }
}

#[test]
fn a_feed_that_was_asked_once_a_day_is_known_to_have_become_faster_after_one_answer() {
    let mut feed = Feed::new(adaptive());
    feed.state.arrivals = (1..=20).rev().map(|day| (start() - TimeDelta::days(day)).timestamp()).collect();
    let dates = (0..22).map(|hour| (start() - TimeDelta::hours(hour)).timestamp()).collect();
    feed.ask(start(), &Outcome::Success { fresh: 0, new: 22, dates });
    assert_eq!(feed.waits(start()), (30, Reason::Adaptive));
}

#[test]
fn an_interval_that_was_made_shorter_holds_at_once() {
    let mut feed = Feed::new(every(24 * 60));
    feed.ask(start(), &success(0));
    feed.subscription.schedule = every(60);
    assert_eq!(feed.waits(start()).0, 54);
}

#[test]
fn a_clock_that_goes_back_asks_nobody_early_and_nobody_sleeps_until_it_has_caught_up() {
    let right = start();
    let run = |feed: &mut Feed, now| {
        feed.state.times = notice(&feed.state.times, now).unwrap_or(feed.state.times);
        feed.is_due(now)
    };
    // Asked while the clock was right, and then it starts in 1970, as that of a small computer without a battery.
    let mut feed = Feed::new(every(60));
    feed.ask(right, &success(0));
    let epoch = DateTime::from_timestamp(60, 0).unwrap();
    assert!(!run(&mut feed, epoch));
    assert!(!run(&mut feed, epoch + TimeDelta::minutes(59)));
    let back = feed.state.clone();
    assert!(run(&mut feed, epoch + TimeDelta::minutes(60)), "an hour has passed since that was noticed");
    // Right again, it is asked when it would have been.
    feed.state = back;
    assert!(!run(&mut feed, right + TimeDelta::minutes(30)));
    assert_eq!(feed.state.times.behind, None);
    assert!(run(&mut feed, right + TimeDelta::minutes(60)));

    // Asked while the clock was a year ahead.
    let mut feed = Feed::new(every(60));
    feed.ask(right + TimeDelta::days(365), &success(u64::MAX));
    assert!(!run(&mut feed, right));
    assert!(!run(&mut feed, right + TimeDelta::hours(23)));
    assert!(run(&mut feed, right + TimeDelta::hours(24)), "what was asked for is a day");
}

#[test]
fn a_clock_that_is_set_while_a_feed_is_asked_changes_nothing() {
    for jump in [TimeDelta::days(20_000), TimeDelta::days(-365), TimeDelta::hours(-1)] {
        let mut feed = Feed::new(every(60));
        feed.lease(start());
        let now = start() + jump;
        settle(&mut feed.state, &feed.subscription, &success(0), now, Tz::UTC);
        assert_eq!(feed.waits(now), (54, Reason::Every), "{jump}");
    }
}

#[test]
fn a_forecast_is_what_the_runs_of_the_span_would_do() {
    let span = TimeDelta::hours(24);
    let expect = |feed: &Feed| {
        let (times, hints) = (&feed.state.times, &feed.state.hints);
        forecast(times, &feed.subscription, hints, start(), start() + span, Tz::UTC)
    };
    let mut feed = Feed::new(every(60));
    assert_eq!(expect(&feed).len(), 24, "never asked, it is asked at once");
    feed.ask(start(), &success(0));
    assert_eq!(expect(&feed).len(), 23);
    feed.ask(start(), &success(4 * 3600));
    assert_eq!(expect(&feed), [4, 8, 12, 16, 20].map(|hour| start() + TimeDelta::hours(hour)));
    feed.state.hints.skip_hours = 1 << 14;
    feed.ask(start(), &success(4 * 3600));
    assert_eq!(expect(&feed).first(), Some(&at("2026-07-01T15:00:00Z")));
    feed.ask(start(), &Outcome::Gone);
    assert!(expect(&feed).is_empty());
    let mut cron = Feed::new(Schedule::Cron("0 */6 * * *".to_owned()));
    cron.ask(start(), &success(0));
    assert_eq!(expect(&cron).len(), 4);
}
