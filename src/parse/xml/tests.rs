//! What is read of documents that are well-formed, and of those that are not.

mod agreement;

use super::*;

/// A document as its elements and texts, in one line; what is wrong with it is counted.
fn outline(text: &str) -> (String, usize) {
    let mut xml = Xml::new(text, None);
    let mut out = String::new();
    loop {
        match xml.step() {
            Step::Start(element) => {
                out.push('(');
                out.push_str(element.tag);
            }
            Step::End(_) => out.push(')'),
            Step::Text(raw, at) => out.push_str(&xml.references.decode(raw, at, &mut xml.defects)),
            Step::Cdata(text) => out.push_str(text),
            Step::Eof => break,
        }
    }
    let (listed, more) = xml.defects.located(text);
    (out, listed.len() + more)
}

#[test]
fn well_formed_documents_have_no_defects() {
    for (text, expected) in [
        (
            "<?xml version='1.0'?>\n<!-- c --><a b='1' c=\"2>3\"><d/>x &amp; &#233;<e > y</e ></a>\n",
            "(a(d)x & é(e y))",
        ),
        ("<a><![CDATA[<b> & ]] ]>]]></a>", "(a<b> & ]] ]>)"),
        (
            "<!DOCTYPE rss [<!ENTITY n \"&#160;]>\"> <!-- ' ]> --> <!ENTITY % p SYSTEM 'x'>]><a>&n;</a>",
            "(a\u{A0}]>)",
        ),
        ("<!DOCTYPE rss PUBLIC \"-//N//DTD 0.91//EN\" \"http://a.example/rss.dtd\"><a>&eacute;</a>", "(aé)"),
        ("<a><?php echo \"<b>\" ?>x</a>", "(ax)"),
        ("<a>one\r\ntwo\rthree</a>", "(aone\ntwo\nthree)"),
    ] {
        assert_eq!(outline(text), (expected.to_owned(), 0), "{text}");
    }
}

#[test]
fn what_is_not_well_formed_is_read_and_told() {
    for (text, expected, wrong) in [
        ("<a>1 < 2, <3, <- &c. & AT&T</a>", "(a1 < 2, <3, <- &c. & AT&T)", 6),
        ("<a>x &nbsp; y &unknown;</a>", "(ax \u{A0} y &unknown;)", 2),
        ("<a><b>x</a>", "(a(bx))", 1),
        ("<a>x</b></a>", "(ax)", 1),
        ("<a>x</A>", "(ax)", 1),
        ("<a><b c='x>y</b> <d e='f'>z</d></a>", "(a(by) (dz))", 1),
        ("<a><b c=\"x <i>\">y</b></a>", "(a(by))", 1),
        ("<a><b c=\"1\" <d>x</d></a>", "(a(b(dx)))", 2),
        ("<a b=1 c='2'd='3'>x</a>", "(ax)", 1),
        ("<a><b/ >x</a>", "(a(b)x)", 1),
        ("<a>x</a b='c'>", "(ax)", 1),
        ("<a>x</ a >", "(ax)", 1),
        ("<a>x</a", "(ax)", 1),
        ("<a><b>x", "(a(bx))", 1),
        ("<a><b c='d", "(a)", 2),
        ("<a><b c='d/", "(a)", 2),
        ("<a><b/", "(a)", 2),
        ("<a>x<![CDATA[y</a>", "(axy</a>)", 2),
        ("<a>x<!-- y > z</a>", "(ax z)", 1),
        ("<a>x<![cdata[<y>]]></a>", "(ax<y>)", 1),
        ("<a>x<!y>z</a>", "(axz)", 1),
        ("\n<?xml version='1.0'?><a>x</a>", "(ax)", 1),
        ("<?xml version='1.0'?><?xml version='1.0'?><a>x</a>", "(ax)", 1),
        ("<?xml version='1.0'>\n<a>x</a><?y z ?>", "(ax)", 1),
        ("<!DOCTYPE a [<!ENTITY b 'c'><a>x</a>", "(ax)", 2),
        ("junk<a>x</a>junk<b/>", "(ax)(b)", 2),
        (
            "<a>&#0;&#xD800;&#x110000;&#999999999999;&#38 &#;</a>",
            "(a\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}& &#;)",
            6,
        ),
        ("<a b='1' b='2'/>", "(a)", 1),
    ] {
        assert_eq!(outline(text), (expected.to_owned(), wrong), "{text}");
    }
}

