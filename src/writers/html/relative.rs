//! Links between our own documents. In: their paths below the publishing folder. Out: a relative reference from one to the
//! other, which works on a server, under any prefix, and from a disk.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};

/// What a path segment cannot hold as it is (RFC 3986 §3.3). A colon in the first one would make it a scheme (§4.2).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b':')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// The reference that leads from the document `from` to the document `to`, percent-encoded.
pub(super) fn reference(from: &str, to: &str) -> String {
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let (from_folder, to_folder) = (from.len() - 1, to.len() - 1);
    let shared = from.iter().zip(&to).take(from_folder.min(to_folder)).take_while(|(a, b)| a == b).count();
    let mut out = "../".repeat(from_folder - shared);
    for (at, segment) in to.iter().skip(shared).enumerate() {
        if at > 0 {
            out.push('/');
        }
        out.extend(utf8_percent_encode(segment, SEGMENT));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_lead_from_folder_to_folder() {
        for (from, to, reference_) in [
            ("index.html", "rss.xml", "rss.xml"),
            ("index.html", "category/rust/index.html", "category/rust/index.html"),
            ("category/rust/index.html", "index.html", "../../index.html"),
            ("category/a/b/index.html", "category/a/index.html", "../index.html"),
            ("category/a/index.html", "category/b/index.html", "../b/index.html"),
            ("a/b", "a/b", "b"),
            ("a", "a/b", "a/b"),
            ("index.html", "category/新/c#?% d.html", "category/%E6%96%B0/c%23%3F%25%20d.html"),
            ("index.html", "a:b.html", "a%3Ab.html"),
            ("", "", ""),
        ] {
            assert_eq!(reference(from, to), reference_, "{from} to {to}");
        }
    }
}
