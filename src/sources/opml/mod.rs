//! The opml source: a list of feeds, followed as it changes. Its members are sources of their own.
//!
//! In: the list, as a file or as a server answered with it. Out: the members that it names. What they are built with is the owner's
//! business: no list can set anything but what is asked and what it is called. `read` says which outlines are members. Asking the
//! members, and remembering them while the list cannot be had, is done elsewhere.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::PathBuf;
use std::sync::Arc;

use super::subscription::Manner;
use super::{
    Adapter, Arrived, BodyError, BoxFuture, BuildError, FetchedDocument, List, Listed, PullContext, RawBody,
    Remote, Source, SourceError, Surroundings, keys, on_a_thread,
};
use crate::model::change::{Known, Pulled};
use crate::model::draft::BodyAt;
use crate::model::entry::Entry;
use crate::model::ids::{ContentHash, ItemKey, SourceId};
use crate::model::options::{Key, Kind, Options};
use crate::model::poll::{Failure, FailureClass, Subscription};

mod read;

/// Raised whenever the same list names other members than before.
const VERSION: u32 = 2;

/// The adapter.
pub const ADAPTER: Adapter = Adapter {
    name: "opml",
    about: "a list of feeds (OPML), on this disk or on a server, followed as it changes: each of its feeds is a source",
    keys: &[KEYS, keys::POLLED, keys::ENTRIES],
    build,
};

const KEYS: &[Key] = &[
    Key {
        name: "url",
        kind: Kind::Url,
        required: false,
        default: "",
        about: "Where the list is served. It, or `path`.",
    },
    Key { name: "path", kind: Kind::Path, required: false, default: "", about: "The file of the list." },
    Key {
        name: "outline_categories",
        kind: Kind::Flag,
        required: false,
        default: "",
        about: "Whether the folders of the list, and the categories that it gives its feeds, are categories of their entries.",
    },
    Key {
        name: "max_per_host",
        kind: Kind::Count { min: 1, max: 10_000 },
        required: false,
        default: "",
        about: "How many feeds of one host are asked at the most: the first ones of the list. Default: 200.",
    },
];

fn build(id: &SourceId, options: &Options, _site: &Surroundings) -> Result<Arc<dyn Source>, BuildError> {
    let wrong = |key, message: &str| BuildError { key, message: message.to_owned() };
    let manner = Manner::read(options)?;
    let (place, origin) = match (options.path("path"), options.url("url")) {
        (Some(path), None) => (path.display().to_string(), Origin::File(path.clone())),
        (None, Some(url)) => {
            let subscription = manner.subscribe(url)?;
            (subscription.url.to_string(), Origin::Server(subscription))
        }
        (None, None) => return Err(wrong("type", "`url` or `path` is missing: say where the list is")),
        (Some(_), Some(_)) => return Err(wrong("path", "there is a `url`, too; a list is in one place")),
    };
    Ok(Arc::new(Outline { inner: Arc::new(Inner { id: id.clone(), place, origin }) }))
}

struct Inner {
    id: SourceId,
    /// Its file or address, as a person would name it.
    place: String,
    origin: Origin,
}

/// Where a list is.
enum Origin {
    File(PathBuf),
    Server(Subscription),
}

/// A list, as it stands among the sources: it brings no entries.
struct Outline {
    inner: Arc<Inner>,
}

impl Source for Outline {
    fn id(&self) -> &SourceId {
        &self.inner.id
    }

    fn kind(&self) -> &'static str {
        ADAPTER.name
    }

    fn recipe(&self) -> ContentHash {
        ContentHash::of(format!("list {VERSION}").as_bytes())
    }

    fn pull(&self, _cx: PullContext) -> BoxFuture<'_, Result<Pulled, SourceError>> {
        let inner = Arc::clone(&self.inner);
        Box::pin(on_a_thread(move || match inner.file(None) {
            None | Some(Ok(Listed::Same)) => Ok(Pulled::default()),
            Some(Ok(Listed::Other { facts, defects, .. })) => {
                let seen = u64::try_from(facts.members.len()).unwrap_or(u64::MAX);
                Ok(Pulled { seen, defects: Some(defects), ..Pulled::default() })
            }
            Some(Err(failure)) => {
                Err(SourceError::Unavailable { message: format!("{} {}", inner.place, failure.message) })
            }
        }))
    }

    /// Never asked for: it has no entries.
    fn body(&self, _entry: &Entry, _at: BodyAt) -> Result<RawBody, BodyError> {
        Err(BodyError::Changed { place: self.inner.place.clone() })
    }

    fn place(&self, _key: &ItemKey) -> String {
        self.inner.place.clone()
    }

    fn list(&self) -> Option<&dyn List> {
        Some(self)
    }
}

