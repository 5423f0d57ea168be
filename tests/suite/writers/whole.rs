//! Whole documents, so that every change of a byte is seen, and what holds for all of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use feedloom::model::feed::FeedView;
use feedloom::writers::{Fragment, Fragments, WRITERS, Write, WriteError};

use super::views::{entry, full, head, link, rich_entry, site, write};

fn rich(format: &str) -> String {
    let mut feed = head();
    feed.children = vec![link("Pots", "category/brewing/pots/", 3)];
    write(format, &site(), &feed, &[full(rich_entry()), full(entry("Plain"))])
}

#[test]
fn a_rich_feed_as_rss() {
    insta::assert_snapshot!(rich("rss"));
}

#[test]
fn a_rich_feed_as_atom() {
    insta::assert_snapshot!(rich("atom"));
}

#[test]
fn a_rich_feed_as_json() {
    insta::assert_snapshot!(rich("json"));
}

#[test]
fn a_rich_feed_as_a_page() {
    let page = rich("html");
    let (before, rest) = page.split_once("<style>").expect("a stylesheet");
    let (_, after) = rest.split_once("</style>").expect("its end");
    insta::assert_snapshot!(format!("{before}<style>…</style>{after}"));
}

/// Keeps the fragments of one format, as the pipeline does, and counts how often one is made.
#[derive(Default)]
struct Kept {
    fragments: std::sync::Mutex<std::collections::HashMap<usize, Arc<Fragment>>>,
    made: AtomicUsize,
}

impl Fragments for Kept {
    fn fragment(
        &self,
        _: &'static str,
        index: usize,
        make: &mut dyn FnMut() -> Result<Fragment, WriteError>,
    ) -> Result<Arc<Fragment>, WriteError> {
        let mut fragments = self.fragments.lock().expect("nobody panics here");
        if let Some(kept) = fragments.get(&index) {
            return Ok(Arc::clone(kept));
        }
        self.made.fetch_add(1, Ordering::Relaxed);
        let fragment = Arc::new(make()?);
        fragments.insert(index, Arc::clone(&fragment));
        Ok(fragment)
    }
}

#[test]
fn an_entry_is_serialized_once_and_the_same_in_every_feed() {
    let site = site();
    let entries = [full(rich_entry()), full(entry("Plain"))];
    let mut home = head();
    home.names.clear();
    home.title = "Tea & Code".into();
    for writer in WRITERS {
        let Write::Feed(write_feed) = writer.write else { continue };
        let kept = Kept::default();
        for feed in [&head(), &home] {
            let bytes = write_feed(&FeedView { site: &site, feed, entries: &entries, members: &[] }, &kept)
                .expect("it writes");
            assert_eq!(
                String::from_utf8_lossy(&bytes),
                write(writer.name, &site, feed, &entries),
                "{}",
                writer.name
            );
        }
        assert_eq!(kept.made.into_inner(), entries.len(), "{}", writer.name);
    }
}

#[test]
fn documents_end_with_one_line_feed() {
    for format in ["rss", "atom", "json", "html"] {
        for document in [rich(format), write(format, &site(), &head(), &[])] {
            assert!(document.ends_with('\n') && !document.ends_with("\n\n"), "{format}");
        }
    }
}
