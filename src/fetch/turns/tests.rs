//! Hosts, addresses and turns: who may start at once, and who waits.

use std::net::Ipv4Addr;
use std::task::{Context, Poll, Waker};

use super::*;
use crate::model::net::{HostName, HostPolicy};

const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const THERE: IpAddr = IpAddr::V4(Ipv4Addr::BROADCAST);

fn turns(net: Net) -> Turns {
    Turns::new(Arc::new(net), Clock::standing(DateTime::UNIX_EPOCH))
}

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

/// The turn, where it comes without waiting.
fn at_once(turns: &Turns, at: &str, address: IpAddr) -> Option<Turn> {
    at_once_of(turns, at, &[address])
}

fn at_once_of(turns: &Turns, at: &str, addresses: &[IpAddr]) -> Option<Turn> {
    let url = url(at);
    let mut turn = std::pin::pin!(turns.turn(&url, addresses));
    match turn.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(turn) => turn.ok(),
        Poll::Pending => None,
    }
}

/// True where the host is asked again after so many milliseconds, give or take what the test itself needs.
fn pauses(turns: &Turns, at: &str, milliseconds: u64) -> bool {
    let left = turns.host(&url(at)).next().saturating_duration_since(Instant::now());
    let most = Duration::from_millis(milliseconds);
    left <= most && left + Duration::from_millis(200) > most
}

#[tokio::test]
async fn a_host_is_asked_one_request_at_a_time_and_not_twice_within_a_second() {
    let turns = turns(Net::default());
    let turn = at_once(&turns, "http://a.example/1", HERE).unwrap();
    assert!(pauses(&turns, "http://a.example/2", 1000));
    drop(turn);
    assert!(at_once(&turns, "http://a.example/2", HERE).is_none());
    assert!(at_once(&turns, "http://a.example./2", HERE).is_none());
    // Another port is another host.
    assert!(at_once(&turns, "http://a.example:81/", HERE).is_some());
}

#[tokio::test]
async fn a_host_that_needs_no_pause_still_has_its_room() {
    let turns = turns(Net { host_interval: Duration::ZERO, host_concurrency: 2, ..Net::default() });
    let first = at_once(&turns, "http://a.example/1", HERE);
    let second = at_once(&turns, "http://a.example/2", HERE);
    assert!(first.is_some() && second.is_some());
    assert!(at_once(&turns, "http://a.example/3", HERE).is_none());
    drop(first);
    assert!(at_once(&turns, "http://a.example/3", HERE).is_some());
}

#[tokio::test]
async fn the_pause_counts_from_when_the_host_has_the_request() {
    let turns = turns(Net::default());
    let turn = at_once(&turns, "http://a.example/1", HERE).unwrap();
    let before = turns.host(&url("http://a.example/")).next();
    turn.was_used();
    assert!(turns.host(&url("http://a.example/")).next() > before);
    assert!(pauses(&turns, "http://a.example/", 1000));
}

#[tokio::test]
async fn an_address_has_room_for_four_requests_unless_the_owner_says_otherwise() {
    let policy = HostPolicy {
        name: HostName::parse("big.example").unwrap(),
        max_concurrent: Some(9),
        min_interval: None,
        retry_after: None,
    };
    let turns = turns(Net { hosts: vec![policy], ..Net::default() });
    let hosts = ["http://a.example/", "http://b.example/", "http://c.example/", "http://d.example/"];
    let mut held: Vec<_> = hosts.iter().map(|host| at_once(&turns, host, HERE)).collect();
    assert!(held.iter().all(Option::is_some));
    assert!(at_once(&turns, "http://e.example/", HERE).is_none());
    assert!(at_once(&turns, "http://f.example/", THERE).is_some());
    assert!(at_once(&turns, "http://big.example/", HERE).is_some());
    held.pop();
    assert!(at_once(&turns, "http://g.example/", HERE).is_some());
}

