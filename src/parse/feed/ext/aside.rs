//! What extensions say that counts only where nothing else says it: known when the feed or the entry has ended.

use crate::model::draft::{Draft, DraftEnclosure};
use crate::model::syndicated::{DraftFeed, Point, Syndicated};
use crate::parse::feed::bounds::{MOST_FILES, has_room};
use crate::parse::feed::parts::{Ranked, rank};
use crate::parse::xml::Element;
use crate::text::units;

use super::geo::Place;

/// Pixels of the width at which a picture is large enough to stand for an entry.
const WIDE_ENOUGH: u32 = 400;

/// What waits for the end of its feed or entry.
#[derive(Clone, Debug, Default)]
pub struct Aside {
    /// The halves of a point.
    pub(super) place: Place,
    /// A picture.
    pub(super) picture: Ranked<String>,
    /// Pixels that the picture is wide, if it is that of a media object and too narrow to stand for an entry.
    narrow: Option<u32>,
    /// Media objects that are files to download: enclosures, where it has none.
    pub(super) files: Vec<DraftEnclosure>,
    /// Where its enclosure is without the counter of downloads before it. `feedburner:origEnclosureLink`.
    pub(super) original_enclosure: Option<String>,
}

impl Aside {
    /// Offers the picture of a media object. The first counts, but that many feeds give one picture in several sizes, the smallest
    /// first: of those the first that is wide enough, else the widest.
    pub(super) fn sized_picture(&mut self, url: String, width: Option<u32>) {
        let narrow = width.filter(|width| *width < WIDE_ENOUGH);
        match (self.narrow, width) {
            (Some(held), Some(width)) if width > held => self.picture.offer_last(rank::DERIVED, url),
            (None, _) if !self.picture.is_some() => self.picture.offer(rank::DERIVED, url),
            _ => return,
        }
        self.narrow = narrow;
    }

    /// Notes a file.
    pub(super) fn file(&mut self, file: DraftEnclosure) {
        if has_room(&self.files, MOST_FILES) {
            self.files.push(file);
        }
    }

    /// The files.
    pub(in crate::parse::feed) fn files(&mut self) -> &mut Vec<DraftEnclosure> {
        &mut self.files
    }

    /// Completes an entry.
    pub(in crate::parse::feed) fn complete(self, draft: &mut Draft, more: &mut Syndicated) {
        if draft.image.is_none() {
            draft.image = self.picture.take();
        }
        if let Some(Point { latitude, longitude }) = self.place.point() {
            more.point = Some(Point { latitude, longitude });
        }
        if draft.enclosures.is_empty() {
            draft.enclosures = self.files;
        }
        if let ([only], Some(original)) = (draft.enclosures.as_mut_slice(), self.original_enclosure) {
            only.url = original;
        }
        let duration =
            more.podcast.as_ref().and_then(|podcast| units::playing_time(podcast.duration.as_deref()?));
        if let ([only], Some(duration)) = (draft.enclosures.as_mut_slice(), duration) {
            only.duration.get_or_insert(duration);
        }
    }

    /// Completes a feed.
    pub(in crate::parse::feed) fn complete_feed(self, feed: &mut DraftFeed) {
        if feed.image.is_none() {
            feed.image = self.picture.take();
        }
    }
}

/// Bytes, where they are a number.
pub(super) fn bytes(element: &Element<'_>, name: &str) -> Option<u64> {
    element.attribute(name)?.trim().parse().ok()
}
