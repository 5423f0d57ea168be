//! JSON front matter: an object at the very start of the file.
//!
//! In: text. Out: the object's keys and where it ends. Text that only looks like an object (`{% raw %}`) is none.

use super::node::{Node, Pair};

/// The object that `text` begins with, whose first line is line `first` of the file, and the number of bytes it takes.
pub(super) fn read(text: &str, first: u32) -> Option<(Vec<Pair>, usize)> {
    let mut values = serde_json::Deserializer::from_str(text).into_iter::<Node>();
    let Some(Ok(Node::Map(members))) = values.next() else { return None };
    let end = values.byte_offset();
    let block = text.get(..end)?;
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
    Some((pairs, end))
}
