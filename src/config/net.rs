//! `[net]` and `[[host]]`: how feedloom behaves towards servers.

use std::time::Duration;

use super::check::Check;
use crate::model::net::{HostName, HostPolicy, Limits, Net, RetryScope};
use crate::model::options::Options;

impl Check<'_> {
    /// What the two tables mean.
    pub(super) fn net(&mut self) -> Net {
        let empty = Options::default();
        let options = self.typed.options.table("net").unwrap_or(&empty);
        let usual = Net::default();
        let count = |key: &str, usual: usize| {
            options.number(key).and_then(|number| usize::try_from(number).ok()).unwrap_or(usual)
        };
        let bytes = |key: &str, usual: u64| options.number(key).unwrap_or(usual);
        let time = |key: &str, usual: Duration| options.number(key).map_or(usual, Duration::from_secs);
        let limits = usual.limits;
        if options.url("contact").is_some_and(|url| !url.username().is_empty() || url.password().is_some()) {
            self.wrong(
                "net.contact",
                "`contact` holds a user name or a password, which every server would be told",
                "leave it out",
            );
        }
        Net {
            contact: options
                .url("contact")
                .or(self.typed.options.table("site").and_then(|site| site.url("url")))
                .cloned(),
            subscribers: options.number("subscribers").unwrap_or(1),
            allow: self.allowed(options),
            concurrency: count("concurrency", usual.concurrency),
            in_flight_bytes: bytes("in_flight_bytes", usual.in_flight_bytes),
            host_concurrency: usual.host_concurrency,
            address_concurrency: usual.address_concurrency,
            host_interval: time("min_interval", usual.host_interval),
            limits: Limits {
                wire_bytes: bytes("max_wire_bytes", limits.wire_bytes),
                decoded_bytes: bytes("max_decoded_bytes", limits.decoded_bytes),
                connect: time("connect_timeout", limits.connect),
                first_byte: time("first_byte_timeout", limits.first_byte),
                idle: time("idle_timeout", limits.idle),
                total: time("total_timeout", limits.total),
                redirects: count("redirects", limits.redirects),
            },
            proxy: options.url("proxy").cloned(),
            use_env_proxy: options.flag("use_env_proxy"),
            ca_file: options.path("ca_file").cloned(),
            hosts: self.hosts(),
        }
    }

    fn allowed(&mut self, options: &Options) -> Vec<HostName> {
        let mut allowed = Vec::new();
        for text in options.list("allow") {
            match HostName::parse(text) {
                // It would be taken for a host of that very name, and allow nothing.
                Some(_) if text.contains('*') => self.wrong(
                    "net.allow",
                    format!("`{text}`: there is no sign for all hosts"),
                    "name each host whose address is private, with its port where only that is meant, such as \"rss-bridge.lan\" or \
                     \"127.0.0.1:8080\"; hosts with public addresses need none",
                ),
                Some(name) => allowed.push(name),
                None => self.wrong("net.allow", format!("`{text}` is no host"), HOW_TO_NAME),
            }
        }
        allowed
    }

    fn hosts(&mut self) -> Vec<HostPolicy> {
        let mut hosts = Vec::new();
        for (at, options) in self.typed.options.tables("host").iter().enumerate() {
            let name = options.text("name").unwrap_or_default();
            let Some(name) = HostName::parse(name) else {
                self.wrong(&format!("host.{at}.name"), format!("`{name}` is no host"), HOW_TO_NAME);
                continue;
            };
            hosts.push(HostPolicy {
                name,
                max_concurrent: options
                    .number("max_concurrent")
                    .and_then(|number| usize::try_from(number).ok()),
                min_interval: options.number("min_interval").map(Duration::from_secs),
                retry_after: match options.text("retry_after") {
                    Some("host") => Some(RetryScope::Host),
                    Some("url") => Some(RetryScope::Url),
                    _ => None,
                },
            });
        }
        hosts
    }
}

const HOW_TO_NAME: &str =
    "write a host, or a host and a port, such as \"rss-bridge.lan\" or \"127.0.0.1:8080\"";
