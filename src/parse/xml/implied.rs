//! End tags that HTML lets people leave out: `<p>one<p>two`, `<li>`, `<td>`, in text that should have been escaped.
//!
//! In: an element that begins in such a text. Out: the end tags that it implies (HTML §13.1.2.4), so that what follows is beside what
//! came before and not in it. Where the end tags are there all the same, further on, they are passed over.

use super::Xml;
use super::element::Element;
use crate::parse::defect::Defects;

/// What an element ends when it begins: the innermost of the first names that is open, and those of the others that are open in it.
fn ended_by(name: &str) -> Option<(&'static [&'static str], &'static [&'static str])> {
    Some(match name {
        "p" => (&["p"], &[]),
        "li" => (&["li"], &["p"]),
        "dt" | "dd" => (&["dt", "dd"], &["p"]),
        "td" | "th" => (&["td", "th"], &["p"]),
        "tr" => (&["tr"], &["td", "th", "p"]),
        "option" => (&["option"], &[]),
        _ => return None,
    })
}

/// Elements whose end was implied, and whose end tags did not come yet.
#[derive(Default)]
pub(super) struct Missed<'a> {
    /// By depth, the deepest last.
    waiting: Vec<Waiting<'a>>,
}

/// Elements of one name whose end was implied at one place.
struct Waiting<'a> {
    name: &'a str,
    depth: usize,
    count: usize,
    /// Where the first of them was ended.
    at: usize,
}

impl<'a> Missed<'a> {
    fn add(&mut self, name: &'a str, depth: usize, at: usize) {
        let same = |waiting: &&mut Waiting<'_>| waiting.depth == depth && waiting.name == name;
        if let Some(waiting) = self.waiting.iter_mut().find(same) {
            waiting.count += 1;
            return;
        }
        let place = self.waiting.partition_point(|waiting| waiting.depth <= depth);
        self.waiting.insert(place, Waiting { name, depth, count: 1, at });
    }

    /// True where an end tag of this name, which would end an element at this depth, comes late.
    pub(super) fn take(&mut self, name: &str, depth: usize) -> bool {
        let found = self.waiting.iter_mut().find(|waiting| {
            waiting.depth == depth && waiting.count > 0 && waiting.name.eq_ignore_ascii_case(name)
        });
        found.map(|waiting| waiting.count -= 1).is_some()
    }

    /// Forgets those that were deeper than `depth`, and tells of those whose end tags did not come.
    pub(super) fn leave(&mut self, depth: usize, defects: &mut Defects) {
        while let Some(waiting) = self.waiting.pop_if(|waiting| waiting.depth > depth) {
            if waiting.count > 0 {
                let what = || format!("`<{}>` is not closed", waiting.name);
                defects.add_with(waiting.at, what, "XML 1.0 §3.1", "taken to end where HTML ends it");
            }
        }
    }
}

impl<'a> Xml<'a> {
    /// Ends what `inner`, which has begun in a text of the element at `floor`, ends in HTML; and writes the end tags.
    pub(super) fn imply_ends(&mut self, inner: Element<'a>, floor: usize, out: &mut String) -> Element<'a> {
        let Some((ended, through)) = ended_by(inner.name.as_str()).filter(|_| inner.ns.is_html()) else {
            return inner;
        };
        let is_one_of = |names: &[&str], name: &str| names.iter().any(|one| name.eq_ignore_ascii_case(one));
        let around = self.open.get(floor..inner.depth - 1).unwrap_or_default();
        let end = around
            .iter()
            .rposition(|open| !is_one_of(through, open.name))
            .filter(|at| around.get(*at).is_some_and(|open| is_one_of(ended, open.name)));
        let Some(end) = end else { return inner };
        let own = self.open.pop();
        let is_empty = self.closing == Some(self.open.len());
        while self.open.len() > floor + end
            && let Some(open) = self.open.pop()
        {
            out.extend(["</", open.html, ">"]);
            self.missed.add(open.name, self.open.len() + 1, inner.at);
        }
        self.names.truncate(self.open.len());
        if is_empty {
            self.closing = Some(self.open.len());
        }
        self.open.extend(own);
        Element { depth: self.open.len(), ..inner }
    }
}
