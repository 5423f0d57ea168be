//! What makes two posts alike: links, titles and texts in, digests of what is the same for all their spellings out.
//!
//! Zero where there is nothing that says anything. Not done here: deciding whether what is alike is the same.

use memchr::memchr;
use unicode_normalization::UnicodeNormalization as _;
use url::Url;

use super::canonical::{self, Canonical};
use super::html;
use crate::model::draft::{Markup, RawText};
use crate::model::evidence::{Digest, Evidence};

/// Bytes of a text that are looked at: what differs later only is the same post, edited.
const MOST: usize = 64 * 1024;

/// Folded titles that many posts have.
const COMMON: &[&str] = &[
    "announcement",
    "announcements",
    "asides",
    "blog",
    "bookmarks",
    "comments",
    "dailylinks",
    "dailyphoto",
    "home",
    "image",
    "images",
    "interestinglinks",
    "link",
    "links",
    "linksoftheday",
    "linksoftheweek",
    "linkoftheday",
    "livestream",
    "microblog",
    "news",
    "newpost",
    "newsletter",
    "note",
    "notes",
    "notitle",
    "openthread",
    "photo",
    "photooftheday",
    "photos",
    "pictureoftheday",
    "podcast",
    "post",
    "quote",
    "quoteoftheday",
    "release",
    "releasenotes",
    "status",
    "statusupdate",
    "test",
    "thelinks",
    "thisweek",
    "title",
    "today",
    "unbenannt",
    "untitled",
    "update",
    "updates",
    "video",
    "videooftheday",
    "weeklylinks",
    "weeklyupdate",
    "weeknotes",
    "wordoftheday",
    "sanstitre",
    "sintitulo",
    "ohnetitel",
    "无标题",
];

/// Sets what a link says.
pub fn link(url: &Url, evidence: &mut Evidence) {
    if let Some(Canonical { host, path }) = canonical::link(url)
        && !path.is_empty()
    {
        let (host, path) = (host.as_bytes(), path.as_bytes());
        evidence.path = Digest::of(&[path]);
        evidence.link = near(Digest::of(&[host]), Digest::of(&[host, path]));
    }
}

/// Sets what the address of a file says: hosts of files change with who counts their hearers.
pub fn file(url: &Url, evidence: &mut Evidence) {
    if let Some(Canonical { path, .. }) = canonical::link(url)
        && !path.is_empty()
    {
        evidence.file = Digest::of(&[path.as_bytes()]);
    }
}

/// A link's digest that begins with bits of its host's, so that what one feed brings is on few pages of an index. Never zero.
fn near(host: u64, link: u64) -> u64 {
    const SHARED: u64 = 0xFFFF << 48;
    ((host & SHARED) | (link & !SHARED)).max(1)
}

/// Sets what a title says: its letters and digits, of whatever case.
pub fn title(title: &RawText, evidence: &mut Evidence) {
    // What makes plain text of it only takes out what does not count.
    let simple = Some(title)
        .filter(|title| title.markup == Markup::Plain)
        .and_then(|title| simply_folded(&title.value));
    let folded = simple.unwrap_or_else(|| folded(html::to_plain(title).as_str()));
    evidence.is_common_title = folded.chars().nth(1).is_none()
        || folded.bytes().all(|byte| byte.is_ascii_digit())
        || COMMON.contains(&folded.as_str());
    if !folded.is_empty() {
        evidence.title = Digest::of(&[folded.as_bytes()]);
    }
}

fn folded(title: &str) -> String {
    // Lower case can leave the normal form (U+0130).
    let by_tables =
        || title.nfkc().flat_map(char::to_lowercase).nfkc().filter(|c| c.is_alphanumeric()).collect();
    simply_folded(title).unwrap_or_else(by_tables)
}

/// A title of nothing but simple characters, folded.
fn simply_folded(title: &str) -> Option<String> {
    let mut folded = String::with_capacity(title.len());
    for c in title.chars() {
        if c.is_ascii() {
            if c.is_ascii_alphanumeric() {
                folded.push(c.to_ascii_lowercase());
            }
        } else if let Simple::Letter(letter) = simple(c)? {
            folded.push(letter);
        }
    }
    Some(folded)
}

/// What a character is that folds by itself, whatever simple ones stand beside it.
enum Simple {
    /// A letter or digit, and what it folds to.
    Letter(char),
    /// Nothing that counts.
    Sign,
}

/// What most titles are made of beside ASCII: Latin-1, quotes and dashes, kana, Han, Hangul and the wide forms of ASCII between those.
/// `None`: Unicode's tables have to tell.
fn simple(c: char) -> Option<Simple> {
    // Wide forms stand in the order of what they are forms of.
    let narrow = || char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c).to_ascii_lowercase();
    Some(match c {
        '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7A3}'
        | '\u{3041}'..='\u{3096}'
        | '\u{30A1}'..='\u{30FA}'
        | 'ß'..='ö'
        | 'ø'..='ÿ' => Simple::Letter(c),
        // The small letters of Latin-1 stand as far behind the capital ones as those of ASCII.
        'À'..='Ö' | 'Ø'..='Þ' => Simple::Letter(char::from_u32(u32::from(c) + 0x20).unwrap_or(c)),
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => Simple::Letter(narrow()),
        '«' | '»' | '‐' | '‒'..='―' | '‘'..='‟' | '…' | '、'..='〃' | '〈'..='】' | '！'..='～' => {
            Simple::Sign
        }
        _ => return None,
    })
}

