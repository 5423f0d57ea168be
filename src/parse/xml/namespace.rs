//! Namespaces: which vocabulary a prefix means.
//!
//! Known ones are recognised whatever their prefix, in any case, with `http` or `https`, with or without a `/` or `#` at the end;
//! and by their usual prefix where they are not declared at all, or with a URI that nobody knows.

use super::attributes;
use super::doctype::Entities;

/// A vocabulary that elements of feeds come from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Ns {
    /// None, or one of RSS's: RSS 0.90 to 2.0, RSS 1.0.
    #[default]
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// RDF.
    Rdf,
    /// XHTML.
    Xhtml,
    /// SVG and `MathML`, the foreign elements of HTML (§13.1.2).
    Foreign,
    /// `content:encoded`.
    Content,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    DcTerms,
    /// Media RSS.
    Media,
    /// iTunes; Google Play's copy of it.
    Itunes,
    /// The podcast namespace.
    Podcast,
    /// Atom threading.
    Thr,
    /// Syndication.
    Sy,
    /// Slash.
    Slash,
    /// Well-formed web.
    Wfw,
    /// `GeoRSS`.
    GeoRss,
    /// GML.
    Gml,
    /// W3C geo.
    Geo,
    /// Creative Commons, of RSS 2.0 and of RDF.
    Cc,
    /// `FeedBurner`.
    FeedBurner,
    /// Feed history (RFC 5005).
    Fh,
    /// `admin:generatorAgent`.
    Admin,
    /// Enclosures of RSS 1.0.
    Enc,
    /// Anything else.
    Unknown,
}

impl Ns {
    /// True for what is markup of HTML without a prefix, whatever prefix it has. The formats' own elements are that where text
    /// should have been escaped.
    pub(super) fn is_html(self) -> bool {
        matches!(self, Self::Rss | Self::Atom | Self::Xhtml | Self::Foreign)
    }
}

/// URIs in lower case, without `http://`, `https://`, `www.` and what ends them; and the usual prefix.
const KNOWN: &[(&str, &str, Ns)] = &[
    ("purl.org/rss/1.0", "rss", Ns::Rss),
    ("my.netscape.com/rdf/simple/0.9", "", Ns::Rss),
    ("channel.netscape.com/rdf/simple/0.9", "", Ns::Rss),
    ("purl.org/rss/1.0/modules/rss091", "", Ns::Rss),
    ("blogs.law.harvard.edu/tech/rss", "", Ns::Rss),
    ("w3.org/2005/atom", "atom", Ns::Atom),
    ("purl.org/atom/ns", "atom03", Ns::Atom),
    ("w3.org/1999/02/22-rdf-syntax-ns", "rdf", Ns::Rdf),
    ("w3.org/1999/xhtml", "xhtml", Ns::Xhtml),
    ("w3.org/2000/svg", "svg", Ns::Foreign),
    ("w3.org/1998/math/mathml", "mathml", Ns::Foreign),
    ("purl.org/rss/1.0/modules/content", "content", Ns::Content),
    ("purl.org/dc/elements/1.1", "dc", Ns::Dc),
    ("purl.org/dc/terms", "dcterms", Ns::DcTerms),
    ("search.yahoo.com/mrss", "media", Ns::Media),
    ("rssboard.org/media-rss", "", Ns::Media),
    ("itunes.com/dtds/podcast-1.0.dtd", "itunes", Ns::Itunes),
    ("google.com/schemas/play-podcasts/1.0", "googleplay", Ns::Itunes),
    ("podcastindex.org/namespace/1.0", "podcast", Ns::Podcast),
    ("github.com/podcastindex-org/podcast-namespace/blob/main/docs/1.0.md", "", Ns::Podcast),
    ("purl.org/syndication/thread/1.0", "thr", Ns::Thr),
    ("purl.org/rss/1.0/modules/syndication", "sy", Ns::Sy),
    ("purl.org/rss/1.0/modules/slash", "slash", Ns::Slash),
    ("wellformedweb.org/commentapi", "wfw", Ns::Wfw),
    ("georss.org/georss", "georss", Ns::GeoRss),
    ("opengis.net/gml", "gml", Ns::Gml),
    ("w3.org/2003/01/geo/wgs84_pos", "geo", Ns::Geo),
    ("backend.userland.com/creativecommonsrssmodule", "creativecommons", Ns::Cc),
    ("cyber.law.harvard.edu/rss/creativecommonsrssmodule.html", "", Ns::Cc),
    ("web.resource.org/cc", "cc", Ns::Cc),
    ("creativecommons.org/ns", "", Ns::Cc),
    ("rssnamespace.org/feedburner/ext/1.0", "feedburner", Ns::FeedBurner),
    ("purl.org/syndication/history/1.0", "fh", Ns::Fh),
    ("webns.net/mvcb", "admin", Ns::Admin),
    ("purl.oclc.org/net/rss_2.0/enc", "enc", Ns::Enc),
];

/// The vocabulary of a URI.
fn of_uri(uri: &str) -> Ns {
    let uri = uri.trim().to_ascii_lowercase();
    let bare = uri.strip_prefix("http://").or_else(|| uri.strip_prefix("https://")).unwrap_or(&uri);
    let bare = bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches(['/', '#']);
    if bare.starts_with("backend.userland.com/rss") {
        return Ns::Rss;
    }
    let found = KNOWN.iter().find(|(known, _, _)| *known == bare).map(|(_, _, ns)| *ns);
    // The URI of iTunes looks like that of a file, and people write the host that they have copied it to.
    let is_copy = bare.ends_with("/dtds/podcast-1.0.dtd");
    found.unwrap_or(if is_copy { Ns::Itunes } else { Ns::Unknown })
}

