//! What the owner of a feed does about a defect. In: a defect. Out: what to write instead.
//!
//! A table by the rule that a defect is against, and a word of its message where a rule has several.

use std::borrow::Cow;

use super::date_advice;
use crate::parse::defect::Defect;

/// Rule, a word of the message (none: any), what to do. The first row that fits counts.
const REMEDIES: &[(&str, &str, &str)] = &[
    (
        "XML 1.0 §2.1",
        "ends inside",
        "the document is cut off: upload it again, whole; see if the program that writes it stopped",
    ),
    (
        "XML 1.0 §2.1",
        "where the document has ended",
        "put all in one root element, `<rss>` or `<feed>`, and delete what stands before it or behind it",
    ),
    (
        "XML 1.0 §2.1",
        "",
        "delete what stands outside of the root element; often a program printed a warning there",
    ),
    (
        "XML 1.0 §2.2",
        "",
        "delete these characters, or save the file as UTF-8; XML does not take them in any form",
    ),
    ("XML 1.0 §2.4", "`&`", "write `&amp;` for each `&` that is text, in addresses too"),
    ("XML 1.0 §2.4", "`<`", "write `&lt;` for each `<` that is text"),
    (
        "XML 1.0 §2.4",
        "",
        "write a comment as `<!-- … -->`, a CDATA section as `<![CDATA[ … ]]>`, and `&lt;!` for text",
    ),
    ("XML 1.0 §2.5", "not closed", "end the comment with `-->`"),
    ("XML 1.0 §2.5", "", "write `- -` or another sign; a comment ends at the first `-->` and holds no `--`"),
    ("XML 1.0 §2.6", "", "end it with `?>`, or delete it: feeds need no processing instructions"),
    ("XML 1.0 §2.7", "capitals", "write `<![CDATA[`, in capitals"),
    ("XML 1.0 §2.7", "", "end the section with `]]>`; a `]]>` inside of it is written `]]]]><![CDATA[>`"),
    ("XML 1.0 §2.8", "type declaration", "delete the `<!DOCTYPE …>`: no reader needs it"),
    (
        "XML 1.0 §2.8",
        "",
        "delete all that stands before `<?xml`, blank lines and blanks too: it must be the very beginning",
    ),
    (
        "XML 1.0 §3 [WFC: Element Type Match]",
        "` closes `",
        "write both names in the same way, with capitals where the other has them",
    ),
    (
        "XML 1.0 §3 [WFC: Element Type Match]",
        "",
        "close it where its content ends: write its end tag, or `/>` at the end of its start tag if it holds nothing",
    ),
    (
        "XML 1.0 §3.1",
        "closes nothing",
        "delete this end tag, or put the start tag that it belongs to before its text",
    ),
    (
        "XML 1.0 §3.1",
        "` is not closed before",
        "close it where its content ends: write its end tag, or `/>` at the end of its start tag if it holds nothing",
    ),
    ("XML 1.0 §3.1", "without a name", "delete it, or write the name of the element that it closes"),
    ("XML 1.0 §3.1", "end tag", "write an end tag as `</name>`, with nothing else in it"),
    ("XML 1.0 §3.1", "between the `/`", "write `/>`, without a blank in it"),
    ("XML 1.0 §3.1", "`<` in the value", "write `&lt;` for a `<` in the value of an attribute"),
    (
        "XML 1.0 §3.1",
        "value of an attribute is not closed",
        "put a quotation mark at the end of the value, the same one as at its beginning",
    ),
    ("XML 1.0 §3.1", "not in quotes", "write it in quotation marks: `name=\"value\"`"),
    ("XML 1.0 §3.1", "has no value", "write it as `name=\"value\"`, or delete it"),
    ("XML 1.0 §3.1", "no blank between", "put a blank between the attributes"),
    ("XML 1.0 §3.1", "same name", "keep one of the two attributes"),
    ("XML 1.0 §3.1", "256", "leave out the attributes that no reader needs"),
    ("XML 1.0 §3.1", "ends in a tag", "the document is cut off: upload it again, whole"),
    ("XML 1.0 §3.1", "before the next one", "end the tag with `>`; write `&lt;` if that `<` is text"),
    (
        "XML 1.0 §3.1",
        "is not closed",
        "write HTML escaped (`&lt;br&gt;`) or in `<![CDATA[ … ]]>`, or close it: `<br/>`",
    ),
    ("XML 1.0 §3.1", "", "write tags as `<name attribute=\"value\">` and `</name>`"),
    ("XML 1.0 §4.1", "without its `;`", "end the reference with `;`, or write `&amp;` if its `&` is text"),
    ("XML 1.0 §4.1", "", "write `&amp;#` if it is text; a reference has a number: `&#233;`"),
    (
        "XML 1.0 §4.1 [WFC: Legal Character]",
        "",
        "delete it: the number is of no character that a document may hold",
    ),
    (
        "XML 1.0 §4.1 [WFC: Entity Declared]",
        "",
        "write the character itself, or its number (`&#160;`): XML knows only `&amp;` `&lt;` `&gt;` `&quot;` `&apos;`",
    ),
    ("XML 1.0 §4.3.3", "mean nothing", "save the whole file as UTF-8: parts of it are in another encoding"),
    (
        "XML 1.0 §4.3.3",
        "the Content-Type",
        "let the server say `charset=utf-8` in its Content-Type, and save the file as UTF-8",
    ),
    (
        "XML 1.0 §4.3.3",
        "",
        "save the file as UTF-8, and begin it with `<?xml version=\"1.0\" encoding=\"UTF-8\"?>`",
    ),
    (
        "Namespaces in XML 1.0 §3",
        "",
        "declare it with the address that its vocabulary is known by, letter for letter: other readers pass over its elements",
    ),
    (
        "Namespaces in XML 1.0 §5",
        "no format has",
        "write RSS without a prefix, and Atom as `<feed xmlns=\"http://www.w3.org/2005/Atom\">`",
    ),
    (
        "Namespaces in XML 1.0 §5",
        "",
        "declare it at the root element, as `xmlns:prefix=\"…\"` with the address of its vocabulary, or leave the element out",
    ),
    (
        "RFC 7303 §3",
        "",
        "let the server send `application/rss+xml`, `application/atom+xml` or `application/feed+json`",
    ),
    ("RFC 4287 §3.2", "", "write the name in an element of its own: `<author><name>…</name></author>`"),
    (
        "RFC 4287 §4.1.3.3",
        "",
        "write it in Base64, or say what it is: `type=\"text\"`, `type=\"html\"` or `type=\"xhtml\"`",
    ),
    ("RFC 4287 §4.1.1", "", "leave one of the two out: entries with one id are one entry"),
    (
        "RFC 4287 §4.2.6; RSS 2.0, guid",
        "",
        "give each entry an id of its own, which never changes: readers show one of these and drop the others",
    ),
    (
        "RSS 2.0, guid",
        "",
        "give each item a `<guid>` of its own, which never changes: readers take a link for one, show one of these and drop the others",
    ),
    (
        "RFC 4287 §4.2.7.1; RSS 2.0, link",
        "",
        "write the address: Atom in `href=\"https://…\"`, RSS as the text of `<link>`; an `<enclosure>` has `url=\"https://…\"`",
    ),
    ("RFC 8259 §2", "control character", "write it with a `\\`: `\\n` for a line end, `\\t` for a tab"),
    (
        "RFC 8259 §2",
        "half of a character",
        "write the character itself, or both of its halves: `\\ud83d\\ude00`",
    ),
    ("RFC 8259 §2", "four digits", "write `\\u` and four digits, or `\\\\u` if it is text"),
    ("RFC 8259 §2", "backslash", "delete the backslash, or write `\\\\` if it is text"),
    ("RFC 8259 §2", "comma is missing", "write a comma between the two"),
    ("RFC 8259 §2", "comma", "delete this comma: JSON has commas only between values"),
    ("RFC 8259 §2", "colon is missing", "write a `:` between the name and its value"),
    ("RFC 8259 §2", "colon", "delete it, or write the name before it, in quotation marks"),
    ("RFC 8259 §2", "a name is missing", "write the name in quotation marks and a `:` before the value"),
    ("RFC 8259 §2", "without quotation marks", "write it in quotation marks: `\"name\"`"),
    ("RFC 8259 §2", "single quotation marks", "write `\"` at both ends of a text, never `'`"),
    (
        "RFC 8259 §2",
        "before the document",
        "delete all that stands before the first `{`; often a program printed a warning there",
    ),
    ("RFC 8259 §2", "comment", "delete the comment: JSON has none"),
    ("RFC 8259 §2", "ends too early", "the document is cut off: upload it again, whole"),
    ("RFC 8259 §2", "follows the document", "delete what stands behind the last `}`"),
    ("RFC 8259 §2", "closes nothing", "delete it, or write the bracket that it closes"),
    (
        "RFC 8259 §2",
        "something else is open",
        "close brackets in the order in which they were opened, the last one first",
    ),
    (
        "RFC 8259 §2",
        "no value of JSON",
        "write `null`, `true`, `false`, a number, or a text in quotation marks",
    ),
    ("RFC 8259 §2", "", "let a program write the JSON; by hand, check it with `python3 -m json.tool`"),
    ("RFC 8259 §4", "", "keep one of the two members"),
    ("JSON Feed 1.1", "no `version`", "add \"version\": \"https://jsonfeed.org/version/1.1\""),
    ("JSON Feed 1.1", "no `items`", "add \"items\": [], a list even where it is empty"),
    ("JSON Feed 1.1", "no `id`", "add \"id\", a text that never changes; best the address of the page"),
    ("JSON Feed 1.1", "no `url`", "add \"url\", the address of the file"),
    ("JSON Feed 1.1", "not a string", "write it in quotation marks"),
    ("JSON Feed 1.1", "not a number", "write the number without quotation marks"),
    ("JSON Feed 1.1", "not an array", "write it as a list, in `[ ]`"),
    (
        "JSON Feed 1.1",
        "not an object",
        "write it as an object, in `{ }`, such as {\"name\": \"…\"} for an author",
    ),
    ("JSON Feed 1.1", "", "see what https://jsonfeed.org/version/1.1 says of this member"),
    ("OPML 2.0", "", "put the outlines into `<body> … </body>`, behind the `<head>`"),
    ("OPML 2.0, \"Subscription lists\"", "", "write the address of the feed in `xmlUrl`: `https://…`"),
    ("OPML 2.0, \"Outline elements\"", "", "give the outline a `text=\"…\"`, which readers show"),
    ("a bound of this reader", "", "leave the oldest out: other readers show some hundred at the most"),
];

