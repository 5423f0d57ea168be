//! What feeds say beside what every entry has: the parts of a feed as found, and those that an entry of a feed carries along.
//!
//! Everything optional, URLs as text: resolved against `xml:base` and the feed's own URL where there is one, else as found. The
//! comments name the elements of Atom, RSS and its extensions, and the keys of JSON Feed.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use url::Url;

use super::draft::{DraftPerson, RawText};

mod media;

pub use media::{DraftCredit, DraftMedia, DraftMediaAbout, DraftRating, DraftThumbnail};

/// A link. Atom `link`; RSS `link`, `enclosure`, `guid` that is a permalink; JSON Feed `url`, `external_url`, `attachments`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftLink {
    /// What it is to the entry or feed: `alternate`, `self`, `enclosure`, `hub` (RFC 4287 §4.2.7.2).
    pub rel: String,
    /// Where it leads.
    pub href: String,
    /// Media type, as said.
    pub media_type: Option<String>,
    /// Language of what is there.
    pub hreflang: Option<String>,
    /// What to show for it.
    pub title: Option<String>,
    /// Bytes, as said: often no number.
    pub length: Option<String>,
}

/// A category. Atom `category`; RSS `category`, `dc:subject`, `media:category`; JSON Feed `tags`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftCategory {
    /// Its name for programs. Atom `term`; RSS: the text.
    pub term: String,
    /// The vocabulary that it is from. Atom `scheme`; RSS `domain`.
    pub scheme: Option<String>,
    /// Its name for people. Atom `label`.
    pub label: Option<String>,
}

/// Where an entry was first published. Atom `source`; RSS `source`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftOrigin {
    /// The title of that feed.
    pub title: Option<RawText>,
    /// Its site. Atom `link rel="alternate"`.
    pub url: Option<String>,
    /// Its document. Atom `link rel="self"`; RSS `source url`.
    pub feed_url: Option<String>,
    /// Its id. Atom `id`.
    pub id: Option<String>,
    /// Atom `subtitle`; RSS `description`.
    pub subtitle: Option<RawText>,
    /// Atom `rights`; RSS `copyright`.
    pub rights: Option<RawText>,
    /// The large picture. Atom `logo`; RSS `image`.
    pub image: Option<String>,
    /// The small picture. Atom `icon`.
    pub icon: Option<String>,
    /// Its licence. `link rel="license"`.
    pub license: Option<String>,
    /// Its categories.
    pub categories: Vec<DraftCategory>,
    /// Who makes it, where the entry names others.
    pub authors: Vec<DraftPerson>,
    /// Who else contributes to it.
    pub contributors: Vec<DraftPerson>,
    /// True: it is another feed than the one that the entry stands in.
    pub is_second_hand: bool,
}

/// What an entry answers (RFC 4685 §3). `thr:in-reply-to`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftReply {
    /// The id of what is answered.
    pub reference: Option<String>,
    /// Where it can be read.
    pub href: Option<String>,
    /// Media type of what is there.
    pub media_type: Option<String>,
    /// The feed that it is in.
    pub source: Option<String>,
}

/// A place on earth, in degrees of WGS 84. `georss:point`, `gml:pos`, `geo:lat` and `geo:long`.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Point {
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
}

/// A file or person or note of the podcast namespace, as its element says it: nothing is made of it but data.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PodcastTag {
    /// The element's name, such as `transcript`, `chapters`, `person`, `funding`, `value`.
    pub name: String,
    /// Its attributes in document order.
    pub attributes: Vec<(String, String)>,
    /// Its text.
    pub text: String,
    /// The tags in it (`valueRecipient`), in document order, of one level.
    pub parts: Vec<PodcastTag>,
}

/// What a podcast says of itself or of an episode: the iTunes and podcast namespaces.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Podcast {
    /// `itunes:explicit`: true for `yes`, `true`, `explicit`; false for `no`, `false`, `clean`; `None` where unsaid or unclear.
    pub explicit: Option<bool>,
    /// `itunes:block`: not to be listed.
    pub block: bool,
    /// `itunes:duration` as found: seconds, or `h:mm:ss`.
    pub duration: Option<String>,
    /// `itunes:subtitle`.
    pub subtitle: Option<String>,
    /// `itunes:summary`.
    pub summary: Option<String>,
    /// `itunes:image`.
    pub image: Option<String>,
    /// `itunes:owner`.
    pub owner: Option<DraftPerson>,
    /// `itunes:season`, `itunes:episode`, `itunes:episodeType`, `itunes:type`, `itunes:title`, `itunes:new-feed-url`, by name.
    pub facts: Vec<(String, String)>,
    /// Elements of the podcast namespace.
    pub tags: Vec<PodcastTag>,
}

