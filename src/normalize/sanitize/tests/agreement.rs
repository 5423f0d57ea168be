//! The fast way agrees with the parser, on bodies as they are and on any others; and cleaning twice changes nothing.

use proptest::prelude::*;

use super::*;

/// What the parser makes of `html`, the fast way not taken.
fn slowly(sanitizer: &Sanitizer, html: &str) -> String {
    *sanitizer.base.lock().unwrap() = Some(base());
    sanitizer.parse(&prepare::rewrite(html).unwrap())
}

#[test]
fn bodies_as_programs_and_people_write_them_take_the_fast_way() {
    for html in [
        // WordPress.
        "<div class=\"wp-block-image\"><figure class=\"aligncenter size-large\"><img fetchpriority=\"high\" decoding=\"async\" \
         width=\"800\" src=\"https://a.example/x.jpg\" alt=\"\" class=\"wp-image-1\" srcset=\"https://a.example/x.jpg 800w\" \
         sizes=\"(max-width: 800px) 100vw, 800px\" /></figure></div>\n<!-- /wp:image --><p style=\"text-align:center\">x&#8217;s</p>\
         <audio class=\"wp-audio-shortcode\" preload=\"none\" controls=\"controls\"><source type=\"audio/mpeg\" \
         src=\"https://a.example/x.mp3?_=1\" /><a href=\"https://a.example/x.mp3\">x</a></audio>\
         <iframe title=\"x\" src=\"https://v.example/embed/x?feature=oembed\" allowfullscreen></iframe>\
         <script async src=\"//p.example/w.js\"></script>",
        // Blogger.
        "<div class=\"separator\" style=\"clear: both;\"><a href=\"https://1.bp.example/x.jpg\" imageanchor=\"1\"><img border=\"0\" \
         data-original-height=\"9\" src=\"https://1.bp.example/x.jpg\" /></a></div><br /><span><o:p></o:p></span>\
         <font size=\"4\" color=blue>x</font><div><br></div>",
        // A page that was copied as a whole.
        "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><style>p{}</style></head><body class=x><p>x</body></html>",
        // Written by hand, long ago.
        "<P>x<P>y<BR><UL><LI>a<LI><B>b</B></UL><IMG SRC=\"/x.gif\" BORDER=0><HR>AT&T, A&M & Co",
        "<dl><dt>x<dd>y<dt>z</dl></div></p>",
        // Tables without their groups, and ends that XHTML writes.
        "<table border=\"0\"><tr valign=\"top\"><td>x<td><p>y</tr><tr><th>z</table><img src=\"/x\"></img><br></br>",
        // What goes.
        "<a href=\"javascript:x()\" onclick='x'>x</a><svg viewBox=\"0 0 1 1\"><path d=\"M0\"/></svg><noscript>x</noscript>",
    ] {
        assert!(check_both_ways(html).unwrap(), "{html}");
    }
}

fn tokens() -> impl Strategy<Value = String> {
    let names = prop::sample::select(
        rules::ELEMENTS
            .iter()
            .map(|(name, ..)| *name)
            .chain([
                "font", "form", "button", "object", "script", "svg", "math", "x-y", "option", "nobr", "tr",
                "FONT", "P", "Li", "TD", "body", "html", "embed", "o:p", "label", "menu", "p", "p", "li",
                "td", "tr", "table",
            ])
            .collect::<Vec<_>>(),
    );
    let attribute = prop::sample::select(vec![
        "",
        " href=\"/x\"",
        " href='https://a.b/c?d=e&amp;f'",
        " src=x.png",
        " src=\"x.png\"",
        " title=\"a &quot; b\"",
        " title='&lt;<>'",
        " style=\"x\"",
        " href=\"?a=1&b=2\"",
        " alt=\"\u{a0}&nbsp;\"",
        " srcset=\"a 1x,b 2x\"",
        " dir=rtl",
        " open",
        " href=\"javascript:x\"",
        " data-src=\"y\"",
        " colspan=\"2\"",
        " /",
        " title=\"a\" title=\"b\"",
        " cite=\"x\"",
        " CLASS=x HREF='/y'",
        " href=\"x\"title=\"y\"",
        " xml:lang=\"de\" / lang=\"en\"",
        " controls=\"controls\" autoplay",
    ]);
    let token = prop_oneof![
        6 => (names.clone(), attribute).prop_map(|(name, attribute)| format!("<{name}{attribute}>")),
        6 => names.prop_map(|name| format!("</{name}>")),
        3 => prop::sample::select(vec![
            "x", " ", "\n", "&amp;", "&#10;", "&nbsp;", "\u{a0}", "é", "中文", ">", "<", "&", "&lt;b", "&copy", "<!-- c -->", "<!", "a b",
            "</", "\"", "&#0;", "&#128;",
            "</p\n>", "<pre>\n", "\n\n", "&x", "&1", "&notit;", "A&M.", "</IMG>",
        ]).prop_map(str::to_owned),
    ];
    prop::collection::vec(token, 0..24).prop_map(|tokens| tokens.concat())
}

