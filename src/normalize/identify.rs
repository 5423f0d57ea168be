//! The id of an entry: its own where that is an absolute URI, else one that is minted.

use url::Url;

use super::adopt;
use crate::model::change::IdOrigin;
use crate::model::draft::Draft;
use crate::model::ids::{EntryId, SourceId, mint, mint_digest};
use crate::model::policy::{IdPolicy, SourcePolicy};
use crate::model::uri::spelled;

/// Bytes of a claimed id at the most: it stands in every document, and in what readers remember.
pub(super) const LONGEST: usize = 2048;

/// Settles the id of a draft.
///
/// A claimed id counts where it is an absolute URI (RFC 3986 §4.3) or a UUID (which becomes `urn:uuid:`, RFC 9562 §4); any
/// other value is no id, and most often a number that some generator counts its posts by. Then comes the id that readers know
/// from an earlier feed. What is not the site's own may not claim an id of the form that another source of the site mints: that entry
/// would be taken for the other. An entry of a feed that has none gets a digest of the source and of what identifies it in the feed.
pub fn identify(
    draft: &Draft,
    link: Option<&Url>,
    policy: &SourcePolicy,
    report: &mut dyn FnMut(String),
) -> (EntryId, IdOrigin) {
    if let Some(claimed) = draft.claimed_id.as_deref() {
        let id = Some(claimed).filter(|id| id.len() <= LONGEST).and_then(absolute_uri).map(EntryId::new);
        let other = id.as_ref().and_then(|id| minted_for(id, policy));
        if let (Some(id), None) = (id, other) {
            return (id, IdOrigin::Claimed);
        }
        if let Some(other) = other {
            report(format!(
                "the id `{claimed}` is one of the source `{other}` of this site; the entry gets one that is made for it"
            ));
        } else if claimed.contains(':') && draft.syndicated.is_none() {
            report(format!(
                "the id `{claimed}` is not an absolute URI; the entry gets one that is made for it"
            ));
        }
    }
    if let Some(adopted) = adopt::id(draft, link, &policy.adopted) {
        return adopted;
    }
    if draft.syndicated.is_some() {
        // A number that a feed counts by is known in that feed only, and its key may hold anything.
        return (
            mint_digest(&policy.host, &policy.source, &draft.key, &EntryId::default()),
            IdOrigin::Minted,
        );
    }
    if let (IdPolicy::Permalink, Some(link)) = (policy.ids, link) {
        return (EntryId::new(link.as_str()), IdOrigin::Minted);
    }
    let date = draft.published.map(|at| at.date_naive());
    (mint(&policy.host, date, &policy.source, draft.key.as_str()), IdOrigin::Minted)
}

/// The other source of this site that the id says to be of.
pub(super) fn minted_for<'p>(id: &EntryId, policy: &'p SourcePolicy) -> Option<&'p SourceId> {
    let others = policy.others.as_ref().filter(|_| id.is_minted_on(&policy.host))?;
    others.iter().find(|other| **other != policy.source && id.is_minted_for(other))
}

/// The URI that `text` is, or `None`. One that has what no URI may have, which RELAX NG refuses in `atom:id`, is
/// [encoded](spelled) there and nowhere else.
pub(super) fn absolute_uri(text: &str) -> Option<String> {
    let text = text.trim();
    if is_uuid(text) {
        return Some(format!("urn:uuid:{}", text.to_ascii_lowercase()));
    }
    let (scheme, rest) = text.split_once(':')?;
    let scheme_is_well_formed = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.len() > 1
        && scheme.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'-' | b'.'));
    if !scheme_is_well_formed || rest.is_empty() {
        return None;
    }
    match scheme.to_ascii_lowercase().as_str() {
        // As its readers know it: not a byte of a web address is changed, as long as it is one.
        "http" | "https" => {
            let url = Url::parse(text).ok()?;
            let known = if text.bytes().all(is_uri_byte) { text } else { url.as_str() };
            Some(spelled(known).into_owned())
        }
        "javascript" | "data" | "file" | "blob" | "vbscript" => None,
        "urn" if rest.get(..5).is_some_and(|name| name.eq_ignore_ascii_case("uuid:")) => {
            rest.get(5..).is_some_and(is_uuid).then(|| text.to_owned())
        }
        "tag" if !is_tag(rest) => None,
        _ => text.bytes().all(is_uri_byte).then(|| spelled(text).into_owned()),
    }
}

/// The characters of RFC 3986 §2, wherever they stand: unreserved, reserved, `%`.
fn is_uri_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=%".contains(&byte)
}

/// What follows `tag:` (RFC 4151 §2.1): a name, a comma, a date, a colon, and anything.
fn is_tag(rest: &str) -> bool {
    let Some((authority, date)) = rest.split_once(':').and_then(|(entity, _)| entity.split_once(',')) else {
        return false;
    };
    let is_date = matches!(date.len(), 4 | 7 | 10)
        && date
            .bytes()
            .enumerate()
            .all(|(at, byte)| if matches!(at, 4 | 7) { byte == b'-' } else { byte.is_ascii_digit() });
    is_date
        && authority.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._@".contains(&b))
        && !authority.is_empty()
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_absolute_uris_and_uuids_are_ids() {
        for (claimed, expected) in [
            ("https://a.example/?p=1", Some("https://a.example/?p=1")),
            ("http://a.example/HELLO", Some("http://a.example/HELLO")),
            ("http://a.example/ü", Some("http://a.example/%C3%BC")),
            ("https://a.example/?a[]=1|b", Some("https://a.example/?a%5B%5D=1%7Cb")),
            ("https://a.example/%zz#a#b", Some("https://a.example/%25zz#a%23b")),
            ("tag:a.example,2020:x[1]", Some("tag:a.example,2020:x%5B1%5D")),
            ("tag:a.example,2020:1", Some("tag:a.example,2020:1")),
            ("urn:x:1", Some("urn:x:1")),
            ("123E4567-E89B-12D3-A456-426614174000", Some("urn:uuid:123e4567-e89b-12d3-a456-426614174000")),
            ("17", None),
            ("my-post", None),
            ("C:\\posts", None),
            ("javascript:alert(1)", None),
            ("urn:with space", None),
            (
                "urn:uuid:123E4567-e89b-12d3-a456-426614174000",
                Some("urn:uuid:123E4567-e89b-12d3-a456-426614174000"),
            ),
            ("urn:uuid:17", None),
            ("tag:ada@a.example,2020-01-02:posts/1", Some("tag:ada@a.example,2020-01-02:posts/1")),
            ("tag:a.example,2020-1:x", None),
            ("tag:a.example:x", None),
            ("tag:posts", None),
            ("post: one", None),
        ] {
            assert_eq!(absolute_uri(claimed).as_deref(), expected, "{claimed}");
        }
    }
}