/// The vocabulary that a prefix usually means.
fn of_prefix(prefix: &str) -> Ns {
    if prefix.is_empty() {
        return Ns::Rss;
    }
    KNOWN
        .iter()
        .find(|(_, usual, _)| prefix.eq_ignore_ascii_case(usual))
        .map_or(Ns::Unknown, |(_, _, ns)| *ns)
}

/// Declarations in force at one place that are heeded: each name is looked for among them.
const MOST_DECLARED: usize = 128;

/// Prefixes of a document of which it is told that they are not declared as they should be.
const MOST_TOLD: usize = 32;

/// A declaration in force.
struct Declared<'a> {
    prefix: &'a str,
    ns: Ns,
    /// True: its URI is not known, and `ns` is what its prefix usually means.
    is_guessed: bool,
}

/// What is wrong with the prefix of a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unclear<'a> {
    /// It is not declared (Namespaces in XML §5).
    Undeclared(&'a str),
    /// It is a usual one, declared with a URI that is not the one of its vocabulary: `xmlns:itunes="http://www.itunes.com/"`, or
    /// `xmlns:content="http://purl.org/rss/1.0/modules/content/encoded"`.
    Elsewhere(&'a str),
}

/// The declarations in force.
#[derive(Default)]
pub(super) struct Scopes<'a> {
    declared: Vec<Declared<'a>>,
    /// Prefixes of which something was told.
    told: Vec<&'a str>,
}

impl<'a> Scopes<'a> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.declared.len()
    }

    /// Forgets all but the first `len`.
    pub(super) fn truncate(&mut self, len: usize) {
        self.declared.truncate(len);
    }

    /// Takes over the declarations of a start tag. False where they are too many.
    pub(super) fn declare(&mut self, attributes: &'a str, entities: &Entities<'_>) -> bool {
        let mut found = attributes::declarations(attributes, entities);
        let room = MOST_DECLARED.saturating_sub(self.declared.len());
        self.declared.extend(found.by_ref().take(room).map(|(prefix, uri)| declared(prefix, &uri)));
        found.next().is_none()
    }

    /// Lets a prefix mean `ns`, whatever it is declared as.
    pub(super) fn mean(&mut self, prefix: &'a str, ns: Ns) {
        self.declared.push(Declared { prefix, ns, is_guessed: false });
    }

    /// The vocabulary and the local part of a name; and what is wrong with its prefix, the first time that it is met.
    pub(super) fn resolve(&mut self, name: &'a str) -> (Ns, &'a str, Option<Unclear<'a>>) {
        let (prefix, local) = name.split_once(':').unwrap_or(("", name));
        let (ns, unclear) = match self.declared.iter().rev().find(|declared| declared.prefix == prefix) {
            Some(Declared { ns, is_guessed: false, .. }) => return (*ns, local, None),
            Some(Declared { ns, .. }) => (*ns, Unclear::Elsewhere(prefix)),
            None => (of_prefix(prefix), Unclear::Undeclared(prefix)),
        };
        (ns, local, self.is_news(prefix).then_some(unclear))
    }

    /// True the first time that a prefix is met of which there is something to tell.
    fn is_news(&mut self, prefix: &'a str) -> bool {
        let is_news = !matches!(prefix, "" | "xml" | "xmlns")
            && self.told.len() < MOST_TOLD
            && !self.told.contains(&prefix);
        if is_news {
            self.told.push(prefix);
        }
        is_news
    }
}

/// A declaration as it is understood. The default namespace has no prefix that could say more than its URI.
fn declared<'a>(prefix: &'a str, uri: &str) -> Declared<'a> {
    let known = of_uri(uri);
    let is_unknown = known == Ns::Unknown && !prefix.is_empty();
    let usual = if is_unknown { of_prefix(prefix) } else { known };
    Declared { prefix, ns: usual, is_guessed: usual != known }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_usual_prefix_means_what_it_does_where_nobody_knows_its_uri() {
        for (prefix, uri, ns, is_guessed) in [
            ("content", "http://purl.org/rss/1.0/modules/content/encoded", Ns::Content, true),
            ("dc", "http://dublincore.org/documents/dcmi-namespace/", Ns::Dc, true),
            ("Media", "http://video.search.yahoo.com/mrss", Ns::Media, true),
            ("itunes", "http://www.itunes.com/dtds/podcast-1.0.dtd xmlns:podcast=", Ns::Itunes, true),
            ("itunes", "HTTPS://www.itunes.com/DTDs/Podcast-1.0.dtd/", Ns::Itunes, false),
            ("media", "http://purl.org/dc/elements/1.1/", Ns::Dc, false),
            ("x", "http://search.yahoo.com/mrss/", Ns::Media, false),
            ("x", "urn:x", Ns::Unknown, false),
            ("", "urn:x", Ns::Unknown, false),
        ] {
            let found = declared(prefix, uri);
            assert_eq!((found.ns, found.is_guessed), (ns, is_guessed), "{prefix} {uri}");
        }
    }
}