/// What only an entry of a feed says.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Syndicated {
    /// Every link, in document order, the ones that the draft's own fields are made from included.
    pub links: Vec<DraftLink>,
    /// True: the entry has a link of its own, false: its link is its guid.
    pub link_is_own: bool,
    /// Elements for authors that name nobody.
    pub nameless_authors: usize,
    /// Atom `contributor`; `dc:contributor`.
    pub contributors: Vec<DraftPerson>,
    /// Categories with scheme and label.
    pub categories: Vec<DraftCategory>,
    /// The page with its comments. RSS `comments`; Atom `link rel="replies"`.
    pub comments: Option<String>,
    /// The feed of its comments. `wfw:commentRss`.
    pub comment_feed: Option<String>,
    /// How many comments it has, as said. `slash:comments`, `thr:total`.
    pub comment_count: Option<String>,
    /// Where it was first published. Most entries of a document share it.
    pub origin: Option<Arc<DraftOrigin>>,
    /// `media:thumbnail`, in document order.
    pub thumbnails: Vec<DraftThumbnail>,
    /// `media:content`, in document order.
    pub media: Vec<DraftMedia>,
    /// What is said of its media as a whole, or of a group of them.
    pub about_media: Option<Box<DraftMediaAbout>>,
    /// Where it is about.
    pub point: Option<Point>,
    /// What it answers.
    pub in_reply_to: Vec<DraftReply>,
    /// What it says as an episode.
    pub podcast: Option<Box<Podcast>>,
    /// Its licence. `creativeCommons:license`, `cc:license`, `link rel="license"`.
    pub license: Option<String>,
    /// When it was made, where that is said apart. Atom 0.3 `created`.
    pub created: Option<DateTime<Utc>>,
    /// True: it is another version of the entry that it stands in (a conflict of Simple Sharing Extensions). Such an entry is
    /// shown, but not published.
    pub is_version: bool,
}

/// The program that wrote a feed. Atom, RSS `generator`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Generator {
    /// Its name.
    pub name: Option<String>,
    /// Its page.
    pub url: Option<String>,
    /// Its version.
    pub version: Option<String>,
}

/// RSS `cloud`: where to ask for notifications.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cloud {
    /// Host.
    pub domain: String,
    /// Port, as said.
    pub port: String,
    /// Path.
    pub path: String,
    /// Name of the procedure to call.
    pub register_procedure: String,
    /// `xml-rpc`, `soap`, `http-post`.
    pub protocol: String,
}

/// How often a feed says that it changes. `sy:updatePeriod`, `sy:updateFrequency`, `sy:updateBase`, as found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rhythm {
    /// `hourly`, `daily`, `weekly`, `monthly`, `yearly`.
    pub period: Option<String>,
    /// Times in a period.
    pub frequency: Option<String>,
    /// An instant that periods are counted from.
    pub base: Option<String>,
}

/// What kind of document a feed is, of several that hold its entries (RFC 5005).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Extent {
    /// The newest entries: the usual feed.
    #[default]
    Window,
    /// All entries there are. `fh:complete`.
    Complete,
    /// A document of the past that changes no more. `fh:archive`.
    Archive,
}

/// A feed without its entries, as found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftFeed {
    /// Atom `id`; `rdf:about`.
    pub id: Option<String>,
    /// Title.
    pub title: Option<RawText>,
    /// Atom `subtitle`, Atom 0.3 `tagline`; RSS, JSON Feed `description`.
    pub subtitle: Option<RawText>,
    /// Atom `rights`; RSS `copyright`; `dc:rights`.
    pub rights: Option<RawText>,
    /// The site. Atom `link rel="alternate"`; RSS `link`; JSON Feed `home_page_url`.
    pub link: Option<String>,
    /// The document itself. Atom `link rel="self"`; JSON Feed `feed_url`.
    pub feed_url: Option<String>,
    /// Every link, in document order.
    pub links: Vec<DraftLink>,
    /// Atom `author`; RSS `managingEditor`; `dc:creator`; JSON Feed `authors`.
    pub authors: Vec<DraftPerson>,
    /// Atom `contributor`; `dc:contributor`.
    pub contributors: Vec<DraftPerson>,
    /// Categories.
    pub categories: Vec<DraftCategory>,
    /// A language tag as found.
    pub language: Option<String>,
    /// The program that wrote it.
    pub generator: Option<Generator>,
    /// Atom `updated`; RSS `lastBuildDate`; `dc:date`.
    pub updated: Option<DateTime<Utc>>,
    /// RSS `pubDate`.
    pub published: Option<DateTime<Utc>>,
    /// RSS `ttl`: minutes, as found.
    pub ttl: Option<String>,
    /// RSS `skipHours`, as found.
    pub skip_hours: Vec<String>,
    /// RSS `skipDays`, as found.
    pub skip_days: Vec<String>,
    /// RSS `cloud`.
    pub cloud: Option<Cloud>,
    /// How often it says that it changes.
    pub rhythm: Option<Rhythm>,
    /// The large picture. Atom `logo`; RSS `image`; JSON Feed `icon`.
    pub image: Option<String>,
    /// The small picture. Atom `icon`; JSON Feed `favicon`.
    pub icon: Option<String>,
    /// What it says as a podcast.
    pub podcast: Option<Box<Podcast>>,
    /// Its licence.
    pub license: Option<String>,
    /// What kind of document it is.
    pub extent: Extent,
    /// It says that nothing new will ever come. JSON Feed `expired`.
    pub is_finished: bool,
}

impl DraftFeed {
    /// Where it is, as it says itself: its own address, else its site's. What relative addresses in it are resolved against where
    /// nothing else is said (RFC 3986 §5.1).
    #[must_use]
    pub fn address(&self) -> Option<Url> {
        let web = |url: &Option<String>| {
            let url = Url::parse(url.as_deref()?).ok()?;
            (matches!(url.scheme(), "http" | "https") && url.has_host()).then_some(url)
        };
        web(&self.feed_url).or_else(|| web(&self.link))
    }
}
