//! Documents that are made to harm: to be slow, to fill the memory, to read what is not theirs. Each is read to its end, in time
//! and memory that grow with its size only. Sizes are such that what grows faster would not end, and what recurses would overflow.

use super::{body, read, titles, value};
use crate::parse::feed::{Hints, ParseError, Parsed, parse};

const PIECES: usize = 100_000;

/// An entry with `inside` in its description, and one after it.
fn around(inside: &str) -> String {
    format!(
        "<rss version='2.0'><channel><item><title>a</title><description>x{inside}</description></item>\
         <item><title>b</title></item></channel></rss>"
    )
}

fn json(items: &str) -> String {
    format!("{{\"version\":\"https://jsonfeed.org/version/1.1\",\"items\":[{items}]}}")
}

fn says(parsed: &Parsed, what: &str) -> bool {
    parsed.defects.iter().any(|defect| defect.what.contains(what))
}

#[test]
fn what_a_document_refers_to_is_never_read() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml");
    for subset in [
        format!("<!ENTITY x SYSTEM 'file://{file}'>"),
        format!("<!ENTITY x SYSTEM '{file}'>"),
        format!("<!ENTITY x PUBLIC 'p' \"file://{file}\">"),
        format!("<!ENTITY % p SYSTEM 'file://{file}'>%p;<!ENTITY x '%p;'>"),
        format!("<!ENTITY % x SYSTEM 'file://{file}'>"),
    ] {
        let item = "<item><title>&x;</title><xi:include xmlns:xi='http://www.w3.org/2001/XInclude' href='Cargo.toml' parse='text'/></item>";
        let parsed = read(&format!(
            "<!DOCTYPE rss SYSTEM 'file://{file}' [{subset}]><rss><channel>{item}</channel></rss>"
        ));
        assert_eq!(titles(&parsed), ["&x;"], "{subset}");
    }
}

#[test]
fn entities_do_not_grow() {
    let mut subset = String::from("<!ENTITY e0 'lol'>");
    for n in 1..=20 {
        let (this, before) = (n.to_string(), (n - 1).to_string());
        subset.extend(["<!ENTITY e", &this, " '", &["&e", &before, ";"].concat().repeat(10), "'>"]);
    }
    let parsed = read(&format!("<!DOCTYPE rss [{subset}]>{}", around("&e20;&e1;&e0;")));
    assert_eq!(body(&parsed), "x&e20;&e1;lol");
    let long =
        format!("<!DOCTYPE rss [<!ENTITY e '{}'>]>{}", "v".repeat(50_000), around(&"&e;".repeat(50_000)));
    assert!(body(&read(&long)).len() <= long.len());
    let many = format!("<!DOCTYPE rss [<!ENTITY e '{}'>]>{}", "v".repeat(100), around(&"&e;".repeat(50_000)));
    assert!(body(&read(&many)).len() <= many.len() + 1024 * 1024);
}

/// Writes one of many elements.
type Element<'e> = &'e dyn Fn(usize) -> String;

