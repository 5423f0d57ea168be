//! Metadata without fences: the `Key: value` lines that Pelican and `MultiMarkdown` have at the beginning of a text.
//!
//! In: a text that does not open with front matter. Out: the keys of its first lines, where these are such lines, and what
//! to tell of them. They stay text, since any text may begin like that; but one that calls itself a draft there must not go
//! out. What keys mean is not known here.

use super::lines::{self, USUAL};
use super::node::Pair;

/// The keys of the lines before the first blank one, and a defect: where each line has one or goes on with the one before,
/// there are two at least, and the first is a usual one. In any other text a colon is a colon.
pub(super) fn said(text: &str) -> Option<(Vec<Pair>, (u32, String))> {
    let rest = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
    let before = text.as_bytes().get(..text.len() - rest.len())?;
    let first = lines::key(rest.lines().next()?)?;
    let is_usual = USUAL.iter().any(|usual| first.name().eq_ignore_ascii_case(usual));
    if !is_usual {
        return None;
    }
    let mut end = 0;
    for line in super::beginning(rest).split_inclusive('\n') {
        if line.trim().is_empty() {
            break;
        }
        if !line.starts_with([' ', '\t']) {
            lines::key(line.trim_end()).filter(|key| key.name().split_whitespace().count() <= 2)?;
        }
        end += line.len();
    }
    let number = 1 + u32::try_from(memchr::memchr_iter(b'\n', before).count()).ok()?;
    let pairs = lines::read(rest.get(..end)?, number).pairs;
    let message = format!(
        "the text begins with lines like `{}: …`, which are no front matter but text; put a line `---` before and after them",
        first.name()
    );
    (pairs.len() > 1).then_some((pairs, (number, message)))
}
