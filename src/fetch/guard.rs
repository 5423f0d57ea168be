//! Which addresses are asked, and which never: an address of a feed is given by whoever writes a list or a redirection, and must not
//! lead into networks that only this machine sees.
//!
//! In: URLs and IP addresses. Out: why they are not asked. Pure; `resolve` asks about each address that a name leads to.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use url::{Host, Url};

use super::FetchError;
use crate::model::net::Net;
use crate::model::poll::FailureClass;
use crate::text::address::without_credentials;

/// Ports above 1023 on which nobody serves feeds, and where a request does harm: databases, caches, and what browsers refuse as well
/// (<https://fetch.spec.whatwg.org/#port-blocking>).
const CLOSED_PORTS: &[u16] = &[
    1433, 1521, 1719, 1720, 1723, 2049, 2375, 2376, 2379, 2380, 3306, 3389, 3659, 4045, 4190, 5060, 5061,
    5432, 5672, 5900, 6000, 6379, 6443, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 9042, 9200, 9300,
    10080, 10250, 11211, 27017, 27018, 27019,
];

/// What is wrong with asking `url`, as far as that can be told without resolving its name.
///
/// # Errors
/// Its scheme, port or address is one that is not asked.
pub fn check(url: &Url, net: &Net) -> Result<(), FetchError> {
    let shown = || without_credentials(url);
    if !matches!(url.scheme(), "http" | "https") {
        let message = format!("{} is neither http nor https; only those are asked", shown());
        return Err(FetchError::new(FailureClass::Scheme, message));
    }
    if net.allows(url) {
        return Ok(());
    }
    let port = url.port_or_known_default().unwrap_or_default();
    if !is_open(port) {
        let message = format!(
            "{} is on port {port}, where no feeds are; name it in `net.allow` if this one is",
            shown()
        );
        return Err(FetchError::new(FailureClass::BlockedPort, message));
    }
    let kind = match url.host() {
        Some(Host::Ipv4(address)) => kind_v4(address),
        Some(Host::Ipv6(address)) => kind_v6(address),
        Some(Host::Domain(name)) => is_local(name).then_some("this machine"),
        None => Some("no host at all"),
    };
    kind.map_or(Ok(()), |kind| Err(blocked(url, None, kind)))
}

/// The failure of a URL that leads to an address that is not asked.
pub(super) fn blocked(url: &Url, address: Option<IpAddr>, kind: &str) -> FetchError {
    let by = address.map_or_else(String::new, |address| format!(" ({address})"));
    let host = url.host_str().unwrap_or_default();
    let port = url.port().map_or_else(String::new, |port| format!(":{port}"));
    let message = format!(
        "{} leads to {kind}{by}, which is not asked; add \"{host}{port}\" to `net.allow` if that is meant",
        without_credentials(url)
    );
    FetchError::new(FailureClass::BlockedAddress, message)
}

/// What kind of address it is, where it is none of a public server.
pub(super) fn kind(address: IpAddr) -> Option<&'static str> {
    match address {
        IpAddr::V4(address) => kind_v4(address),
        IpAddr::V6(address) => kind_v6(address),
    }
}

/// True where requests may be sent to the port without asking the owner.
fn is_open(port: u16) -> bool {
    matches!(port, 80 | 443) || (port >= 1024 && !CLOSED_PORTS.contains(&port))
}

/// RFC 6761 §6.3: names of this machine, whatever a resolver says of them.
fn is_local(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    name.rsplit('.').next().is_some_and(|last| last.eq_ignore_ascii_case("localhost"))
}

/// By the registry of special addresses (RFC 6890).
fn kind_v4(address: Ipv4Addr) -> Option<&'static str> {
    Some(match address.octets() {
        [127, ..] => "this machine",
        [0, ..] => "an address of no host",
        [10, ..] | [192, 168, ..] | [172, 16..=31, ..] => "a private address",
        [100, 64..=127, ..] => "a private address of a provider",
        [169, 254, ..] => "a link-local address",
        [192, 0, 0, _] | [192, 88, 99, _] => "an address of the protocol",
        [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _] => "an address of examples",
        [198, 18 | 19, ..] => "an address of tests",
        [224..=239, ..] => "a multicast address",
        [240..=255, ..] => "a reserved address",
        _ => return None,
    })
}