#[tokio::test]
async fn an_address_that_many_hosts_may_come_to_has_no_more_room_for_that() {
    let turns = turns(Net { host_interval: Duration::ZERO, ..Net::default() });
    let dead = |n: u8| IpAddr::V4(Ipv4Addr::new(127, 0, 9, n));
    let of = |n: u8| at_once_of(&turns, &format!("http://h{n}.example/"), &[dead(n), HERE]);
    let mut held: Vec<Turn> = (0..4).map(|n| of(n).unwrap()).collect();
    assert!(of(4).is_none());
    // The one that went elsewhere leaves its room to the next; a proxy says nothing of where it went.
    held[0].went_to(THERE);
    assert!(of(4).is_none());
    held[0].went_to(dead(0));
    held[1].went_to(HERE);
    let fifth = of(4);
    assert!(fifth.is_some());
    assert!(of(5).is_none());
    assert!(at_once(&turns, "http://h6.example/", dead(1)).is_some());
}

#[tokio::test]
async fn an_address_in_either_notation_is_one() {
    let turns = turns(Net { address_concurrency: 1, ..Net::default() });
    let mapped: IpAddr = "::ffff:127.0.0.1".parse().unwrap();
    let mut turn = at_once_of(&turns, "http://a.example/", &[HERE, mapped]).unwrap();
    assert!(at_once(&turns, "http://b.example/", mapped).is_none());
    turn.went_to(mapped);
    assert!(at_once(&turns, "http://b.example/", HERE).is_none());
}

#[tokio::test]
async fn all_hosts_together_have_a_limit() {
    let turns = turns(Net { concurrency: 1, ..Net::default() });
    let turn = at_once(&turns, "http://a.example/", HERE);
    assert!(turn.is_some());
    assert!(at_once(&turns, "http://b.example/", HERE).is_none());
    drop(turn);
    assert!(at_once(&turns, "http://b.example/", HERE).is_some());
}

#[tokio::test]
async fn a_host_that_is_held_is_not_asked() {
    let turns = turns(Net::default());
    let until = |seconds| DateTime::from_timestamp(seconds, 0).unwrap();
    turns.hold(Hold { host: "a.example".to_owned(), until: until(100) });
    turns.hold(Hold { host: "a.example".to_owned(), until: until(50) });
    let error = turns.turn(&url("http://a.example/"), &[HERE]).await.unwrap_err();
    assert_eq!(error.class, FailureClass::RateLimited);
    assert!(error.message.contains("1970-01-01 00:01:40"), "{}", error.message);
    assert!(turns.turn(&url("http://b.example/"), &[HERE]).await.is_ok());
}

#[tokio::test]
async fn absurd_settings_are_brought_within_bounds() {
    let turns = turns(Net {
        concurrency: usize::MAX,
        host_concurrency: 0,
        address_concurrency: usize::MAX,
        ..Net::default()
    });
    assert!(turns.turn(&url("http://a.example/"), &[HERE]).await.is_ok());
}

#[tokio::test]
async fn a_host_that_does_not_answer_keeps_no_other_waiting_and_comes_back_when_there_is_a_place() {
    let turns = turns(Net { concurrency: 1, ..Net::default() });
    let mut silent = at_once(&turns, "http://a.example/", HERE).unwrap();
    assert!(at_once(&turns, "http://b.example/", HERE).is_none());
    silent.steps_aside();
    assert_eq!(turns.aside(), 1);
    let other = at_once(&turns, "http://b.example/", HERE).unwrap();
    {
        let mut back = std::pin::pin!(silent.comes_back());
        assert!(back.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        drop(other);
        assert!(back.await.is_ok());
    }
    assert_eq!(turns.aside(), 0);
    assert!(at_once(&turns, "http://c.example/", HERE).is_none());
}

#[tokio::test]
async fn no_more_than_ten_times_as_many_as_there_are_places_stand_aside() {
    let turns = turns(Net { concurrency: 1, address_concurrency: 11, ..Net::default() });
    let mut silent = Vec::new();
    for host in 0..11 {
        let mut turn = at_once(&turns, &format!("http://{host}.example/"), HERE).unwrap();
        turn.steps_aside();
        silent.push(turn);
    }
    assert_eq!(turns.aside(), 10);
    assert!(at_once(&turns, "http://e.example/", HERE).is_none());
}
