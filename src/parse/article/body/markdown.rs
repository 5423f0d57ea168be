//! Markdown to HTML. In: Markdown without template syntax. Out: HTML.
//!
//! pulldown-cmark does the work; between its parser and its writer some events are changed: addresses in text become
//! links, tasks and footnotes are written in ways that survive sanitizing, and a heading that repeats the title goes.

use std::collections::HashMap;

use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, TextMergeStream, html};

use super::links::addresses;
use super::plain::push_link;
use crate::model::parts::PlainText;

/// The extensions that articles use. Formulas are only recognized, to leave them as they are; quotes are not curled.
pub(super) const OPTIONS: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_HEADING_ATTRIBUTES)
    .union(Options::ENABLE_MATH);

/// Renders `body`, without its first heading of level 1 where that repeats `title`.
pub(super) fn to_html(body: &str, title: &PlainText) -> String {
    let mut out = String::with_capacity(body.len() + body.len() / 4);
    // Only where there may be an address is the text put together again that the parser cut at each sign.
    let has_addresses = memchr::memmem::find(body.as_bytes(), b"http").is_some();
    let parser = Parser::new_ext(body, OPTIONS);
    if has_addresses {
        html::push_html(&mut out, Changes::new(TextMergeStream::new(parser), title, true));
    } else {
        html::push_html(&mut out, Changes::new(parser, title, false));
    }
    out
}

/// The events of a document, changed.
struct Changes<'t, 'a, I> {
    events: I,
    title: &'t PlainText,
    /// The first heading of level 1 was seen.
    seen_h1: bool,
    has_addresses: bool,
    /// Elements that are open in which an address is no link: links, images, code.
    closed_to_links: usize,
    /// A link is open that is written as HTML.
    in_html_link: bool,
    /// Links and images that are open and have no target, as only the site's generator knew it: their text stays.
    without_target: usize,
    /// The numbers of footnotes, by label.
    footnotes: HashMap<CowStr<'a>, usize>,
    /// Events that were read ahead, the next one last.
    ahead: Vec<Event<'a>>,
}

impl<'t, 'a, I: Iterator<Item = Event<'a>>> Changes<'t, 'a, I> {
    fn new(events: I, title: &'t PlainText, has_addresses: bool) -> Self {
        Self {
            events,
            title,
            seen_h1: title.is_empty(),
            has_addresses,
            closed_to_links: 0,
            in_html_link: false,
            without_target: 0,
            footnotes: HashMap::new(),
            ahead: Vec::new(),
        }
    }

    /// Reads a heading of level 1 to its end. Gives it back, unless it repeats the title.
    fn heading(&mut self, start: Event<'a>) -> Option<Event<'a>> {
        self.seen_h1 = true;
        let (mut text, mut with_tags) = (String::new(), String::new());
        let mut inside = Vec::new();
        for event in self.events.by_ref() {
            match &event {
                Event::Text(part) | Event::Code(part) | Event::InlineMath(part) => {
                    text.push_str(part);
                    with_tags.push_str(part);
                }
                // `# What is <html>?`
                Event::InlineHtml(part) => with_tags.push_str(part),
                Event::SoftBreak | Event::HardBreak => {
                    text.push(' ');
                    with_tags.push(' ');
                }
                _ => {}
            }
            let is_end = matches!(event, Event::End(TagEnd::Heading(_)));
            inside.push(event);
            if is_end {
                break;
            }
        }
        if PlainText::new(&text) == *self.title || PlainText::new(&with_tags) == *self.title {
            return None;
        }
        self.ahead.extend(inside.into_iter().rev());
        Some(start)
    }

    fn change(&mut self, event: Event<'a>) -> Option<Event<'a>> {
        Some(match event {
            Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }) if !self.seen_h1 => {
                return self.heading(event);
            }
            Event::Start(Tag::Link { ref dest_url, .. } | Tag::Image { ref dest_url, .. })
                if dest_url.is_empty() =>
            {
                self.without_target += 1;
                return None;
            }
            Event::End(TagEnd::Link | TagEnd::Image)
                if self.without_target > 0 && self.closed_to_links == 0 =>
            {
                self.without_target -= 1;
                return None;
            }
            Event::Start(Tag::Link { .. } | Tag::Image { .. } | Tag::CodeBlock(_)) => {
                self.closed_to_links += 1;
                event
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                self.closed_to_links = self.closed_to_links.saturating_sub(1);
                event
            }
            Event::End(TagEnd::Paragraph) => {
                self.in_html_link = false;
                event
            }
            Event::InlineHtml(ref html) if !is_comment(html) => {
                let tag = html.trim_start_matches(['<', '/']);
                if tag.get(..1).is_some_and(|a| a.eq_ignore_ascii_case("a"))
                    && !tag.as_bytes().get(1).is_some_and(u8::is_ascii_alphanumeric)
                {
                    self.in_html_link = !html.starts_with("</");
                }
                event
            }
            Event::Text(text) if self.has_addresses && self.closed_to_links == 0 && !self.in_html_link => {
                with_links(text)
            }
            Event::TaskListMarker(done) => Event::Text(CowStr::Borrowed(if done { "☑ " } else { "☐ " })),
            Event::InlineMath(formula) => Event::Text(format!("${formula}$").into()),
            Event::DisplayMath(formula) => Event::Text(format!("$${formula}$$").into()),
            Event::Html(ref html) | Event::InlineHtml(ref html) if is_comment(html) => return None,
            Event::FootnoteReference(label) => {
                let number = self.footnote(label);
                Event::InlineHtml(format!("<sup>{number}</sup>").into())
            }
            Event::Start(Tag::FootnoteDefinition(label)) => {
                let number = self.footnote(label);
                Event::Html(format!("<div><sup>{number}</sup>\n").into())
            }
            Event::End(TagEnd::FootnoteDefinition) => Event::Html(CowStr::Borrowed("</div>\n")),
            other => other,
        })
    }

    /// Footnotes are numbered as they are met.
    fn footnote(&mut self, label: CowStr<'a>) -> usize {
        let next = self.footnotes.len() + 1;
        *self.footnotes.entry(label).or_insert(next)
    }
}

impl<'a, I: Iterator<Item = Event<'a>>> Iterator for Changes<'_, 'a, I> {
    type Item = Event<'a>;

    fn next(&mut self) -> Option<Event<'a>> {
        loop {
            let event = self.ahead.pop().or_else(|| self.events.next())?;
            if let Some(event) = self.change(event) {
                return Some(event);
            }
        }
    }
}

/// True for a comment and nothing else: no reader sees it, and without it a body is simpler.
fn is_comment(html: &str) -> bool {
    let html = html.trim();
    html.len() >= 7
        && html.starts_with("<!--")
        && html.ends_with("-->")
        && memchr::memmem::find_iter(html.as_bytes(), b"-->").count() == 1
}

fn with_links(text: CowStr<'_>) -> Event<'_> {
    let mut ranges = addresses(&text).peekable();
    if ranges.peek().is_none() {
        drop(ranges);
        return Event::Text(text);
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut from = 0;
    for range in ranges {
        super::plain::push_escaped(text.get(from..range.start).unwrap_or_default(), &mut out);
        push_link(text.get(range.clone()).unwrap_or_default(), &mut out);
        from = range.end;
    }
    super::plain::push_escaped(text.get(from..).unwrap_or_default(), &mut out);
    Event::InlineHtml(out.into())
}
