//! Whose turn it is, second by second.

use super::*;

const SECOND: Duration = Duration::from_secs(1);

/// A queue of feeds 0, 1 and so on, each with its host, whose pause is a second.
fn queue(hosts: &[&str], concurrency: usize) -> Queue {
    let mut queue = Queue::default();
    for (feed, host) in hosts.iter().enumerate() {
        let pace = Pace { host: (*host).to_owned(), concurrency, interval: SECOND };
        queue.add(pace, host, feed);
    }
    queue
}

/// What can be taken out at once.
fn now(queue: &mut Queue, at: Instant) -> Vec<usize> {
    std::iter::from_fn(|| queue.next(at)).collect()
}

#[test]
fn a_host_is_asked_one_feed_at_a_time_with_a_pause_between() {
    let mut queue = queue(&["a", "a", "b"], 1);
    queue.start();
    let begin = Instant::now() + SECOND;
    assert_eq!(now(&mut queue, begin), [0, 2]);
    let sent = begin + SECOND / 2;
    queue.finished(0, Some(sent), Reach::Yes);
    assert_eq!(now(&mut queue, begin + SECOND), [0; 0], "the pause counts from when it was sent");
    assert_eq!(queue.wakes(), Some(sent + SECOND));
    assert_eq!(now(&mut queue, sent + SECOND), [1]);
    assert!(queue.is_empty());
}

#[test]
fn a_host_has_room_from_when_its_answer_is_there_and_counts_once() {
    let mut queue = queue(&["a", "a", "a"], 1);
    queue.start();
    let begin = Instant::now() + SECOND;
    assert_eq!(now(&mut queue, begin), [0]);
    let host = queue.finished(0, Some(begin), Reach::Yes);
    assert_eq!(now(&mut queue, begin + SECOND), [1]);
    // What came of it is told when all of it is written down.
    assert_ne!(queue.finished(0, Some(begin), Reach::Yes), host);
    assert_eq!(now(&mut queue, begin + SECOND * 3), [0; 0], "the second is not there yet");
    assert_eq!((queue.asked(), queue.reached()), (1, 1));
}

#[test]
fn a_request_of_an_earlier_run_counts() {
    let begin = Instant::now();
    let mut queue = queue(&["a", "b"], 1);
    queue.was_asked("a", SECOND / 4, begin);
    queue.start();
    assert_eq!(now(&mut queue, begin + SECOND / 2), [1]);
    assert_eq!(now(&mut queue, begin + SECOND), [0]);
}

#[test]
fn a_pause_that_grew_while_a_host_was_listed_holds() {
    let mut queue = queue(&["a", "a", "a"], 2);
    queue.start();
    let begin = Instant::now() + SECOND;
    assert_eq!(now(&mut queue, begin), [0]);
    queue.finished(0, Some(begin + SECOND / 2), Reach::Yes);
    assert_eq!(now(&mut queue, begin + SECOND), [0; 0]);
    assert_eq!(now(&mut queue, begin + SECOND * 3 / 2), [1]);
}

#[test]
fn the_feeds_of_a_host_that_is_held_are_taken_out() {
    let mut queue = queue(&["a", "a", "b"], 1);
    queue.start();
    assert_eq!(queue.take_held("a"), [0, 1]);
    assert_eq!(now(&mut queue, Instant::now() + SECOND), [2]);
    assert!(queue.is_empty());
}

#[test]
fn what_is_set_aside_waits_until_it_is_put_back() {
    let mut queue = queue(&["a", "a", "b", "c"], 9);
    queue.set_aside(|feed| feed != 1);
    queue.start();
    let later = Instant::now() + SECOND;
    assert_eq!((now(&mut queue, later), queue.waiting().0, queue.wakes()), (vec![1], 3, None));
    queue.put_back();
    assert_eq!(now(&mut queue, later), [2, 3]);
    queue.put_back();
    assert_eq!(now(&mut queue, later + SECOND), [0]);
    assert!(queue.is_empty());
}

#[test]
fn hosts_are_counted_once() {
    let mut queue = queue(&["a", "a", "b", "c"], 9);
    queue.start();
    let later = Instant::now() + SECOND * 9;
    assert_eq!(now(&mut queue, later).len(), 3);
    assert_eq!(now(&mut queue, later + SECOND), [1]);
    for (feed, reach) in [(0, Reach::No), (1, Reach::Yes), (2, Reach::No), (3, Reach::NotAsked)] {
        queue.finished(feed, None, reach);
    }
    assert_eq!((queue.asked(), queue.reached()), (2, 1));
}

/// Late feeds beside others: those of the hosts `late`, numbered from where the others end.
fn with_late(others: &[&str], late: &[&str], most: usize) -> Queue {
    let mut queue = Queue::with_late(most);
    let pace = |host: &str| Pace { host: host.to_owned(), concurrency: 1, interval: SECOND };
    for (feed, host) in others.iter().enumerate() {
        queue.add(pace(host), host, feed);
    }
    for (more, host) in late.iter().enumerate() {
        queue.add_late(pace(host), host, others.len() + more);
    }
    queue.start();
    queue
}

#[test]
fn late_feeds_come_last_and_only_so_many_at_one_time_while_others_wait() {
    let mut queue = with_late(&["a", "a"], &["b", "c", "d"], 1);
    let begin = Instant::now() + SECOND;
    assert_eq!(now(&mut queue, begin), [0, 2]);
    assert_eq!(queue.wakes(), None, "another late one waits for a place, not for a time");
    queue.finished(2, None, Reach::Yes);
    assert_eq!(now(&mut queue, begin), [3]);
    queue.finished(0, None, Reach::Yes);
    assert_eq!(now(&mut queue, begin + SECOND), [1, 4], "nobody else waits any more");
    assert!(queue.is_empty());
}

#[test]
fn late_feeds_are_counted_however_they_go() {
    let mut queue = with_late(&["a"], &["a", "b", "c"], 1);
    assert_eq!(queue.take_held("b"), [2]);
    assert_eq!(queue.waiting().0, 3);
    assert_eq!(queue.take_host(0), [0, 1]);
    assert_eq!(now(&mut queue, Instant::now() + SECOND), [3]);
    assert!(queue.is_empty() && queue.take_rest().is_empty());
}