/// Bodies that nest rightly, so that the fast way is taken.
fn tree() -> impl Strategy<Value = String> {
    let leaf = prop::sample::select(vec![
        "x",
        " ",
        "\n",
        "&amp;",
        "&nbsp;",
        "a > b",
        "<br>",
        "<img src=\"/x.png\" alt=\"a\">",
        "<hr/>",
        "é 中文",
        "&#123;",
    ])
    .prop_map(str::to_owned);
    leaf.prop_recursive(5, 48, 5, |inner| {
        let name = prop::sample::select(rules::ELEMENTS.iter().map(|(name, ..)| *name).collect::<Vec<_>>());
        let attribute = prop::sample::select(vec![
            "",
            " href=\"/x\"",
            " title='a\"b'",
            " class=\"x\"",
            " lang=\"de\" href=\"#x\"",
        ]);
        (name, attribute, prop::collection::vec(inner, 0..5)).prop_map(|(name, attribute, inside)| match name
        {
            "ul" | "ol" => format!("<{name}{attribute}><li>{}</li></{name}>", inside.join("</li>\n<li>")),
            "table" => format!(
                "<table>\n<thead><tr><th>{}</th></tr></thead><tbody> </tbody></table>",
                inside.join("</th><th>")
            ),
            "dl" => format!("<dl><dt>{}</dt></dl>", inside.join("</dt><dd>x</dd><dt>")),
            _ if matches!(name, "br" | "hr" | "img" | "wbr" | "source" | "track" | "col") => {
                format!("<{name}{attribute}>")
            }
            _ => format!("<{name}{attribute}>{}</{name}>", inside.concat()),
        })
    })
}

fn check_both_ways(html: &str) -> Result<bool, TestCaseError> {
    let sanitizer = Sanitizer::new();
    let html = without_forbidden(html);
    let prepared = prepare::rewrite(&html).unwrap_or_default();
    if let Some(tidy) = tidy::tidy(&prepared, Some(&base()), Purpose::Publishing) {
        prop_assert_eq!(&tidy, &slowly(&sanitizer, &html));
    }
    let Some(tidy) = tidy::tidy(&html, Some(&base()), Purpose::Publishing) else { return Ok(false) };
    prop_assert_eq!(&tidy, &slowly(&sanitizer, &html));
    prop_assert_eq!(tidy::tidy(&tidy, Some(&base()), Purpose::Publishing), Some(tidy));
    Ok(true)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, ..ProptestConfig::default() })]

    #[test]
    fn the_fast_way_gives_the_same_bytes_for_tags_in_any_order(html in tokens()) {
        check_both_ways(&html)?;
    }

    #[test]
    fn the_fast_way_gives_the_same_bytes_for_trees(html in tree()) {
        check_both_ways(&html)?;
    }

    #[test]
    fn cleaning_twice_changes_nothing(html in tokens()) {
        let once = clean(&html);
        prop_assert_eq!(clean(&once), once);
    }

    #[test]
    fn any_text_is_cleaned(html in "\\PC*") {
        let once = clean(&html);
        prop_assert_eq!(clean(&once), once);
    }

    #[test]
    fn a_normal_url_is_written_as_it_was_read(url in "https?://[a-z0-9.-]{1,12}/[ -~]{0,12}") {
        if url::is_normal(&url) {
            prop_assert_eq!(Url::parse(&url).map(String::from), Ok(url));
        }
    }
}
