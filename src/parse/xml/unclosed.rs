//! Elements whose end tags are missing. In: an open element, and a place in it. Out: whether what it stands in ends before it.
//!
//! Asked only where something stands in an element that should not be there: nothing is looked ahead for in documents that are
//! well-formed, but in extensions that hold fields of the formats. Not done here: what follows from the answer.

use memchr::{memchr, memchr2, memmem};

use super::Xml;

/// How many times the length of a document is looked ahead in it. Beyond that, elements count as closed.
const MOST_LOOKED: usize = 8;

/// Elements around one whose end tags show that its own is missing, the innermost ones.
const HEEDED: usize = 4;

impl Xml<'_> {
    /// True where the open element at `depth` has no end tag between `from`, which is in it, and the end of an element around it.
    /// False where the document ends before either.
    pub fn is_unclosed(&mut self, depth: usize, from: usize) -> bool {
        if self.looked > MOST_LOOKED.saturating_mul(self.text.len()) {
            return false;
        }
        let Some((own, around)) = self.open.get(..depth).and_then(<[_]>::split_last) else { return false };
        let around = around.iter().rev().take(HEEDED).map(|open| open.name);
        let (ends, looked) = look_ahead(self.text.get(from..).unwrap_or_default(), own.name, &around);
        self.looked += looked;
        ends == Some(End::Around)
    }
}

/// What ends first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// The element itself.
    Own,
    /// An element around it.
    Around,
}

/// Which end tag comes first in `text`, that of the element `own` or of one `around` it, the innermost of them first; and the bytes
/// up to it. What begins and ends in `text` counts for neither.
fn look_ahead<'n>(
    text: &str,
    own: &str,
    around: &(impl Iterator<Item = &'n str> + Clone),
) -> (Option<End>, usize) {
    let parent = around.clone().next().unwrap_or_default();
    let (mut own_levels, mut parent_levels) = (1_usize, 1_usize);
    let mut at = 0;
    while let Some(found) = memchr(b'<', text.as_bytes().get(at..).unwrap_or_default()) {
        at += found + 1;
        let rest = text.get(at..).unwrap_or_default();
        if let Some(len) = skipped(rest) {
            at += len;
        } else if let Some(end) = rest.strip_prefix('/') {
            if is_named(end, own) {
                own_levels -= 1;
                if own_levels == 0 {
                    return (Some(End::Own), at);
                }
            } else if is_named(end, parent) {
                parent_levels -= 1;
                if parent_levels == 0 {
                    return (Some(End::Around), at);
                }
            } else if around.clone().skip(1).any(|name| is_named(end, name)) {
                return (Some(End::Around), at);
            }
        } else if is_named(rest, own) {
            own_levels += usize::from(!is_empty(rest));
        } else if is_named(rest, parent) {
            parent_levels += usize::from(!is_empty(rest));
        }
    }
    (None, text.len())
}

/// Bytes of a CDATA section or a comment, whose `<` is before `rest`. One without an end goes on to the end of the document.
fn skipped(rest: &str) -> Option<usize> {
    let end = if rest.starts_with("![CDATA[") {
        "]]>"
    } else if rest.starts_with("!--") {
        "-->"
    } else {
        return None;
    };
    Some(memmem::find(rest.as_bytes(), end.as_bytes()).unwrap_or(rest.len()))
}

/// True where a tag goes on with this name, in any case.
fn is_named(tag: &str, name: &str) -> bool {
    let bytes = tag.as_bytes();
    bytes.get(..name.len()).is_some_and(|found| found.eq_ignore_ascii_case(name.as_bytes()))
        && bytes.get(name.len()).is_none_or(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/' | b'<'))
}

/// True where a start tag ends with `/>`.
fn is_empty(tag: &str) -> bool {
    let end = memchr2(b'>', b'<', tag.as_bytes()).unwrap_or(tag.len());
    tag.get(..end).is_some_and(|inside| inside.trim_ascii_end().ends_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_element_is_unclosed_where_what_is_around_it_ends_first() {
        for (rest, expected) in [
            ("x</b></item>", Some(End::Own)),
            ("x</item></b>", Some(End::Around)),
            ("x</B ></item>", Some(End::Own)),
            ("x</channel></b>", Some(End::Around)),
            // Others of the same name, closed and empty, are others.
            ("<b>y</b></item>", Some(End::Around)),
            ("<b/><b a='/'/></b></item>", Some(End::Own)),
            ("<b>y</b></b></item>", Some(End::Own)),
            ("<item>y</item></b></item>", Some(End::Own)),
            ("<bb></bb><item-x></item-x></item>", Some(End::Around)),
            // What only looks like tags.
            ("<![CDATA[</b>]]></item>", Some(End::Around)),
            ("<!-- </item> --></b>", Some(End::Own)),
            ("<![CDATA[</b>", None),
            ("x", None),
            ("</", None),
        ] {
            let around = ["item", "channel", "rss"].into_iter();
            assert_eq!(look_ahead(rest, "b", &around).0, expected, "{rest}");
        }
    }
}
