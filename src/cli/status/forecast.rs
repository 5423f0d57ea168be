//! What is going to be asked of servers, for people and for machines. In: requests by host. Out: a table; JSON.

use std::fmt::Write as _;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

use super::super::layout::{columns, table};
use super::super::report::count;
use super::super::{Exit, Failure, Globals, run, terminal};
use super::short;
use crate::app::{App, HostForecast, Now};
use crate::text::date::rfc3339;
use crate::text::units::show_duration;

pub(super) fn show(globals: &Globals, app: &App, now: Now, span: Duration) -> Result<Exit, Failure> {
    let until = TimeDelta::from_std(span).ok().and_then(|span| now.at.checked_add_signed(span));
    let until = until.ok_or_else(|| Failure::usage("--forecast: that is too far ahead"))?;
    let hosts = run::wait(app.forecast(now, until))?;
    let text =
        if globals.json { format!("{}\n", to_json(&hosts, now.at, until)) } else { told(&hosts, span) };
    terminal::data(text.as_bytes()).map_err(|error| Failure::failed(format!("standard output: {error}")))?;
    Ok(Exit::Done)
}

fn told(hosts: &[HostForecast], span: Duration) -> String {
    let mut out = String::new();
    if !hosts.is_empty() {
        let mut rows = vec![["host", "requests", "feeds", "first"].map(str::to_owned).to_vec()];
        rows.extend(hosts.iter().map(|host| {
            vec![host.host.clone(), host.requests.to_string(), host.feeds.to_string(), short(host.first)]
        }));
        table(&mut out, &rows, 0, false, columns());
    }
    let requests = hosts.iter().map(|host| host.requests).sum();
    let _ = writeln!(
        out,
        "{} to {} within {}, should each answer be like the last; times are UTC",
        count(requests, "request", "requests"),
        count(hosts.len() as u64, "host", "hosts"),
        show_duration(span.as_secs())
    );
    out
}

fn to_json(hosts: &[HostForecast], from: DateTime<Utc>, until: DateTime<Utc>) -> serde_json::Value {
    let rows: Vec<_> = hosts
        .iter()
        .map(|host| {
            json!({ "host": host.host, "feeds": host.feeds, "requests": host.requests, "first": rfc3339(host.first) })
        })
        .collect();
    json!({
        "from": rfc3339(from),
        "until": rfc3339(until),
        "requests": hosts.iter().map(|host| host.requests).sum::<u64>(),
        "hosts": rows,
    })
}