#[test]
fn html_that_should_have_been_escaped_swallows_nothing() {
    let text = "<a><d><p class=x>1<br>2 <img src='y'>&lt;3</p></i> <BR/></d><link>z</link></a>";
    let mut xml = Xml::new(text, None);
    let root = xml.child(0).unwrap();
    let description = xml.child(root.depth).unwrap();
    let content = xml.content(&description);
    assert_eq!(content.value, "<p class=\"x\">1<br>2 <img src=\"y\">&lt;3</p> <BR>");
    assert!(content.has_elements);
    let link = xml.child(root.depth).unwrap();
    assert_eq!(xml.content(&link).value, "z");
}

#[test]
fn what_is_nested_too_deep_is_read_without_its_tags() {
    let deep = 2 * MAX_DEPTH;
    let text = format!("<a><b>{}x{}</b><c>y</c></a>", "<i>".repeat(deep), "</i>".repeat(deep));
    let mut xml = Xml::new(&text, None);
    let root = xml.child(0).unwrap();
    let b = xml.child(root.depth).unwrap();
    assert_eq!(xml.content(&b).value.matches("<i>").count(), MAX_DEPTH - 2);
    let c = xml.child(root.depth).unwrap();
    assert_eq!(xml.content(&c).value, "y");
    assert_eq!(xml.defects.located(&text).0.len(), 1);
}

#[test]
fn bases_and_languages_hold_in_their_element() {
    let text =
        "<a xml:base='/x/' xml:lang='en'><b xml:base='y/' xml:lang=''><c xml:base='mailto:z'/></b><d/></a>";
    let base = url::Url::parse("https://h.example/feed").unwrap();
    let mut xml = Xml::new(text, Some(Arc::new(base)));
    let mut seen = Vec::new();
    while let Some(element) = xml.descend() {
        seen.push(format!("{} {} {}", element.tag, xml.resolve("i"), xml.language().unwrap_or("-")));
    }
    assert_eq!(
        seen,
        [
            "a https://h.example/x/i en",
            "b https://h.example/x/y/i -",
            "c https://h.example/x/y/i -",
            "d https://h.example/x/i en"
        ]
    );
}

#[test]
fn references_in_attributes_are_resolved_and_checked() {
    let doctype = "<!DOCTYPE a [<!ENTITY h 'http://h.example/'><!ENTITY u 'http://www.w3.org/2005/Atom'>]>";
    for (text, expected, wrong) in [
        (&*format!("{doctype}<a b='&h;x&amp;y&#33;'/>"), "http://h.example/x&y!", 0),
        (&*format!("{doctype}<a b='&h;' xmlns='&u;' xml:base='&h;x/'/>"), "http://h.example/", 0),
        ("<a b='?x=1&y=2'/>", "?x=1&y=2", 1),
        ("<a b='&eacute;'/>", "é", 1),
        ("<a b='&unknown;' c='&'/>", "&unknown;", 1),
        ("<!DOCTYPE a SYSTEM 'x'><a b='&eacute;'/>", "é", 0),
    ] {
        let mut xml = Xml::new(text, None);
        let root = xml.child(0).unwrap();
        assert_eq!(root.attribute("b").as_deref(), Some(expected), "{text}");
        if text.contains("&u;") {
            assert_eq!((root.ns, xml.resolve("i")), (Ns::Atom, "http://h.example/x/i".to_owned()));
        }
        assert_eq!(xml.defects.located(text).0.len(), wrong, "{text}");
    }
    let many = format!("<!DOCTYPE a [<!ENTITY e '{}'>]><a b='{}'/>", "v".repeat(100), "&e;".repeat(100_000));
    let root = Xml::new(&many, None).child(0).unwrap();
    assert!(root.attribute("b").unwrap().len() < 2 * 1024 * 1024);
}

#[test]
fn entities_never_grow() {
    let bomb = "<!DOCTYPE a [<!ENTITY a 'lol'><!ENTITY b '&a;&a;'><!ENTITY c SYSTEM 'file:///etc/passwd'>]><a>&a;&b;&c;</a>";
    assert_eq!(outline(bomb).0, "(alol&b;&c;)");
    let value = "v".repeat(100);
    let many = format!("<!DOCTYPE a [<!ENTITY a '{value}'>]><a>{}</a>", "&a;".repeat(100_000));
    assert!(outline(&many).0.len() < 2 * 1024 * 1024);
}