#[test]
fn of_what_is_there_too_often_the_first_are_kept_and_one_defect_tells_of_the_others() {
    let ns = "xmlns:dc='http://purl.org/dc/elements/1.1/' xmlns:media='http://search.yahoo.com/mrss/' \
              xmlns:podcast='https://podcastindex.org/namespace/1.0'";
    let own = |n: usize| format!("<category>{n}</category>");
    let subject = |n: usize| format!("<dc:subject>{n}</dc:subject>");
    let author = |n: usize| format!("<author>{n}</author>");
    let creator = |n: usize| format!("<dc:creator>{n}</dc:creator>");
    let file = |n: usize| format!("<media:content url='https://a.example/{n}.mp3' type='audio/mpeg'/>");
    let tag = |n: usize| format!("<podcast:person>{n}</podcast:person>");
    let rows: [(&str, usize, Element<'_>); 6] = [
        ("1000 categories", 1000, &own),
        ("1000 categories", 1000, &subject),
        ("100 authors", 100, &author),
        ("100 authors", 100, &creator),
        ("100 media files", 100, &file),
        ("500 elements of a podcast", 500, &tag),
    ];
    for (what, most, element) in rows {
        for there_are in [most, most + 1, 3 * most] {
            let inside: String = (0..there_are).map(element).collect();
            let parsed = read(&format!(
                "<rss {ns}><channel><title>a</title><item><title>b</title>{inside}</item></channel></rss>"
            ));
            let entry = &parsed.entries[0];
            let more = entry.syndicated.as_ref().unwrap();
            let tags = more.podcast.as_ref().map_or(0, |podcast| podcast.tags.len());
            let kept = more.categories.len() + entry.authors.len() + entry.enclosures.len() + tags;
            assert_eq!(kept, most, "{there_are} {what}");
            let told = parsed.defects.iter().filter(|defect| defect.what.contains(what)).count();
            assert_eq!(told, usize::from(there_are > most), "{there_are} {what}: {:?}", parsed.defects);
        }
    }
    let inside: String = (0..5000).map(own).collect();
    let parsed = read(&format!("<rss><channel><title>a</title>{inside}</channel></rss>"));
    assert_eq!(parsed.feed.categories.len(), 1000);
    assert!(says(&parsed, "1000 categories of the feed"), "{:?}", parsed.defects);
}

#[test]
fn floods_in_an_entry_leave_the_next_one() {
    for piece in [
        "<!-- x -->",
        "<![CDATA[x]]>",
        "<?x y?>",
        "<!DOCTYPE a>",
        "<!DOCTYPE a [ ]>",
        "<a></b>",
        "</b>",
        "<a/>",
        "< ",
        "& ",
        "&x;",
        "&nbsp;",
        "&#0;",
        "\" ",
        "' ",
        "<a b=\"c\"/>",
        "<a b=c d/>",
        "<p>x",
        "<tr><td>",
        "<br>",
        "]]>",
        "<p:a/>",
        "\0",
        "<a xml:base='b/'/>",
    ] {
        let parsed = read(&around(&piece.repeat(PIECES / 10)));
        assert_eq!(titles(&parsed), ["a", "b"], "{piece}");
    }
}

#[test]
fn what_is_never_closed_is_looked_for_once() {
    for piece in [
        "<!--",
        "<![CDATA[",
        "<?x ",
        "<!DOCTYPE a [ <!-- ",
        "<!DOCTYPE a [\"",
        "<a b=\"",
        "<a b='",
        "<a b=",
        "<",
        "<!",
        "<!ENTITY a '",
    ] {
        let parsed = read(&around(&piece.repeat(PIECES)));
        assert_eq!(titles(&parsed).first(), Some(&"a"), "{piece}");
        assert!(!parsed.defects.is_empty(), "{piece}");
    }
    let before = format!("<!DOCTYPE a [ {}", "<!DOCTYPE a [ <!-- ".repeat(PIECES));
    assert!(parse(before.as_bytes(), &Hints::default()).is_err());
}

#[test]
fn numbers_that_are_no_characters_become_the_replacement_character() {
    let parsed = read(&around("&#0;&#x110000;&#xD800;&#999999999999;&#xFFFFFFFFFFFFFFFFF;"));
    assert_eq!(body(&parsed), "x\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}");
}

#[test]
fn levels_of_any_number_are_read() {
    for (open, close) in [("<a>", "</a>"), ("<div xmlns='http://www.w3.org/1999/xhtml'>", "</div>")] {
        let deep = format!("{}{}", open.repeat(PIECES), close.repeat(PIECES));
        let parsed = read(&around(&deep));
        assert_eq!(titles(&parsed).last(), Some(&"b"), "{open}");
        read(&format!("<rss>{}", open.repeat(PIECES)));
    }
    assert_eq!(read(&format!("<rss>{}", "<item>".repeat(PIECES))).entries.len(), 10_000);
}

#[test]
fn a_tag_with_any_number_of_attributes_is_read() {
    let numbered = |begin: &str, end: &str| {
        let mut out = String::new();
        for n in 0..PIECES {
            out.extend([" ", begin, &n.to_string(), end]);
        }
        out
    };
    for attributes in
        [numbered("a", "='x'"), numbered("xmlns:a", "='urn:x'"), numbered("a", ""), " a='x'".repeat(PIECES)]
    {
        let parsed =
            read(&format!("<rss{attributes}><channel><item><title>a</title></item></channel></rss>"));
        assert_eq!(titles(&parsed), ["a"]);
        assert!(!parsed.defects.is_empty());
    }
}

#[test]
fn what_every_element_looks_at_is_bounded() {
    // Declarations at every level, and then many names that are looked for among all of them.
    let declared = (0..200).fold(String::new(), |out, n| out + " xmlns:n" + &n.to_string() + "='u'");
    let deep = format!("<d{declared}>").repeat(200);
    let parsed = read(&around(&format!("{deep}{}", "<z:a/>".repeat(PIECES / 2))));
    assert!(says(&parsed, "namespaces"), "{:?}", parsed.defects);
    // A base and a language that each of many entries would repeat.
    let long = "b/".repeat(50_000);
    let items = "<item><link>i</link></item>".repeat(2_000);
    let parsed = read(&format!(
        "<rss xml:base='http://h.example/{long}' xml:lang='{long}'><channel>{items}</channel></rss>"
    ));
    assert_eq!(parsed.entries[0].link.as_deref(), Some("i"));
    assert!(parsed.feed.language.as_ref().is_none_or(|language| language.len() < 100));
}

#[test]
fn encodings_are_no_way_around_anything() {
    let plain = "<rss><channel><item><title>a</title></item></channel></rss>";
    let wide: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let labelled = |label: &str| format!("<?xml version='1.0' encoding='{label}'?>{plain}").into_bytes();
    for bytes in
        [wide, labelled("utf-16"), labelled("utf-7"), labelled("x-user-defined"), labelled("ebcdic-cp-us")]
    {
        let parsed = parse(&bytes, &Hints::default()).unwrap();
        assert_eq!(titles(&parsed), ["a"]);
    }
    // UTF-7 and overlong UTF-8 would hide a tag.
    let hidden: &[&[u8]] =
        &[b"+ADw-script+AD4-", b"\xC0\xBCscript\xC0\xBE", b"\xE0\x80\xBCscript>", b"<\0script\0>"];
    for hidden in hidden {
        let document =
            [b"<rss><channel><item><title>a".as_slice(), hidden, b"</title></item></channel></rss>"].concat();
        let parsed = parse(&document, &Hints::default()).unwrap();
        let title = value(parsed.entries[0].title.as_ref());
        assert!(title.starts_with('a') && !title.contains('\0'), "{title}");
        assert!(hidden.starts_with(b"<") || !title.contains('<'), "{title}");
    }
    let long = format!("<!--{}-->{plain}", "- ".repeat(PIECES * 10));
    assert_eq!(titles(&read(&long)), ["a"]);
}

#[test]
fn json_of_any_shape_is_read_or_refused() {
    let deep = json(&format!(
        "{{\"id\":\"1\",\"_x\":{}{}}},{{\"id\":\"2\"}}",
        "[".repeat(PIECES),
        "]".repeat(PIECES)
    ));
    let deep_objects = json(&"{\"items\":[".repeat(PIECES));
    for text in
        [&deep, &deep_objects, "[", "{", "{\"a\":", "{\"items\":[{\"id\":\"\\ud800", "{\"items\":null"]
    {
        match parse(text.as_bytes(), &Hints::default()) {
            Ok(_) | Err(ParseError::NoFeed { .. } | ParseError::Empty) => {}
        }
    }
    for text in ["null", "[]", "1", "\"x\"", "{}"] {
        assert!(parse(text.as_bytes(), &Hints::default()).is_err(), "{text}");
    }
    let digits = "1".repeat(1_000_000);
    let odd = json(&format!(
        "null,7,[],{{\"id\":{digits},\"title\":[1],\"content_html\":{{}},\"tags\":7,\"authors\":\"x\",\"attachments\":null,\"date_published\":-1}},\
         {{\"id\":\"x\",\"id\":\"y\",\"title\":\"\\ud800z\"}}"
    ));
    let parsed = read(&odd);
    let last = parsed.entries.last().unwrap();
    assert_eq!((last.key.as_str(), value(last.title.as_ref())), ("y", "\u{FFFD}z"));
    assert!(!parsed.defects.is_empty());
    assert!(parsed.entries.iter().all(|entry| entry.key.as_str().len() < 1024));
}

#[test]
fn of_a_flood_of_entries_ten_thousand_are_read() {
    let count = 10_001;
    for text in [
        format!("<rss><channel>{}</channel></rss>", "<item><guid>1</guid></item>".repeat(count)),
        format!("<feed xmlns='http://www.w3.org/2005/Atom'>{}</feed>", "<entry/>".repeat(count)),
        json(&vec!["{\"id\":\"1\"}"; count].join(",")),
    ] {
        let parsed = read(&text);
        assert_eq!(parsed.entries.len(), 10_000);
        let told = parsed.defects.len() + parsed.more_defects;
        assert!(told > 0);
    }
}

#[test]
fn ids_of_any_kind_become_keys() {
    let mut parsed = read(&format!(
        "<rss><channel>{}</channel></rss>",
        "<item><guid>x</guid><title>a</title></item>".repeat(1_000)
    ));
    parsed.keep_newest();
    assert_eq!(parsed.entries.len(), 1);
    let long = "g".repeat(1_000_000);
    let parsed = read(&format!(
        "<rss><channel><item><guid/><title>a</title></item><item><guid> </guid><title>b</title></item>\
         <item><guid>{long}</guid></item><item><guid>{long}h</guid></item></channel></rss>"
    ));
    let mut keys: Vec<&str> = parsed.entries.iter().map(|entry| entry.key.as_str()).collect();
    assert!(keys.iter().all(|key| !key.trim().is_empty() && key.len() < 1024));
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), 4);
}