fn kind_v6(address: Ipv6Addr) -> Option<&'static str> {
    let segments = address.segments();
    let [.., mark, isatap, high, low] = segments;
    let [[a, b], [c, d]] = [high.to_be_bytes(), low.to_be_bytes()];
    let embedded = Ipv4Addr::new(a, b, c, d);
    let is_isatap = matches!((mark, isatap), (0 | 0x0200, 0x5efe));
    match segments {
        [0, 0, 0, 0, 0, 0, 0, 1] => Some("this machine"),
        [0, 0, 0, 0, 0, 0, 0, 0] => Some("an address of no host"),
        // An IPv4 address in the notation of IPv6 (RFC 4291 §2.5.5.2), or behind the well-known prefix of NAT64 (RFC 6052 §2.1).
        [0, 0, 0, 0, 0, 0xffff, ..] | [0x64, 0xff9b, 0, 0, 0, 0, ..] => kind_v4(embedded),
        [0xfc00..=0xfdff | 0xfec0..=0xfeff, ..] => Some("a private address"),
        [0xfe80..=0xfebf, ..] => Some("a link-local address"),
        [0xff00..=0xffff, ..] => Some("a multicast address"),
        [0x2001, 0x0db8, ..] | [0x3fff, 0..=0x0fff, ..] => Some("an address of examples"),
        // 6to4 (RFC 3056) and Teredo (RFC 4380) carry an IPv4 address that a relay of anybody's answers for.
        [0x2002, ..] | [0x2001, 0, ..] => Some("an address of a tunnel"),
        [0x2001, 0..=0x01ff, ..] => Some("an address of the protocol"),
        // ISATAP (RFC 5214 §6.1): an IPv4 address behind any prefix.
        [0x2000..=0x3fff, ..] => is_isatap.then(|| kind_v4(embedded)).flatten(),
        // The rest has not been given to anybody (RFC 4291 §2.4), or leads to IPv4 by ways of its own.
        _ => Some("a reserved address"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::net::HostName;

    fn class(url: &str, allow: &[&str]) -> Option<FailureClass> {
        let allow = allow.iter().map(|name| HostName::parse(name).unwrap()).collect();
        let net = Net { allow, ..Net::default() };
        check(&Url::parse(url).unwrap(), &net).err().map(|error| error.class)
    }

    #[test]
    fn addresses_that_are_not_public_are_not_asked() {
        for host in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "172.31.255.255",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "100.100.100.200",
            "0.0.0.0",
            "0.1.2.3",
            "192.0.0.1",
            "192.0.2.1",
            "198.18.0.1",
            "198.19.0.1",
            "198.51.100.1",
            "203.0.113.1",
            "224.0.0.1",
            "239.255.255.255",
            "240.0.0.1",
            "255.255.255.255",
            "192.88.99.1",
            "[::]",
            "[::1]",
            "[fe80::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fec0::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[3fff::1]",
            "[100::1]",
            "[5f00::1]",
            "[4000::1]",
        ] {
            assert_eq!(class(&format!("http://{host}/"), &[]), Some(FailureClass::BlockedAddress), "{host}");
        }
    }

    #[test]
    fn other_spellings_of_an_address_are_the_address() {
        for host in [
            "2130706433",
            "0x7f.1",
            "0177.0.0.1",
            "127.1",
            "0",
            "①②⑦.0.0.1",
            "127.0.0.1.",
            "LOCALHOST",
            "localhost.",
            "a.localhost",
            "a.LocalHost.",
        ] {
            assert_eq!(class(&format!("http://{host}/"), &[]), Some(FailureClass::BlockedAddress), "{host}");
        }
    }

    #[test]
    fn an_ipv4_address_within_ipv6_is_looked_at() {
        for host in [
            "::ffff:127.0.0.1",
            "::127.0.0.1",
            "::ffff:0:7f00:1",
            "64:ff9b::a9fe:a9fe",
            "64:ff9b:1::a9fe:a9fe",
            "64:ff9b:1::808:808",
            "2002:7f00:1::1",
            "2002:808:808::1",
            "2001:0:4136:e378:8000:63bf:3fff:fdd2",
            "::5efe:10.0.0.1",
            "2600::5efe:10.0.0.1",
            "2600::200:5efe:10.0.0.1",
            "::8.8.8.8",
        ] {
            assert_eq!(
                class(&format!("http://[{host}]/"), &[]),
                Some(FailureClass::BlockedAddress),
                "{host}"
            );
        }
        for host in
            ["::ffff:8.8.8.8", "64:ff9b::808:808", "2606:4700::1111", "2a00:1450::1", "2600::5efe:8.8.8.8"]
        {
            assert_eq!(class(&format!("http://[{host}]/"), &[]), None, "{host}");
        }
    }

    #[test]
    fn public_addresses_and_names_are_asked() {
        for host in [
            "8.8.8.8",
            "172.15.0.1",
            "172.32.0.1",
            "100.63.0.1",
            "100.128.0.1",
            "example.org",
            "localhost.example",
        ] {
            assert_eq!(class(&format!("https://{host}/"), &[]), None, "{host}");
        }
    }

    #[test]
    fn only_http_on_ports_where_feeds_are() {
        for (url, expected) in [
            ("file:///etc/passwd", Some(FailureClass::Scheme)),
            ("ftp://example.org/", Some(FailureClass::Scheme)),
            ("feed://example.org/", Some(FailureClass::Scheme)),
            ("http://example.org:25/", Some(FailureClass::BlockedPort)),
            ("http://example.org:6379/", Some(FailureClass::BlockedPort)),
            ("http://example.org:0/", Some(FailureClass::BlockedPort)),
            ("http://example.org:8080/", None),
            ("https://example.org:80/", None),
        ] {
            assert_eq!(class(url, &[]), expected, "{url}");
        }
    }

    #[test]
    fn what_the_owner_allows_is_that_and_no_more() {
        let allow = ["192.168.1.10:8080", "rss-bridge.lan", "mail.example:25"];
        for (url, is_asked) in [
            ("http://192.168.1.10:8080/", true),
            ("http://192.168.1.10/", false),
            ("http://192.168.1.11:8080/", false),
            ("http://rss-bridge.lan:3000/", true),
            ("http://mail.example:25/", true),
            ("http://mail.example:26/", false),
            ("gopher://rss-bridge.lan/", false),
        ] {
            assert_eq!(class(url, &allow).is_none(), is_asked, "{url}");
        }
    }

    #[test]
    fn a_message_says_what_to_write_and_no_password() {
        let url = Url::parse("http://me:secret@10.0.0.1:8080/f").unwrap();
        let message = check(&url, &Net::default()).unwrap_err().message;
        assert_eq!(
            message,
            "http://10.0.0.1:8080/f leads to a private address, which is not asked; add \"10.0.0.1:8080\" to `net.allow` if that is meant"
        );
    }
}
