//! What tags open and close. In: the name of an element. Out: the end tags that the parser would add, written; or nothing
//! where more than ends is to be added.
//!
//! The rules are those of HTML §13.2.6.4.7 to §13.2.6.4.15. Where formatting is open inside of what ends, the parser
//! opens it again, and the body takes the slow way.

use super::{Open, PASSED_OVER, REMOVED_BEFORE_PARSING, WITH_RULES, Writer, find};
use crate::normalize::sanitize::rules::Nesting;
use crate::text::html::is_void;

/// Elements inside of each other; more go the slow way.
const MAX_DEPTH: usize = 64;

impl Writer<'_> {
    pub(super) fn has_room(&self) -> bool {
        self.open.len() < MAX_DEPTH
    }

    pub(super) fn is_open(&self, wanted: &str) -> bool {
        self.open.iter().any(|open| open.name == wanted)
    }

    fn innermost(&self) -> &str {
        self.open.last().map_or("", |open| open.name)
    }

    /// Where only parts of tables may stand: the parser puts everything else before the table.
    pub(super) fn is_between_cells(&self) -> bool {
        matches!(self.innermost(), "table" | "thead" | "tbody" | "tfoot" | "tr" | "colgroup")
    }

    /// Ends the open elements from `at` on.
    pub(super) fn close_to(&mut self, at: usize) {
        while self.open.len() > at {
            let Some(open) = self.open.pop() else { return };
            if open.is_written {
                self.out.push_str("</");
                self.out.push_str(open.name);
                self.out.push('>');
            }
        }
    }

    /// Ends the element at `at` and what is in it; `None` where formatting is in it.
    fn close_whole(&mut self, at: usize) -> Option<()> {
        let inside = self.open.get(at + 1..)?;
        inside.iter().all(|open| open.nesting != Nesting::Formatting).then(|| self.close_to(at))
    }

    /// The innermost open element that is `wanted`, unless a `wall` stands before it.
    fn find_open(
        &self,
        wanted: impl Fn(&Open<'_>) -> bool,
        wall: impl Fn(&Open<'_>) -> bool,
    ) -> Option<usize> {
        for (at, open) in self.open.iter().enumerate().rev() {
            if wanted(open) {
                return Some(at);
            }
            if wall(open) {
                return None;
            }
        }
        None
    }

    /// Ends what an element ends by beginning. `Some(false)`: the parser passes over its tag. `None`: not certain.
    pub(super) fn make_room(&mut self, name: &str, nesting: Nesting) -> Option<bool> {
        let fits = match name {
            "tr" | "td" | "th" | "tbody" | "thead" | "tfoot" => return self.make_room_in_table(name),
            "caption" | "colgroup" | "col" if !self.is_open("table") => return Some(false),
            "caption" | "colgroup" => self.innermost() == "table",
            "col" => self.innermost() == "colgroup",
            "rt" | "rp" => self.innermost() == "ruby",
            _ => !self.is_between_cells(),
        };
        fits.then_some(())?;
        match (name, nesting) {
            ("li", _) => self.close_like(|open| open.name == "li")?,
            ("dd" | "dt", _) => self.close_like(|open| matches!(open.name, "dd" | "dt"))?,
            ("rt" | "rp" | "caption" | "colgroup" | "col", _) => return self.has_room().then_some(true),
            (_, Nesting::Block | Nesting::VoidBlock | Nesting::Heading) => {}
            ("a", _) => return (!self.is_open("a") && self.has_room()).then_some(true),
            _ => return self.has_room().then_some(true),
        }
        if let Some(paragraph) = self.find_open(|open| open.name == "p", is_wall) {
            self.close_whole(paragraph)?;
        }
        let is_heading_open =
            nesting == Nesting::Heading && self.open.iter().any(|open| open.nesting == Nesting::Heading);
        (!is_heading_open && self.has_room()).then_some(true)
    }

    /// `li` ends `li`, `dd` and `dt` each other.
    fn close_like(&mut self, like: impl Fn(&Open<'_>) -> bool) -> Option<()> {
        let wall = |open: &Open<'_>| is_special(open) && !matches!(open.name, "p" | "div" | "address");
        match self.find_open(like, wall) {
            Some(at) => self.close_whole(at),
            None => Some(()),
        }
    }

    /// Parts of tables end cells and all that is in them, and begin what has to be around them.
    fn make_room_in_table(&mut self, name: &str) -> Option<bool> {
        let Some(table) = self.open.iter().rposition(|open| open.name == "table") else { return Some(false) };
        let parts = self.open.get(table + 1..)?;
        if parts.iter().any(|open| matches!(open.name, "caption" | "colgroup")) {
            return None;
        }
        let find_part = |names: &[&str]| parts.iter().position(|open| names.contains(&open.name));
        let (row, group) = (find_part(&["tr"]), find_part(&["tbody", "thead", "tfoot"]));
        let keep = match name {
            "td" | "th" => row.or(group),
            "tr" => group,
            _ => None,
        };
        self.close_to(keep.map_or(table + 1, |part| table + part + 2));
        if matches!(name, "tr" | "td" | "th") && group.is_none() {
            self.begin("tbody")?;
        }
        if matches!(name, "td" | "th") && row.is_none() {
            self.begin("tr")?;
        }
        self.has_room().then_some(true)
    }

    fn begin(&mut self, name: &str) -> Option<()> {
        let (name, nesting, _) = *find(name)?;
        self.out.push('<');
        self.out.push_str(name);
        self.out.push('>');
        self.open.push(Open { name, nesting, is_written: true });
        Some(())
    }

    /// Reads an end tag.
    pub(super) fn close(&mut self, name: &str) -> Option<()> {
        if self.innermost().eq_ignore_ascii_case(name) {
            self.close_to(self.open.len() - 1);
            return Some(());
        }
        let element = find(name);
        match (name, element.map(|element| element.1)) {
            ("br", _) => {
                // It counts as a `<br>`.
                (!self.is_between_cells()).then(|| self.out.push_str("<br>"))
            }
            ("p", _) => match self.find_open(|open| open.name == "p", is_wall) {
                Some(paragraph) => self.close_whole(paragraph),
                None => (!self.is_between_cells()).then(|| self.out.push_str("<p></p>")),
            },
            ("table" | "thead" | "tbody" | "tfoot" | "tr" | "td" | "th", _) => self.close_in_table(name),
            ("caption" | "colgroup", _) => (!self.is_open("table")).then_some(()),
            ("li", _) => {
                let wall = |open: &Open<'_>| is_wall(open) || matches!(open.name, "ul" | "ol");
                self.close_found(self.find_open(|open| open.name == "li", wall))
            }
            (_, Some(Nesting::Heading)) => {
                let heading = self.find_open(|open| open.nesting == Nesting::Heading, is_wall);
                heading.is_none().then_some(())
            }
            ("dd" | "dt", _) | (_, Some(Nesting::Block)) => {
                self.close_found(self.find_open(|open| open.name == name, is_wall))
            }
            (_, Some(Nesting::Void | Nesting::VoidBlock)) => Some(()),
            (_, Some(Nesting::Formatting)) => (!self.is_open(name)).then_some(()),
            ("font", _) => {
                (!self.open.iter().any(|open| open.name.eq_ignore_ascii_case("font"))).then_some(())
            }
            (_, None)
                if PASSED_OVER.contains(&name) || REMOVED_BEFORE_PARSING.contains(&name) || is_void(name) =>
            {
                Some(())
            }
            (_, None) if WITH_RULES.contains(&name) => None,
            (_, Some(Nesting::Inline | Nesting::Part) | None) => self.close_inline(name),
        }
    }

    fn close_found(&mut self, found: Option<usize>) -> Option<()> {
        match found {
            Some(at) => self.close_whole(at),
            None => Some(()),
        }
    }

    fn close_inline(&mut self, name: &str) -> Option<()> {
        let found = self.find_open(|open| open.name.eq_ignore_ascii_case(name), is_special);
        self.close_found(found)
    }

    /// The end of a table or of a part of one ends all that is in it, formatting, too.
    fn close_in_table(&mut self, name: &str) -> Option<()> {
        let Some(table) = self.open.iter().rposition(|open| open.name == "table") else { return Some(()) };
        let parts = self.open.get(table..)?;
        if parts.iter().any(|open| matches!(open.name, "caption" | "colgroup")) {
            return None;
        }
        if let Some(part) = parts.iter().position(|open| open.name == name) {
            self.close_to(table + part);
        }
        Some(())
    }
}

/// Hides what is outside from the end tags inside.
fn is_wall(open: &Open<'_>) -> bool {
    matches!(open.name, "table" | "td" | "th" | "caption")
}

/// True for the elements that the parser calls special.
fn is_special(open: &Open<'_>) -> bool {
    match open.nesting {
        Nesting::Block | Nesting::Heading => true,
        Nesting::Part => !matches!(open.name, "rt" | "rp"),
        _ => false,
    }
}
