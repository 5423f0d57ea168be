//! Tags as tokens. In: a text that begins with `<`. Out: which tag, its attributes, where it ends. No tree.

/// A tag of HTML, by its syntax.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tag<'a> {
    /// Whether it opens or closes.
    pub kind: TagKind,
    /// Its name as written.
    pub name: &'a str,
    /// What stands between its name and its `>`.
    pub inside: &'a str,
    /// Its bytes, from `<` to `>`.
    pub len: usize,
}

/// Whether a tag opens or closes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TagKind {
    /// `<p>`
    Open,
    /// `</p>`
    Close,
}

/// The tag at the beginning of `text`; `None` where there is none, or no end of it. A `>` inside of quotes is not its
/// end (HTML §13.2.5.32 and following).
#[must_use]
pub fn tag_at(text: &str) -> Option<Tag<'_>> {
    let rest = text.strip_prefix('<')?;
    let (kind, rest) = match rest.strip_prefix('/') {
        Some(rest) => (TagKind::Close, rest),
        None => (TagKind::Open, rest),
    };
    if !rest.as_bytes().first()?.is_ascii_alphabetic() {
        return None;
    }
    let end_of_name = rest.find(|c: char| matches!(c, '/' | '>') || c.is_ascii_whitespace())?;
    let (name, after) = rest.split_at(end_of_name);
    let end = end_of_tag(after)?;
    let inside = after.get(..end)?;
    Some(Tag { kind, name, inside, len: text.len() - after.len() + end + 1 })
}

/// Where the `>` is that ends the attributes at the beginning of `text`.
fn end_of_tag(text: &str) -> Option<usize> {
    let mut attributes = Attributes { rest: text };
    while attributes.next().is_some() {}
    attributes.rest.starts_with('>').then(|| text.len() - attributes.rest.len())
}

impl<'a> Tag<'a> {
    /// True for the tag of this `name`, in any case.
    #[must_use]
    pub fn is(&self, name: &str) -> bool {
        self.name.eq_ignore_ascii_case(name)
    }

    /// Its attributes, in order.
    #[must_use]
    pub fn attributes(&self) -> Attributes<'a> {
        Attributes { rest: self.inside }
    }

    /// The value of its first attribute of this `name`, references not decoded.
    #[must_use]
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.attributes().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// The attributes of a tag: names as written, values without quotes, references not decoded. Ends before the tag's `>`,
/// or at the end of the text, also within a quoted value that has no end (HTML §13.2.5.32 to §13.2.5.39).
#[derive(Clone, Debug)]
pub struct Attributes<'a> {
    rest: &'a str,
}

impl<'a> Attributes<'a> {
    /// The attributes at the beginning of `text`, which is what follows the name of a tag.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self { rest: text }
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (&'a str, &'a str);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
        self.rest = rest;
        let bytes = rest.as_bytes();
        if matches!(bytes.first(), None | Some(b'>')) {
            return None;
        }
        // A name may begin with `=`.
        let end =
            bytes.iter().skip(1).position(|b| matches!(b, b'=' | b'/' | b'>') || b.is_ascii_whitespace());
        let (name, after) = rest.split_at_checked(end.map_or(rest.len(), |end| end + 1))?;
        self.rest = after;
        let Some(value) = after.trim_ascii_start().strip_prefix('=') else { return Some((name, "")) };
        let value = value.trim_ascii_start();
        let (value, after) = match value.as_bytes().first() {
            Some(quote @ (b'"' | b'\'')) => {
                let inside = value.get(1..)?;
                let end = memchr::memchr(*quote, inside.as_bytes()).unwrap_or(inside.len());
                (inside.get(..end)?, inside.get(end + 1..).unwrap_or_default())
            }
            _ => value
                .split_at(value.find(|c: char| c == '>' || c.is_ascii_whitespace()).unwrap_or(value.len())),
        };
        self.rest = after;
        Some((name, value))
    }
}

/// Where the element ends that `tag` opens, in bytes of `text`, at whose beginning it is: behind the next tag that
/// closes it. For elements that hold text only, such as `script`.
#[must_use]
pub fn skip_element(text: &str, tag: &Tag<'_>) -> Option<usize> {
    let mut at = tag.len;
    loop {
        at += memchr::memmem::find(text.as_bytes().get(at..)?, b"</")?;
        let name = text.as_bytes().get(at + 2..at + 2 + tag.name.len())?;
        if name.eq_ignore_ascii_case(tag.name.as_bytes()) {
            return Some(at + memchr::memchr(b'>', text.as_bytes().get(at..)?)? + 1);
        }
        at += 2;
    }
}

/// True for the elements that HTML has or had, in any case.
#[must_use]
pub fn is_known(name: &str) -> bool {
    is_block(name) || is_void(name) || contains(&INLINE, name)
}

/// True for elements whose beginning and end part words: blocks, table cells, line breaks.
#[must_use]
pub fn is_block(name: &str) -> bool {
    contains(&BLOCKS, name)
}

/// True for elements that never have an end tag (HTML §13.1.2).
#[must_use]
pub fn is_void(name: &str) -> bool {
    contains(&VOIDS, name)
}

fn contains(list: &[&str], name: &str) -> bool {
    list.iter().any(|known| known.eq_ignore_ascii_case(name))
}

const BLOCKS: [&str; 63] = [
    "p",
    "div",
    "br",
    "li",
    "ul",
    "ol",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "blockquote",
    "pre",
    "hr",
    "table",
    "tr",
    "td",
    "th",
    "thead",
    "tbody",
    "tfoot",
    "caption",
    "figure",
    "figcaption",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "aside",
    "nav",
    "dl",
    "dt",
    "dd",
    "address",
    "details",
    "summary",
    "center",
    "form",
    "fieldset",
    "legend",
    "option",
    "body",
    "html",
    "head",
    "title",
    "hgroup",
    "dialog",
    "search",
    "menu",
    "dir",
    "iframe",
    "video",
    "audio",
    "object",
    "frameset",
    "noframes",
    "optgroup",
    "select",
    "textarea",
    "listing",
    "xmp",
];
const VOIDS: [&str; 17] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr", "basefont", "frame", "keygen",
];
const INLINE: [&str; 58] = [
    "a",
    "abbr",
    "acronym",
    "applet",
    "b",
    "bdi",
    "bdo",
    "big",
    "blink",
    "button",
    "canvas",
    "cite",
    "code",
    "colgroup",
    "data",
    "datalist",
    "del",
    "dfn",
    "em",
    "font",
    "i",
    "ins",
    "kbd",
    "label",
    "map",
    "mark",
    "marquee",
    "math",
    "meter",
    "nobr",
    "noembed",
    "noscript",
    "output",
    "picture",
    "plaintext",
    "progress",
    "q",
    "rp",
    "rt",
    "ruby",
    "s",
    "samp",
    "script",
    "slot",
    "small",
    "span",
    "strike",
    "strong",
    "style",
    "sub",
    "sup",
    "svg",
    "template",
    "time",
    "tt",
    "u",
    "var",
    "rb",
];
