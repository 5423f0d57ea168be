//! Feeds are read in the characters that they are written in, whatever they say.

use crate::origin::planet::FIRST;
use crate::origin::{Planet, Served, answer};

/// A feed with this title of its entry, in an encoding, with a declaration.
fn encoded(title: &str, encoding: &'static encoding_rs::Encoding, declared: &str) -> Vec<u8> {
    encoding.encode(&document(title, declared)).0.into_owned()
}

fn document(title: &str, declared: &str) -> String {
    let declaration = if declared.is_empty() {
        String::new()
    } else {
        format!("<?xml version=\"1.0\" encoding=\"{declared}\"?>")
    };
    format!(
        "{declaration}<rss version=\"2.0\"><channel><title>F</title><link>https://far.example/</link><description>d</description>\
         <item><title>{title}</title><guid>https://far.example/1</guid></item></channel></rss>"
    )
}

fn utf16(text: &str, big: bool, mark: bool) -> Vec<u8> {
    let mark = mark.then_some('\u{feff}');
    let text: String = mark.into_iter().chain(text.chars()).collect();
    let pair = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
    text.encode_utf16().flat_map(pair).collect()
}

#[track_caller]
fn reads(content_type: &str, body: &[u8], title: &str) {
    let fields = [("content-type", content_type)];
    let fields = if content_type.is_empty() { &fields[..0] } else { &fields[..] };
    let (origin, _served) = Served::feed(answer("200 OK", fields, body));
    let planet = Planet::new(&origin);
    let said = planet.at(FIRST).stderr();
    assert_eq!(planet.titles(), [title], "{content_type}: {said}");
}

#[test]
fn the_mark_comes_before_the_header_and_that_before_the_declaration() {
    use encoding_rs::{BIG5, EUC_JP, GB18030, KOI8_R, SHIFT_JIS, UTF_8, WINDOWS_1251, WINDOWS_1252};
    let (russian, japanese, chinese, french) = ("Привет мир", "日本語の題名", "中文标题", "Déjà vu “x” €");
    let rss = "application/rss+xml";
    let said = |charset: &str| format!("text/xml; charset={charset}");
    reads(rss, &encoded(russian, KOI8_R, "koi8-r"), russian);
    reads(&said("koi8-r"), &encoded(russian, KOI8_R, ""), russian);
    reads(&said("windows-1251"), &encoded(russian, WINDOWS_1251, "utf-8"), russian);
    reads(rss, &encoded(japanese, SHIFT_JIS, "shift_jis"), japanese);
    reads(rss, &encoded(japanese, EUC_JP, "euc-jp"), japanese);
    reads(rss, &encoded(chinese, GB18030, "gb18030"), chinese);
    reads(rss, &encoded(chinese, GB18030, "gb2312"), chinese);
    reads(rss, &encoded("繁體中文", BIG5, "big5"), "繁體中文");
    reads(rss, &encoded(french, WINDOWS_1252, "iso-8859-1"), french);
    reads(rss, &encoded(french, UTF_8, ""), french);
    reads("text/xml", &encoded(french, UTF_8, ""), french);
    reads("text/xml", &encoded(french, UTF_8, "utf-8"), french);
    let marked = |text: &str| ["\u{feff}".as_bytes(), text.as_bytes()].concat();
    reads(&said("koi8-r"), &marked(&document(russian, "koi8-r")), russian);
}

#[test]
fn bytes_that_are_utf_8_are_utf_8_whatever_was_said() {
    let text = "Zażółć 中文";
    for charset in ["iso-8859-1", "windows-1251", "us-ascii", "shift_jis", "nonsense"] {
        reads(&format!("text/xml; charset={charset}"), document(text, charset).as_bytes(), text);
    }
}

#[test]
fn wide_encodings_are_read_with_and_without_a_mark() {
    for big in [false, true] {
        for mark in [false, true] {
            let body = utf16(&document("Zażółć 中文", "utf-16"), big, mark);
            reads("application/xml", &body, "Zażółć 中文");
        }
    }
    reads("", document("plain ż", "utf-16").as_bytes(), "plain ż");
}

#[test]
fn what_is_no_character_does_not_end_the_document() {
    let mut body = document("A?B", "utf-8").into_bytes();
    let at = body.windows(3).position(|bytes| bytes == b"A?B").unwrap() + 1;
    body[at] = 0xff;
    body.extend("<!-- Zażółć gęślą jaźń. 中文標題、日本語の題名。 -->".bytes());
    // What only says that something was lost is not published.
    reads("text/xml; charset=utf-8", &body, "AB");
    body[at] = 0x01;
    reads("text/xml; charset=utf-8", &body, "AB");
}

#[test]
fn the_type_that_a_server_names_is_a_hint_and_nothing_more() {
    let text = document("Title", "utf-8");
    for kind in [
        "",
        "text/html",
        "text/plain",
        "application/octet-stream",
        "application/json",
        "image/png",
        "nonsense",
        "text/html; charset=utf-8; boundary=\"",
    ] {
        reads(kind, text.as_bytes(), "Title");
    }
    for before in ["\n\n  ", "\u{feff}", "<!-- made by hand -->\n", " \u{feff}\n"] {
        reads("application/rss+xml", format!("{before}{text}").as_bytes(), "Title");
    }
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"F","items":[{"id":"https://far.example/1","title":"Title","content_text":"t"}]}"#;
    reads("text/html", json.as_bytes(), "Title");
}
