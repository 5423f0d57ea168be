//! What happened to sources: that they fail, work again, have moved or are gone. In: what became of each. Out: a line for each, and one for
//! many that share host and reason, so that one dead server, or one dead line, is one piece of news.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::polled;
use crate::model::poll::FailureClass;
use crate::pipeline::poll::Asked;
use crate::pipeline::report::SourceReport;
use crate::text::printable::printable;

/// Feeds of one host with one reason from which on they share a line.
const SHARED: usize = 4;

/// Hosts with one reason of whose feeds one line each is told at the most.
const HOSTS: usize = 10;

/// Feeds of a shared line that are named.
const NAMED: usize = 3;

/// A source as people know it, with all that is needed to find it.
pub(super) fn name(source: &SourceReport) -> String {
    let id = &source.id;
    match (source.title.as_str(), source.address.as_str()) {
        (_, "") => format!("source {id}"),
        ("", address) => format!("source {id} ({})", printable(address)),
        (title, address) => format!("{} ({}; source {id})", printable(title), printable(address)),
    }
}

/// A source as people know it, where its address is told anyhow.
fn without_address(source: &SourceReport) -> String {
    match source.title.as_str() {
        "" => format!("source {}", source.id),
        title => format!("{} (source {})", printable(title), source.id),
    }
}

/// A source with its title alone.
pub(super) fn short(source: &SourceReport) -> String {
    if source.title.is_empty() || source.asked.is_none() {
        return format!("source {}", source.id);
    }
    format!("source {} ({})", source.id, printable(&source.title))
}

/// Tells that these sources fail, and why.
pub(super) fn failures<'a>(out: &mut String, sources: impl Iterator<Item = &'a SourceReport>) {
    for group in groups(sources) {
        match group.as_slice() {
            [source] => failure(out, source),
            several => {
                let _ = writeln!(out, "{} failed: {}: {}", whose(several), reason(several), names(several));
            }
        }
    }
}

/// Tells that these sources work again.
pub(super) fn recoveries<'a>(out: &mut String, sources: impl Iterator<Item = &'a SourceReport>) {
    for group in groups(sources) {
        let _ = match group.as_slice() {
            [source] => writeln!(out, "{}: works again", name(source)),
            several => writeln!(out, "{} work again: {}", whose(several), names(several)),
        };
    }
}

/// What is told of a source also where nobody hears of anything else: what a list gained or lost, that its server says that it is gone, or
/// that it has moved.
pub(super) fn lasting(out: &mut String, source: &SourceReport) {
    for change in &source.changes {
        let _ = writeln!(out, "{}", printable(change));
    }
    if let Some(moved) = &source.moved {
        let _ = writeln!(out, "{}: {}", name(source), printable(moved));
    }
    if source.asked == Some(Asked::Gone) {
        let _ = writeln!(
            out,
            "{}: its server says that it is gone for good (410); its entries stay, and it is asked no more; \
             `feedloom revert {}` has it asked again",
            name(source),
            source.id
        );
    }
}

fn failure(out: &mut String, source: &SourceReport) {
    let Some(reason) = &source.failure else { return };
    // Many a reason begins with the address.
    let name = if reason.contains(&source.address) { without_address(source) } else { name(source) };
    let keeps = if source.entries > 0 { ", and keeps what it had" } else { "" };
    let _ = write!(out, "{name} failed{keeps}: {}", printable(reason));
    if let Some(since) = source.failing_since.filter(|_| !source.newly_failed) {
        let _ = write!(out, "; it fails since {}", since.format("%Y-%m-%d"));
    }
    let _ = writeln!(out, "{}", polled::again(source));
}

/// The sources in groups that share a line: those of one host with one reason, or those of many hosts with one.
fn groups<'a>(sources: impl Iterator<Item = &'a SourceReport>) -> Vec<Vec<&'a SourceReport>> {
    let sources: Vec<&SourceReport> = sources.collect();
    let mut hosts: HashMap<Option<FailureClass>, HashMap<&str, usize>> = HashMap::new();
    for source in sources.iter().filter(|source| !source.host.is_empty()) {
        *hosts.entry(source.class).or_default().entry(&source.host).or_default() += 1;
    }
    let mut groups: Vec<Vec<&SourceReport>> = Vec::new();
    let mut places: HashMap<(Option<FailureClass>, &str), usize> = HashMap::new();
    for source in sources {
        let of_reason = hosts.get(&source.class);
        let shared = match of_reason.map_or(0, |hosts| hosts.get(source.host.as_str()).copied().unwrap_or(0))
        {
            0 => None,
            _ if of_reason.is_some_and(|hosts| hosts.len() > HOSTS) => Some(""),
            feeds if feeds >= SHARED => Some(source.host.as_str()),
            _ => None,
        };
        let known = shared.and_then(|host| places.get(&(source.class, host)));
        if let Some(group) = known.and_then(|at| groups.get_mut(*at)) {
            group.push(source);
            continue;
        }
        if let Some(host) = shared {
            places.insert((source.class, host), groups.len());
        }
        groups.push(vec![source]);
    }
    groups
}

