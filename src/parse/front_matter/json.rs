//! JSON front matter: an object at the very start of the file.
//!
//! In: text. Out: the object's keys and where it ends. Text that only looks like an object (`{% raw %}`) is none.

use super::node::{Node, Pair};

/// The object that `text` begins with, whose first line is line `first` of the file, and the number of bytes it takes.
///
/// # Errors
/// Where there is no whole object: what the parser says, with a line of its own count.
pub(super) fn read(text: &str, first: u32) -> Result<(Vec<Pair>, usize), serde_json::Error> {
    object(text, first).or_else(|error| match without_lone_surrogates(text) {
        Some(mended) => object(&mended, first),
        None => Err(error),
    })
}

fn object(text: &str, first: u32) -> Result<(Vec<Pair>, usize), serde_json::Error> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Node>();
    let members = match values.next() {
        Some(Ok(Node::Map(members))) => members,
        Some(Err(error)) => return Err(error),
        _ => return Err(serde::de::Error::custom("no object")),
    };
    let end = values.byte_offset();
    let block = text.get(..end).unwrap_or_default();
    let (mut line, mut seen) = (first, 0);
    let mut pairs = Vec::with_capacity(members.len());
    for (key, node) in members {
        let rest = block.as_bytes().get(seen..).unwrap_or_default();
        if let Some(at) = memchr::memmem::find(rest, key.as_bytes()) {
            let lines = memchr::memchr_iter(b'\n', rest.get(..at).unwrap_or_default()).count();
            line = line.saturating_add(u32::try_from(lines).unwrap_or(0));
            seen += at;
        }
        pairs.push(Pair { key, line, node });
    }
    Ok((pairs, end))
}

/// Halves of surrogate pairs, which programs leave that cut a text between them, written as U+FFFD: `\ud83d` is no character.
/// `None` where there are none. The length stays.
fn without_lone_surrogates(text: &str) -> Option<String> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u32::from_str_radix(digits, 16).ok()
    };
    let mut out = String::new();
    let (mut at, mut done) = (0, 0);
    while let Some(found) = memchr::memchr(b'\\', text.as_bytes().get(at..)?) {
        at += found;
        at += match (unit(at), unit(at + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => 12,
            (Some(0xD800..=0xDFFF), _) => {
                out.push_str(text.get(done..at)?);
                out.push_str("\\ufffd");
                done = at + 6;
                6
            }
            // Another escape; of two backslashes the second begins none.
            _ => 2,
        };
    }
    out.push_str(text.get(done..)?);
    (done > 0).then_some(out)
}