#[test]
fn an_undeclared_prefix_is_told_once() {
    for (text, told) in [
        ("<a xml:lang='en'><b xmlns:x='urn:x' x:c='1'><x:d/></b></a>", &[][..]),
        ("<a><dc:b/><dc:c/><q:b q:c='1'/></a>", &["dc", "q"]),
        ("<a><b x:c='http://h.example/'/><x:d/></a>", &["x"]),
        ("<a><b xmlns:x='urn:x'/><x:d/></a>", &["x"]),
    ] {
        let mut xml = Xml::new(text, None);
        while xml.descend().is_some() {}
        let (defects, _) = xml.defects.located(text);
        let found: Vec<&str> = defects.iter().filter_map(|defect| defect.what.split('`').nth(1)).collect();
        assert_eq!(found, told, "{text}");
    }
    let mut flood = String::new();
    for n in 0..1000 {
        flood.extend(["<p", &n.to_string(), ":a/>"]);
    }
    let mut xml = Xml::new(&flood, None);
    while xml.descend().is_some() {}
    assert_eq!(xml.defects.located(&flood).0.len(), 32);
}

/// The content of the first child of the root as markup, and how much is wrong.
fn markup(text: &str) -> (String, usize) {
    let mut xml = Xml::new(text, None);
    let root = xml.child(0).unwrap();
    let field = xml.child(root.depth).unwrap();
    let content = xml.content(&field);
    assert_eq!(xml.child(root.depth).map(|next| next.tag), Some("next"), "{text}");
    while xml.descend().is_some() {}
    let (listed, more) = xml.defects.located(text);
    (content.value.into_owned(), listed.len() + more)
}

#[test]
fn end_tags_that_html_lets_people_leave_out_are_implied() {
    for (inside, expected, wrong) in [
        ("<p>a<p>b", "<p>a</p><p>b</p>", 2),
        ("<p>a<P>b</P>", "<p>a</p><P>b</P>", 1),
        (
            "<ul><li>a<p>b<li>c<ul><li>d</ul></ul>",
            "<ul><li>a<p>b</p></li><li>c<ul><li>d</li></ul></li></ul>",
            4,
        ),
        ("<dl><dt>a<dd>b<dt>c</dl>", "<dl><dt>a</dt><dd>b</dd><dt>c</dt></dl>", 3),
        (
            "<table><tr><td>a<th>b<tr><td>c</table>",
            "<table><tr><td>a</td><th>b</th></tr><tr><td>c</td></tr></table>",
            4,
        ),
        ("<select><option>a<option/></select>", "<select><option>a</option><option></option></select>", 1),
        ("<p>a<b><p>c</p></b></p>", "<p>a<b><p>c</p></b></p>", 0),
        ("<p>a<p>b</p></p>", "<p>a</p><p>b</p>", 0),
        ("<div><p>a<p>b</p>c</p></div><p>d</p>", "<div><p>a</p><p>b</p>c</div><p>d</p>", 0),
    ] {
        let text = format!("<a><d>{inside}</d><next/></a>");
        assert_eq!(markup(&text), (expected.to_owned(), wrong), "{text}");
    }
    let many = format!("<a><d>{}</d><next/></a>", "<p>x".repeat(1000));
    assert_eq!(markup(&many), ("<p>x</p>".repeat(1000), 2));
}

#[test]
fn only_markup_of_html_loses_its_prefix() {
    let declarations =
        "xmlns:h='http://www.w3.org/1999/xhtml' xmlns:s='http://www.w3.org/2000/svg' xmlns:o='urn:o'";
    for (inside, expected) in [
        ("<h:p h:x='1'>a<h:br/></h:p>", "<p h:x=\"1\">a<br></p>"),
        ("<s:svg><s:a/></s:svg>", "<svg><a></a></svg>"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "<svg xmlns=\"http://www.w3.org/2000/svg\"></svg>"),
        ("<p xmlns='http://www.w3.org/1999/xhtml'><o:p>x</o:p></p>", "<p><o:p>x</o:p></p>"),
    ] {
        let text = format!("<a {declarations}><d>{inside}</d><next/></a>");
        assert_eq!(markup(&text), (expected.to_owned(), 0), "{text}");
    }
}

#[test]
fn a_base_inside_of_content_counts_for_what_is_in_it() {
    let base = url::Url::parse("https://h.example/d/").unwrap();
    let text = "<a><p xml:base='e/'><i href='f' title='g'/></p><i href='f'/></a>";
    let mut xml = Xml::new(text, Some(Arc::new(base)));
    let element = xml.child(0).unwrap();
    let content = xml.content(&element).value;
    assert!(content.contains(r#"<i href="https://h.example/d/e/f" title="g">"#), "{content}");
    assert!(content.contains(r#"<i href="f">"#), "{content}");
}