impl List for Outline {
    fn file(&self, known: Option<ContentHash>) -> Option<Result<Listed, Failure>> {
        self.inner.file(known)
    }

    fn on_server(&self) -> Option<Arc<dyn Source>> {
        match &self.inner.origin {
            Origin::File(_) => None,
            Origin::Server(subscription) => {
                let list = Outline { inner: Arc::clone(&self.inner) };
                Some(Arc::new(Asked { list, subscription: subscription.clone() }))
            }
        }
    }
}

impl Inner {
    fn file(&self, known: Option<ContentHash>) -> Option<Result<Listed, Failure>> {
        let Origin::File(path) = &self.origin else { return None };
        let read = bytes(path).map_err(|error| {
            let message = match error.kind() {
                io::ErrorKind::NotFound => "is not there; put the list there, or correct `path`".to_owned(),
                _ => format!("cannot be read: {error}"),
            };
            Failure { class: FailureClass::Unreadable, message }
        });
        Some(read.and_then(|bytes| {
            // Its defects name the file.
            let of_bytes = ContentHash::of(&bytes);
            let digest = ContentHash::of(format!("{VERSION} {} {of_bytes}", self.place).as_bytes());
            if known == Some(digest) {
                return Ok(Listed::Same);
            }
            let (facts, defects) = read::members(&bytes, &self.place)?;
            Ok(Listed::Other { digest, facts, defects })
        }))
    }
}

/// The bytes of a list, and one more where it is too large.
fn bytes(path: &std::path::Path) -> io::Result<Vec<u8>> {
    // A pipe would make us wait when it is opened.
    if !std::fs::metadata(path)?.is_file() {
        return Err(io::Error::other("it is no file"));
    }
    let mut bytes = Vec::new();
    File::open(path)?.take(read::LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// A list that a server has, as it is asked.
struct Asked {
    list: Outline,
    subscription: Subscription,
}

impl Source for Asked {
    fn id(&self) -> &SourceId {
        self.list.id()
    }

    fn kind(&self) -> &'static str {
        self.list.kind()
    }

    fn recipe(&self) -> ContentHash {
        self.list.recipe()
    }

    fn pull(&self, cx: PullContext) -> BoxFuture<'_, Result<Pulled, SourceError>> {
        self.list.pull(cx)
    }

    fn body(&self, entry: &Entry, at: BodyAt) -> Result<RawBody, BodyError> {
        self.list.body(entry, at)
    }

    fn place(&self, key: &ItemKey) -> String {
        self.list.place(key)
    }

    fn remote(&self) -> Option<&dyn Remote> {
        Some(self)
    }
}

impl Remote for Asked {
    fn subscription(&self) -> &Subscription {
        &self.subscription
    }

    fn read(&self, document: FetchedDocument<'_>, _known: &Known) -> Result<Arrived, Failure> {
        let (feed, defects) = read::members(document.bytes, &self.list.inner.place)?;
        let seen = u64::try_from(feed.members.len()).unwrap_or(u64::MAX);
        let pulled = Pulled { seen, defects: Some(defects), ..Pulled::default() };
        Ok(Arrived { pulled, feed, ..Arrived::default() })
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    /// The digest and the number of feeds that a file has; `None`: it is as known.
    fn read(list: &Inner, known: Option<ContentHash>) -> Option<(ContentHash, usize)> {
        match list.file(known).unwrap().unwrap() {
            Listed::Same => None,
            Listed::Other { digest, facts, .. } => Some((digest, facts.members.len())),
        }
    }

    #[test]
    fn a_file_is_read_again_where_it_is_another_one_or_another_file() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, feeds: usize| {
            let feeds = "<outline type='rss' xmlUrl='https://a.example/1'/>".repeat(feeds.min(1))
                + &"<outline type='rss' xmlUrl='https://a.example/2'/>".repeat(feeds / 2);
            let path = folder.path().join(name);
            let text = format!("<opml version='2.0'><body>{feeds}</body></opml>");
            File::create(&path).and_then(|mut file| file.write_all(text.as_bytes())).unwrap();
            Inner { id: SourceId::new("list"), place: name.to_owned(), origin: Origin::File(path) }
        };
        let list = write("a.opml", 1);
        let (digest, members) = read(&list, None).unwrap();
        assert_eq!((members, read(&list, Some(digest))), (1, None));
        let list = write("a.opml", 2);
        assert_eq!(read(&list, Some(digest)).map(|(_, members)| members), Some(2));
        assert!(
            read(&write("b.opml", 1), Some(digest)).is_some(),
            "what is wrong with it is told of its own name"
        );
    }
}