/// Sets what a text says, without its tags: those change with the domain, and with what counts readers. A text of nothing but tags, such
/// as a picture, is taken as it is.
pub fn content(html: &str, evidence: &mut Evidence) {
    let html = html.trim().as_bytes();
    let html = html.get(..MOST).unwrap_or(html);
    let mut digest = Digest::default();
    let mut is_empty = true;
    let mut rest = html;
    while !rest.is_empty() {
        let end = memchr(b'<', rest).unwrap_or(rest.len());
        let (text, tag) = rest.split_at(end);
        let text = text.trim_ascii();
        if !text.is_empty() {
            digest.add(text);
            is_empty = false;
        }
        let close = memchr(b'>', tag).map_or(tag.len(), |close| close + 1);
        rest = tag.get(close..).unwrap_or_default();
    }
    evidence.content = match (is_empty, html) {
        (false, _) => digest.finish(),
        (true, []) => 0,
        (true, tags) => Digest::of(&[tags]),
    };
}

#[cfg(test)]
mod tests {
    use unicode_normalization::{IsNormalized, is_nfkc_quick};

    use super::*;

    fn of(set: impl FnOnce(&mut Evidence)) -> Evidence {
        let mut evidence = Evidence::default();
        set(&mut evidence);
        evidence
    }

    #[test]
    fn the_front_page_is_no_evidence_and_a_host_is_apart_from_its_path() {
        let of = |text: &str| of(|evidence| link(&Url::parse(text).unwrap(), evidence));
        assert_eq!(of("https://a.example/?utm_source=x"), Evidence::default());
        let (one, other) = (of("https://a.example/x/y"), of("http://www.b.example/x/y/"));
        assert!(one.link != other.link && one.path == other.path && one.path != 0);
        assert_ne!(of("https://a.example/x").link, of("https://a.exampl/e/x").link);
    }

    #[test]
    fn a_file_is_known_by_its_path() {
        let of = |text: &str| of(|evidence| file(&Url::parse(text).unwrap(), evidence)).file;
        let one = of("http://cdn.example/1.mp3");
        assert_eq!(one, of("https://media.example/1.mp3?utm_source=rss"));
        assert_ne!(one, of("http://cdn.example/2.mp3"));
        assert_eq!((of("ftp://cdn.example/1.mp3"), of("https://cdn.example/")), (0, 0));
    }

    #[test]
    fn a_title_is_its_letters_and_digits() {
        let of = |text: &str| of(|evidence| title(&RawText::plain(text), evidence));
        for (one, other) in [
            ("Hello – World!", "hello world"),
            ("ÜBER uns", "über  Uns"),
            ("ﬁne", "fine"),
            ("分类 一", "分类一"),
            ("ＲＳＳ２：好！", "rss2好…"),
        ] {
            assert_eq!(of(one), of(other), "{one}");
        }
        let mut of_html = Evidence::default();
        title(&RawText::html("<i>A</i> &lt;b&gt; &amp; c"), &mut of_html);
        assert_eq!(of("A <b> & c"), of_html);
        assert_ne!(of("C++ in 10 days"), of("C in 11 days"));
        for nothing in ["", "…", "!!"] {
            assert_eq!(of(nothing).title, 0);
        }
        for common in ["Untitled", "Photo of the Day", "[links]", "2021-03-04", "?a", "无标题"] {
            assert!(of(common).is_common_title, "{common}");
        }
        assert!(!of("A photo of my cat").is_common_title);
    }

    #[test]
    fn what_folds_by_itself_folds_as_the_tables_of_unicode_say() {
        for c in '\0'..=char::MAX {
            let Some(found) = simply_folded(c.encode_utf8(&mut [0; 4])) else { continue };
            let expected: String = [c]
                .into_iter()
                .nfkc()
                .flat_map(char::to_lowercase)
                .nfkc()
                .filter(|c| c.is_alphanumeric())
                .collect();
            assert_eq!(found, expected, "{c:?}");
            // Certain for each character alone is certain for any text of them.
            for form in [c.to_string(), c.to_lowercase().collect()] {
                assert_eq!(is_nfkc_quick(form.nfkc()), IsNormalized::Yes, "{c:?}");
            }
        }
    }

    #[test]
    fn a_text_is_what_stands_between_its_tags() {
        let of = |text: &str| of(|evidence| content(text, evidence)).content;
        let plain = "<p>One <b>two</b></p>";
        for alike in [
            "<div>One <i class=\"x\">two</i><img src=\"https://count.example/1.gif\"></div>",
            " <p>One\n<b>two",
        ] {
            assert_eq!(of(plain), of(alike), "{alike}");
        }
        assert_ne!(of(plain), of("<p>One <b>three</b></p>"));
        assert_eq!((of(""), of(" \n")), (0, 0));
        assert_ne!(of("<img src=\"1.png\">"), of("<img src=\"2.png\">"));
    }
}
