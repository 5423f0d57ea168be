//! URLs in bodies. In: an attribute's value, decoded. Out: an absolute URL of an allowed scheme, or nothing; a relative one as it
//! is, where nobody knows its base.

use url::{ParseError, Url};

/// What a URL is for, which decides the schemes that it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum UrlKind {
    /// A link that a person follows.
    Link,
    /// Something that is loaded without being asked for.
    Resource,
    /// A page that is named but neither followed nor loaded.
    Page,
    /// Several images to choose from (`srcset`).
    Candidates,
}

/// Resolves `value` against `base`; a link may also have one of `schemes`. The scheme is looked at afterwards, as parsing may
/// change it (`java\nscript:`).
pub(super) fn resolve(kind: UrlKind, value: &str, base: Option<&Url>, schemes: &[&str]) -> Option<String> {
    if is_normal(value) {
        return Some(value.to_owned());
    }
    // An empty `src` is no image of the page itself; an empty `href` is a link to it.
    if kind != UrlKind::Link && value.trim().is_empty() {
        return None;
    }
    let url = match Url::parse(value) {
        Err(ParseError::RelativeUrlWithoutBase) => match base {
            Some(base) => base.join(value).ok()?,
            // It has no scheme, however it is read, as browsers drop nothing but blanks and control characters first.
            None => return (!value.contains(char::is_control)).then(|| value.trim().to_owned()),
        },
        parsed => parsed.ok()?,
    };
    let allowed = match url.scheme() {
        "http" | "https" => url.has_host(),
        other => kind == UrlKind::Link && schemes.contains(&other),
    };
    allowed.then(|| url.into())
}

/// True for the absolute URLs that parsing and writing would not change: by far the most, and found out much faster.
///
/// Strict on purpose: a host of lower-case letters, digits, dots and hyphens whose last label has no digit (so that it
/// is no IPv4 address) and none of which is in Punycode, then a path without `.` or `..` as a segment, and only
/// characters that URLs keep as they are (URL Standard §1.3).
pub(super) fn is_normal(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("https://").or_else(|| url.strip_prefix("http://")) else {
        return false;
    };
    let Some((host, path)) = rest.split_once('/') else { return false };
    is_normal_host(host) && is_normal_path(path)
}

fn is_normal_host(host: &str) -> bool {
    let Some((_, last)) = host.rsplit_once('.') else { return false };
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.as_bytes().get(2..4) != Some(b"--")
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    last.bytes().all(|b| b.is_ascii_lowercase())
        && host.len() < 250
        && host.split('.').all(|l| l.len() < 64 && label(l))
}

fn is_normal_path(path: &str) -> bool {
    let mut before = b'/';
    for byte in path.bytes() {
        match byte {
            // A segment may be `.` or `%2e`, which parsing takes out.
            b'.' | b'%' if before == b'/' => return false,
            _ if byte.is_ascii_alphanumeric() || b"-._~/%!$&()*+,;=:@?#".contains(&byte) => {}
            _ => return false,
        }
        before = byte;
    }
    true
}

/// Resolves each image of a `srcset`; `None` where none is left.
///
/// A candidate is a URL, which may hold commas but not end with one, and perhaps a width or density (HTML §4.8.4.2.1).
pub(super) fn resolve_candidates(value: &str, base: Option<&Url>) -> Option<String> {
    let mut out = String::with_capacity(value.len());
    let mut rest = value;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == ',');
        if rest.is_empty() {
            break;
        }
        let (word, after) = rest.split_at(rest.find(|c: char| c.is_ascii_whitespace()).unwrap_or(rest.len()));
        let address = word.trim_end_matches(',');
        let (descriptor, after) = if address.len() < word.len() {
            ("", after)
        } else {
            after.split_at(after.find(',').unwrap_or(after.len()))
        };
        rest = after;
        let descriptor = descriptor.trim_ascii();
        if !is_descriptor(descriptor) {
            continue;
        }
        let Some(url) = resolve(UrlKind::Resource, address, base, &[]) else { continue };
        // A URL that ends with a comma when written again would be read as two candidates.
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(url.trim_end_matches(','));
        if !descriptor.is_empty() {
            out.push(' ');
            out.push_str(descriptor);
        }
    }
    (!out.is_empty()).then_some(out)
}

/// `480w`, `1.5x`, or nothing.
fn is_descriptor(text: &str) -> bool {
    let number = text.strip_suffix(['w', 'x', 'h']).unwrap_or(text);
    (text.is_empty() || number.len() < text.len()) && number.bytes().all(|b| b.is_ascii_digit() || b == b'.')
}
