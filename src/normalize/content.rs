//! Content that came with its entry: in what form it was found in, out clean HTML. Not done here: content that its source keeps.

use std::borrow::Cow;

use url::Url;

use super::sanitize::Sanitizer;
use crate::model::draft::{Draft, DraftBody, Markup, RawText};
use crate::model::parts::Html;
use crate::text::html::tag_at;

/// Bytes of a summary of a feed's entry at the most. What is longer is no summary, and would stand in every document.
const LONGEST_SUMMARY: usize = 4096;

/// Bytes of the content of a feed's entry at the most: it stands in documents, and in memory several times over while it is cleaned.
const LONGEST_CONTENT: usize = 1 << 20;

/// The content of a draft that brings it along, clean. Empty where it shows nothing.
///
/// Where a feed gives only one text, that is the content as soon as it has markup or is long: the `description` of RSS is "the
/// item synopsis" or all there is, and as plain text it would lose its links and pictures. Its summary then is taken from it.
pub(super) fn take(
    draft: &mut Draft,
    link: Option<&Url>,
    sanitizer: &mut Sanitizer,
    report: &mut dyn FnMut(String),
) -> Html {
    let body = match std::mem::take(&mut draft.body) {
        DraftBody::Inline(body) if !body.value.trim().is_empty() => {
            let is_feeds = draft.syndicated.is_some();
            draft.summary.take_if(|summary| {
                is_feeds && (is_long(summary) || summary.value.trim() == body.value.trim())
            });
            Some(body)
        }
        DraftBody::Inline(_) | DraftBody::None => {
            let is_feeds = draft.syndicated.is_some();
            draft.summary.take_if(|summary| is_feeds && (has_markup(summary) || is_long(summary)))
        }
        deferred @ DraftBody::Deferred(_) => {
            draft.body = deferred;
            None
        }
    };
    let Some(mut body) = body else { return Html::default() };
    if draft.syndicated.is_some() && body.value.len() > LONGEST_CONTENT {
        report("its content is longer than 1 MiB; the rest is cut off".to_owned());
        body.value.truncate(body.value.floor_char_boundary(LONGEST_CONTENT));
    }
    let base = body.base.as_deref().or(link).or(draft.base.as_ref());
    let html = match body.markup {
        Markup::Html => Cow::Borrowed(body.value.as_str()),
        Markup::Plain | Markup::Markdown => Cow::Owned(paragraphs(&body.value)),
    };
    match draft.syndicated {
        Some(_) => sanitizer.clean_of_others(&html, base),
        None => sanitizer.clean(&html, base),
    }
}

fn is_long(text: &RawText) -> bool {
    text.value.len() > LONGEST_SUMMARY
}

/// True for HTML with tags, as against text that might have had some.
fn has_markup(text: &RawText) -> bool {
    let value = text.value.as_str();
    text.markup == Markup::Html
        && memchr::memchr_iter(b'<', value.as_bytes()).any(|at| {
            value.get(at..).and_then(tag_at).is_some_and(|tag| crate::text::html::is_known(tag.name))
        })
}

/// Text as HTML: empty lines part paragraphs, other lines stay lines.
fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / 8 + 16);
    let mut is_open = false;
    for line in text.lines().map(str::trim) {
        if line.is_empty() {
            if std::mem::take(&mut is_open) {
                out.push_str("</p>\n");
            }
            continue;
        }
        out.push_str(if std::mem::replace(&mut is_open, true) { "<br>\n" } else { "<p>" });
        for c in line.chars() {
            match c {
                '&' => out.push_str("&amp;"),
                '<' => out.push_str("&lt;"),
                '>' => out.push_str("&gt;"),
                _ => out.push(c),
            }
        }
    }
    if is_open {
        out.push_str("</p>");
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::syndicated::Syndicated;

    fn draft(summary: Option<RawText>, body: Option<RawText>) -> Draft {
        Draft {
            summary,
            body: body.map_or(DraftBody::None, DraftBody::Inline),
            syndicated: Some(Box::<Syndicated>::default()),
            ..Draft::default()
        }
    }

    #[test]
    fn a_text_that_stands_alone_is_the_content_where_it_has_markup() {
        let html = |text: &str| Some(RawText::html(text));
        for (summary, body, content, kept) in [
            (html("<p>a <b>b</b></p>"), None, "<p>a <b>b</b></p>", None),
            (html("1 < 2 &amp; 3"), None, "", Some("1 < 2 &amp; 3")),
            (Some(RawText::plain("<b>")), None, "", Some("<b>")),
            (html("<i>short</i>"), html("<p>long</p>"), "<p>long</p>", Some("<i>short</i>")),
            (html("<p>same</p> "), html("<p>same</p>"), "<p>same</p>", None),
            (html("<p>only</p>"), html("  "), "<p>only</p>", None),
            (Some(RawText::plain("x".repeat(5000))), html("<p>long</p>"), "<p>long</p>", None),
            (None, Some(RawText::plain("a <b>\nb\n\n\nc")), "<p>a &lt;b&gt;<br>\nb</p>\n<p>c</p>", None),
        ] {
            let mut draft = draft(summary, body);
            let found = take(&mut draft, None, &mut Sanitizer::new(), &mut drop);
            assert_eq!(
                (found.as_str(), draft.summary.as_ref().map(|text| text.value.as_str())),
                (content, kept)
            );
        }
    }

    #[test]
    fn a_text_that_is_long_is_no_summary() {
        let mut draft = draft(Some(RawText::plain("long ".repeat(1000))), None);
        let found = take(&mut draft, None, &mut Sanitizer::new(), &mut drop);
        assert!(found.as_str().starts_with("<p>long long") && draft.summary.is_none());
    }

    #[test]
    fn relative_addresses_are_those_of_the_text_then_of_the_page_then_of_the_feed() {
        let url = |text: &str| Url::parse(text).unwrap();
        let (page, feed) = (url("https://a.example/page/"), url("https://a.example/feeds/x.xml"));
        let base = Some(std::sync::Arc::new(url("https://base.example/")));
        for (base, link, expected) in [
            (base, Some(&page), "https://base.example/p.png"),
            (None, Some(&page), "https://a.example/page/p.png"),
            (None, None, "https://a.example/feeds/p.png"),
        ] {
            let mut draft = draft(None, Some(RawText { base, ..RawText::html("<img src='p.png'>") }));
            draft.base = Some(feed.clone());
            let found = take(&mut draft, link, &mut Sanitizer::new(), &mut drop);
            assert!(found.as_str().contains(expected), "{found:?}");
        }
    }
}
