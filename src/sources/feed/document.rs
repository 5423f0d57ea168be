//! A document to entries: the bytes of a feed in, its entries, each with what the feed says for all of them, out.
//!
//! One function of the bytes and of what is known beside them, wherever they come from. Not done here: comparing with what is known.

use std::sync::Arc;

use url::Url;

use super::{Settings, bounds, defects};
use crate::model::change::Defect;
use crate::model::draft::{Draft, DraftBody};
use crate::model::parts::Language;
use crate::model::syndicated::{DraftFeed, DraftOrigin, Extent};
use crate::parse::feed::{self, Cut, Hints, ParseError};
use crate::sources::told::told;

/// A feed that was read.
pub(super) struct Document {
    /// Its entries, each key once, but for one that is cut off.
    pub(super) entries: Vec<Draft>,
    /// True: they are all that the feed has (RFC 5005 §2), so that others are gone.
    pub(super) is_all: bool,
    /// True: it ends before its end. One that only holds more entries than are read is whole.
    pub(super) is_cut: bool,
    /// What was wrong with it.
    pub(super) defects: Vec<Defect>,
    /// What it says of its feed.
    pub(super) feed: DraftFeed,
    /// The name of its format, such as `rss2.0`.
    pub(super) format: String,
}

/// Reads a feed.
pub(super) fn read(
    settings: &Settings,
    bytes: &[u8],
    content_type: Option<&str>,
    served_at: Option<&Url>,
) -> Result<Document, ParseError> {
    let home = settings.reading.base.as_ref().or(served_at);
    let mut parsed = feed::parse(bytes, &Hints { base: home, content_type })?;
    let mut defects = Vec::new();
    let is_cut = parsed.cut.is_some() && parsed.entries.len() < feed::MOST_ENTRIES;
    if parsed.cut == Some(Cut::InEntry)
        && let Some(half) = parsed.entries.pop()
    {
        defects.push(defects::cut_off(&settings.place(), &half.key));
    }
    if home.is_none() && parsed.feed.feed_url.is_none() {
        defects.push(defects::homeless(&settings.place()));
    }
    defects.extend(told(&settings.place(), &parsed.defects, parsed.more_defects));
    parsed.keep_newest();
    let there_are = parsed.entries.len();
    parsed.entries.retain(says_something);
    if parsed.entries.len() < there_are {
        defects.push(defects::hollow(&settings.place(), there_are - parsed.entries.len()));
    }
    let is_all = parsed.feed.extent == Extent::Complete && parsed.cut.is_none();
    let mut bounded = bounds::shared(&mut parsed.feed);
    if !settings.reading.chosen {
        bounded.extend(bounds::categories(&mut parsed.entries));
    }
    let of_all = |message| Defect { place: settings.place(), line: 0, column: 0, message };
    defects.extend(bounded.into_iter().map(of_all));
    let shared = Shared::of(&parsed.feed, settings, home);
    let mut entries = parsed.entries;
    for draft in &mut entries {
        shared.complete(draft);
    }
    Ok(Document { entries, is_all, is_cut, defects, feed: parsed.feed, format: parsed.format.0.into_owned() })
}

/// False for an entry that nobody could make anything of: it has no title, no text, no page, no file and no id.
fn says_something(draft: &Draft) -> bool {
    let has_body = match &draft.body {
        DraftBody::Inline(body) => !body.value.trim().is_empty(),
        DraftBody::None => false,
        DraftBody::Deferred(_) => true,
    };
    let has_title = draft.title.as_ref().is_some_and(|title| !title.value.trim().is_empty());
    let has_summary = draft.summary.as_ref().is_some_and(|summary| !summary.value.trim().is_empty());
    has_body
        || has_title
        || has_summary
        || draft.link.is_some()
        || draft.claimed_id.is_some()
        || draft.image.is_some()
        || !draft.enclosures.is_empty()
}

/// What a feed says for those of its entries that do not say it themselves.
struct Shared<'a> {
    feed: &'a DraftFeed,
    language: Option<&'a str>,
    base: Url,
    origin: Arc<DraftOrigin>,
}

impl<'a> Shared<'a> {
    fn of(feed: &'a DraftFeed, settings: &Settings, home: Option<&Url>) -> Self {
        let base = home.cloned().or_else(|| feed.address());
        let base = base.unwrap_or_else(|| Url::clone(&settings.reading.site));
        let origin = Arc::new(DraftOrigin {
            title: feed.title.clone(),
            url: feed.link.clone(),
            feed_url: feed.feed_url.clone().or_else(|| home.map(Url::to_string)),
            id: feed.id.clone(),
            subtitle: feed.subtitle.clone(),
            rights: feed.rights.clone(),
            image: feed.image.clone(),
            icon: feed.icon.clone(),
            license: feed.license.clone(),
            categories: feed.categories.clone(),
            // Entries that name nobody get them as their own.
            authors: Vec::new(),
            contributors: feed.contributors.clone(),
            is_second_hand: false,
        });
        // What is no tag would be told of every entry again.
        let language = feed.language.as_deref().filter(|tag| Language::parse(tag).is_some());
        Self { feed, language, base, origin }
    }

    /// Puts into an entry what it leaves to its feed (RFC 4287 §4.1.1, §4.2.10).
    fn complete(&self, draft: &mut Draft) {
        let more = draft.syndicated.get_or_insert_default();
        if let Some(origin) = &mut more.origin {
            Arc::make_mut(origin).is_second_hand = true;
        } else {
            more.origin = Some(Arc::clone(&self.origin));
            if draft.authors.is_empty() {
                draft.authors.clone_from(&self.feed.authors);
            }
            draft.rights = draft.rights.take().or_else(|| self.feed.rights.clone());
        }
        if draft.language.is_none() {
            draft.language = self.language.map(str::to_owned);
        }
        draft.base.get_or_insert_with(|| self.base.clone());
    }
}
