//! What is fuzzed: any bytes in; no panic, and what every reader of feeds may rely on, whatever came in.

use std::collections::BTreeSet;

use chrono_tz::Tz;
use feedloom::model::draft::{DraftBody, Markup};
use feedloom::model::parts::{PlainText, has_forbidden};
use feedloom::normalize::sanitize::Sanitizer;
use feedloom::parse::feed::{Hints, Parsed, parse};
use feedloom::text::charset;
use feedloom::text::date::{self, Reading};
use feedloom::writers::opml::list;
use url::Url;

/// A target: its name, which is that of its folder of seeds, and what it does.
pub(crate) type Body = (&'static str, fn(&[u8]));

/// Every target.
pub(crate) const BODIES: &[Body] = &[
    ("rss", feed),
    ("atom", feed),
    ("rdf", feed),
    ("json", feed),
    ("opml", opml),
    ("date", dates),
    ("charset", charsets),
    ("html", html),
];

/// Elements that must never come out of a cleaning, as the beginning of their tags.
const NEVER: &[&str] = &[
    "<script",
    "<style",
    "<iframe",
    "<object",
    "<embed",
    "<form",
    "<base",
    "<meta",
    "<link",
    "<svg",
    "<math",
    "<template",
];

fn base() -> Url {
    Url::parse("https://fuzz.example/a/b").unwrap()
}

/// A feed of any format: it is read, its texts are made plain, its contents are cleaned.
pub(crate) fn feed(data: &[u8]) {
    let base = base();
    let hints = Hints { base: Some(&base), ..Hints::default() };
    let Ok(mut parsed) = parse(data, &hints) else { return };
    places(&parsed, data);
    parsed.keep_newest();
    let mut sanitizer = Sanitizer::new();
    let mut keys = BTreeSet::new();
    for entry in &parsed.entries {
        assert!(!entry.key.as_str().is_empty(), "an entry without a key");
        assert!(keys.insert(entry.key.as_str()), "the key {} stands for two entries", entry.key);
        for text in [&entry.title, &entry.summary, &entry.rights].into_iter().flatten() {
            is_plain(&feedloom::text::html::to_plain(text));
        }
        if let DraftBody::Inline(content) = &entry.body
            && content.markup != Markup::Plain
        {
            is_clean(&mut sanitizer, &content.value, &base);
        }
    }
    let mut again = parse(data, &hints).unwrap();
    again.keep_newest();
    let keys_again: BTreeSet<&str> = again.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert_eq!(keys, keys_again, "the same bytes gave other keys");
}

/// Every defect lies in the document, and they are in its order.
fn places(parsed: &Parsed, data: &[u8]) {
    let mut last = (1, 0);
    for defect in &parsed.defects {
        assert!(defect.line >= 1 && defect.column >= 1, "{defect:?}");
        assert!((defect.line, defect.column) >= last, "{defect:?} after {last:?}");
        assert!(defect.line as usize <= data.len() + 1, "{defect:?}");
        last = (defect.line, defect.column);
    }
}

fn is_plain(text: &PlainText) {
    let text = text.as_str();
    assert!(!has_forbidden(text), "{text:?}");
    assert!(!text.contains(['\n', '\t']) && text.trim() == text, "{text:?}");
}

fn is_clean(sanitizer: &mut Sanitizer, html: &str, base: &Url) {
    let clean = sanitizer.clean(html, base);
    let lower = clean.as_str().to_ascii_lowercase();
    for never in NEVER {
        assert!(!lower.contains(never), "{never} in {clean:?}, made of {html:?}");
    }
    assert!(!has_forbidden(clean.as_str()));
    let again = sanitizer.clean(clean.as_str(), base);
    assert_eq!(again, clean, "cleaning twice is not cleaning once: {html:?}");
}

/// HTML alone.
pub(crate) fn html(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    is_clean(&mut Sanitizer::new(), &text, &base());
    is_plain(&feedloom::text::html::to_plain(&feedloom::model::draft::RawText::html(&*text)));
}

/// A list of feeds: what is written of it reads back the same.
pub(crate) fn opml(data: &[u8]) {
    let Ok(read) = feedloom::parse::opml::parse(data) else { return };
    let written = list::write(&read.list);
    let again = feedloom::parse::opml::parse(&written).unwrap();
    let urls = |list: &feedloom::model::outline::Outlines| -> Vec<String> {
        list.subscriptions()
            .iter()
            .map(|feed| feed.url.chars().filter(|c| !c.is_whitespace()).collect())
            .collect()
    };
    if !has_forbidden(&String::from_utf8_lossy(data)) && !data.contains(&b'#') {
        assert_eq!(urls(&again.list), urls(&read.list));
    }
    assert_eq!(list::write(&again.list), written, "writing twice is not writing once");
}

/// A date: what is written of it is the same instant.
pub(crate) fn dates(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for language in [None, Some("zh"), Some("de")] {
        if let Some(instant) = date::parse_with(&text, &Reading { zone: Tz::UTC, language }) {
            assert_eq!(date::parse_with(&date::rfc3339_as_read(instant), &Reading::default()), Some(instant));
        }
    }
    for zone in [Tz::UTC, Tz::Asia__Shanghai, Tz::America__New_York] {
        if let Some(instant) = date::parse(&text, zone) {
            assert_eq!(date::parse(&date::rfc3339(instant), zone), Some(instant));
            assert_eq!(date::parse(&date::rfc2822(instant), zone), Some(instant));
        }
    }
}

/// Bytes of any encoding.
pub(crate) fn charsets(data: &[u8]) {
    let (text, _) = charset::decode(data);
    if let Ok(valid) = std::str::from_utf8(data)
        && !valid.contains('\r')
        && !data.starts_with(b"\xEF\xBB\xBF")
    {
        assert_eq!(text, valid, "UTF-8 was not read as it is");
    }
    let _ = parse(data, &Hints { content_type: Some("text/xml; charset=shift_jis"), base: None });
}
