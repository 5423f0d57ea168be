//! Extensions: vocabularies beside those of RSS and Atom, one file each.

use super::parts::{EntryParts, FeedParts};
use crate::parse::xml::{Element, Xml};

/// Whose child an element is.
pub enum Parent<'p> {
    /// A feed's.
    Feed(&'p mut FeedParts),
    /// An entry's.
    Entry(&'p mut EntryParts),
}

/// Reads a child of a feed or of an entry that is of no format's own vocabulary. What is unknown is passed over.
pub(super) fn read<'a>(_xml: &mut Xml<'a>, _element: &Element<'a>, _parent: &mut Parent<'_>) {}