/// How many feeds they are, and of whom.
fn whose(several: &[&SourceReport]) -> String {
    let hosts: HashSet<&str> = several.iter().map(|source| source.host.as_str()).collect();
    match (hosts.len(), several.first()) {
        (1, Some(first)) => format!("{} feeds of {}", several.len(), printable(&first.host)),
        (hosts, _) => format!("{} feeds of {hosts} hosts", several.len()),
    }
}

/// Why all of them fail: in the words of one where all have the same, else in those for the kind of failure.
fn reason(several: &[&SourceReport]) -> String {
    let mut reasons = several.iter().map(|source| source.failure.as_deref().unwrap_or_default());
    let first = reasons.next().unwrap_or_default();
    let class = several.first().and_then(|source| source.class);
    match class {
        Some(class) if reasons.any(|reason| reason != first) => class.words().to_owned(),
        _ => printable(first).into_owned(),
    }
}

fn names(several: &[&SourceReport]) -> String {
    let called = |source: &&SourceReport| {
        let title = Some(source.title.as_str()).filter(|title| !title.is_empty());
        printable(title.unwrap_or(&source.address)).into_owned()
    };
    let named: Vec<String> = several.iter().take(NAMED).map(called).collect();
    match several.len().saturating_sub(NAMED) {
        0 => named.join(", "),
        more => format!("{} and {more} more (`feedloom status` names them)", named.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::ids::SourceId;

    fn failed(number: usize, host: &str, class: FailureClass) -> SourceReport {
        let mut source = SourceReport::new(SourceId::new(format!("s{number}")), "feed");
        source.title = format!("Blog {number}");
        source.host = host.to_owned();
        source.address = format!("http://{host}/{number}");
        source.class = Some(class);
        source.failure = Some(format!("why ({class})"));
        source
    }

    fn told(sources: &[SourceReport]) -> String {
        let mut out = String::new();
        failures(&mut out, sources.iter());
        out
    }

    #[test]
    fn a_source_is_named_as_people_know_it() {
        let mut source = failed(1, "a.example", FailureClass::Status(404));
        assert_eq!(
            told(&[source.clone()]),
            "Blog 1 (http://a.example/1; source s1) failed: why (status-404)\n"
        );
        source.entries = 2;
        source.title.clear();
        assert_eq!(
            told(&[source]),
            "source s1 (http://a.example/1) failed, and keeps what it had: why (status-404)\n"
        );
    }

    #[test]
    fn feeds_of_one_host_with_one_reason_share_a_line() {
        let busy = FailureClass::Status(503);
        let mut sources: Vec<SourceReport> =
            (0..10).map(|number| failed(number, "a.example", busy)).collect();
        sources.push(failed(10, "a.example", FailureClass::Timeout));
        sources.extend((11..14).map(|number| failed(number, "b.example", busy)));
        let told = told(&sources);
        assert!(
            told.starts_with(
                "10 feeds of a.example failed: why (status-503): Blog 0, Blog 1, Blog 2 and 7 more (`feedloom status`"
            ),
            "{told}"
        );
        assert_eq!(told.lines().count(), 5, "{told}");
    }

    #[test]
    fn one_reason_at_many_hosts_is_one_line() {
        let of = |hosts: usize| -> Vec<SourceReport> {
            (0..hosts).map(|n| failed(n, &format!("h{n}.example"), FailureClass::Connect)).collect()
        };
        assert_eq!(told(&of(10)).lines().count(), 10);
        let mut many = of(11);
        many[3].failure = Some("another".to_owned());
        assert!(told(&many).starts_with("11 feeds of 11 hosts failed: no connection: Blog 0, "));
        assert_eq!(told(&many).lines().count(), 1);
    }
}