/// What to do about a defect, in a sentence without its full stop.
#[must_use]
pub fn remedy(defect: &Defect) -> Cow<'static, str> {
    if let Some(form) = date_advice::Form::of_rule(defect.rule) {
        return date_advice::remedy(&defect.what, form).into();
    }
    let row = REMEDIES.iter().find(|(rule, word, _)| *rule == defect.rule && defect.what.contains(word));
    Cow::Borrowed(row.map_or("write it as the rule says", |(_, _, remedy)| *remedy))
}

#[cfg(test)]
#[expect(clippy::panic, reason = "a test stops where the project's own files cannot be read")]
mod tests {
    use std::fs;
    use std::path::{Path, PathBuf};

    use super::*;

    /// What the names of rules begin with.
    const BEGINNINGS: [&str; 8] = [
        "\"XML 1.0",
        "\"Namespaces",
        "\"RFC ",
        "\"RSS 2.0",
        "\"JSON Feed 1",
        "\"Dublin Core,",
        "\"a bound",
        "\"OPML 2.0",
    ];

    #[expect(clippy::disallowed_methods, reason = "the project's own files")]
    fn read(path: &Path) -> String {
        fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }

    fn files(folder: &Path, into: &mut Vec<PathBuf>) {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                files(&path, into);
            } else if !path.ends_with("tests.rs") {
                into.push(path);
            }
        }
    }

    /// The rules that the readers of feeds and lists name.
    fn rules() -> Vec<String> {
        let parse = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/parse");
        let mut sources = vec![parse.join("opml.rs")];
        for folder in ["feed", "xml"] {
            files(&parse.join(folder), &mut sources);
        }
        let mut rules = Vec::new();
        for source in sources {
            let text = read(&source);
            for line in text.lines().filter(|line| !line.trim_start().starts_with("//")) {
                let found = BEGINNINGS.iter().flat_map(|beginning| line.match_indices(beginning));
                for (at, _) in found {
                    let rest = line.get(at + 1..).unwrap_or_default().replace("\\\"", "\u{1}");
                    rules.push(rest.split('"').next().unwrap_or_default().replace('\u{1}', "\""));
                }
            }
        }
        rules
    }

    #[test]
    fn every_rule_that_a_reader_names_has_a_remedy() {
        let rules = rules();
        assert!(rules.len() > 30, "{rules:?}");
        for rule in rules {
            let known = date_advice::Form::of_rule(&rule).is_some()
                || REMEDIES.iter().any(|(of, word, _)| *of == rule && word.is_empty());
            assert!(
                known,
                "nothing is said of what to do where `{rule}` is broken, whatever the message says"
            );
        }
    }

    #[test]
    fn a_remedy_fits_its_message() {
        for (what, rule, words) in [
            ("a `&` that begins no reference", "XML 1.0 §2.4", "`&amp;`"),
            ("a `<` that begins no tag", "XML 1.0 §2.4", "`&lt;`"),
            ("the document ends inside of `<item>`", "XML 1.0 §2.1", "upload it again"),
            ("the XML declaration says `ISO-8859-1`, and the bytes are UTF-8", "XML 1.0 §4.3.3", "as UTF-8"),
            ("`<br>` is not closed", "XML 1.0 §3.1", "<br/>"),
            ("`<docs>` is not closed before `<item>` begins", "XML 1.0 §3.1", "its end tag"),
            (
                "`<x:rss>` is of a namespace that no format has",
                "Namespaces in XML 1.0 §5",
                "without a prefix",
            ),
            ("`</Item>` closes `<item>`", "XML 1.0 §3 [WFC: Element Type Match]", "both names"),
            ("a comma too many", "RFC 8259 §2", "delete this comma"),
        ] {
            let defect = Defect { offset: 0, line: 1, column: 1, what: what.into(), rule, done: "" };
            assert!(remedy(&defect).contains(words), "{what}: {}", remedy(&defect));
        }
    }
}
