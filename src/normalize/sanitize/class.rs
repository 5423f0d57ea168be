//! The elements of HTML, by what a parser does with their tags. In: a name. Out: its class.

use crate::text::html::is_void;

/// How the end of an element is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Opened again in what follows, when the element around it ends.
    Formatting,
    /// Neither special nor formatting.
    Inline,
    /// Closes `p`; ended by its own tag, together with what is open inside.
    Block,
    /// `p`.
    Paragraph,
    /// `li`.
    Item,
    /// `dt`, `dd`.
    Term,
    /// `table`.
    Table,
    /// `td`, `th`, `caption`.
    Cell,
    /// Rows and groups of rows and columns, which close a cell. They are not followed themselves.
    Row,
    /// Hides what is outside from end tags inside.
    Wall,
    /// Opens nothing.
    Nothing,
}

/// The class of an element, whose name may be in any case.
pub(super) fn class(name: &str) -> Class {
    const FORMATTING: [&str; 14] =
        ["a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"];
    const BLOCKS: [&str; 35] = [
        "address",
        "article",
        "aside",
        "blockquote",
        "center",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hgroup",
        "listing",
        "main",
        "menu",
        "nav",
        "ol",
        "pre",
        "search",
        "section",
        "summary",
        "ul",
        "legend",
        "xmp",
    ];
    const IGNORED: [&str; 6] = ["html", "head", "body", "frameset", "frame", "image"];
    let is = |list: &[&str]| list.iter().any(|known| known.eq_ignore_ascii_case(name));
    if is(&["p"]) {
        Class::Paragraph
    } else if is(&FORMATTING) {
        Class::Formatting
    } else if is(&BLOCKS) {
        Class::Block
    } else if is(&["li"]) {
        Class::Item
    } else if is(&["dt", "dd"]) {
        Class::Term
    } else if is(&["table"]) {
        Class::Table
    } else if is(&["td", "th", "caption"]) {
        Class::Cell
    } else if is(&["tr", "tbody", "thead", "tfoot", "colgroup"]) {
        Class::Row
    } else if is(&["object", "applet", "marquee", "button"]) {
        Class::Wall
    } else if is(&IGNORED) || is_void(name) {
        Class::Nothing
    } else {
        Class::Inline
    }
}
