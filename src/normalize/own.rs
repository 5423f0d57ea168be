//! What comes back to us: an entry of a feed of others that was taken from one of ours.
//!
//! It is ours where it says that it is from one of our feeds, by that one's address or id, or where it has an id that was made here and
//! leads to a page of this site. A blog at the same host that is not published here is not ours: its feed has another address.

use url::Url;

use super::identify;
use crate::model::draft::Draft;
use crate::model::ids::{EntryId, is_feed_minted_on};
use crate::model::policy::SourcePolicy;
use crate::model::syndicated::DraftOrigin;

/// True where what is from there is from a feed of ours.
pub(super) fn is_our_feed(origin: &DraftOrigin, policy: &SourcePolicy) -> bool {
    let feed = origin.feed_url.as_deref().and_then(|feed| Url::parse(feed.trim()).ok());
    feed.is_some_and(|feed| policy.own.has_document(&feed))
        || origin.id.as_deref().is_some_and(|id| is_feed_minted_on(id.trim(), &policy.host))
}

/// True for an entry of a feed that has an id of ours.
pub(super) fn has_our_id(draft: &Draft, link: Option<&Url>, policy: &SourcePolicy) -> bool {
    let claimed = draft.claimed_id.as_deref().filter(|_| draft.syndicated.is_some());
    claimed.is_some_and(|id| is_ours(id.trim(), link, policy))
}

fn is_ours(id: &str, link: Option<&Url>, policy: &SourcePolicy) -> bool {
    let id = EntryId::new(id);
    let is_at_home = link.is_none_or(|link| link.host_str() == Some(policy.host.as_str()));
    let is_minted = identify::minted_for(&id, policy).is_some() || id.is_minted_for(&policy.source);
    is_at_home && is_minted && id.is_minted_on(&policy.host)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::ids::SourceId;
    use crate::model::policy::{Future, IdPolicy, IgnoredDates, Own};
    use crate::model::syndicated::Syndicated;

    fn policy() -> SourcePolicy {
        let patterns = ["rss.xml", "category/{slug}/rss.xml"].map(str::to_owned).to_vec();
        SourcePolicy {
            source: SourceId::new("far"),
            host: "a.example".to_owned(),
            ids: IdPolicy::Tag,
            adopted: Arc::default(),
            future: Future::Show,
            categories: Vec::new(),
            language: None,
            others: Some(Arc::new(vec![SourceId::new("notes")])),
            ignored: IgnoredDates::default(),
            contents: None,
            retention: None,
            priority: 0,
            own: Arc::new(Own { feeds: "https://a.example/".parse().ok(), patterns }),
        }
    }

    /// True where an entry with this feed's address, feed's id, own id and link is ours.
    fn ours(feed: &str, feed_id: &str, id: &str, link: &str) -> bool {
        let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let origin = DraftOrigin { feed_url: said(feed), id: said(feed_id), ..DraftOrigin::default() };
        let more = Box::<Syndicated>::default();
        let draft = Draft { claimed_id: said(id), syndicated: Some(more), ..Draft::default() };
        is_our_feed(&origin, &policy()) || has_our_id(&draft, Url::parse(link).ok().as_ref(), &policy())
    }

    #[test]
    fn what_is_from_a_feed_of_ours_is_ours_and_a_blog_beside_it_is_not() {
        for (feed, expected) in [
            ("https://a.example/rss.xml", true),
            ("http://www.a.example/rss.xml?utm_source=x", true),
            ("https://a.example/category/a/b/rss.xml", true),
            ("https://a.example/category/rss.xml", false),
            ("https://a.example/blog/rss.xml", false),
            ("https://a.example/feed.xml", false),
            ("https://b.example/rss.xml", false),
            ("", false),
        ] {
            assert_eq!(ours(feed, "", "", "https://a.example/post"), expected, "{feed}");
        }
        assert!(ours("", "tag:a.example,2000-01-01:feed/home", "", "https://far.example/1"));
        assert!(!ours("", "tag:b.example,2000-01-01:feed/home", "", "https://far.example/1"));
    }

    #[test]
    fn an_id_that_was_made_here_is_ours_where_it_leads_here() {
        for (id, link, expected) in [
            ("tag:a.example,2024-01-01:notes/x.md", "https://a.example/x", true),
            ("tag:a.example,2024-01-01:far/0123", "https://a.example/x", true),
            ("tag:a.example,2024-01-01:notes/x.md", "", true),
            ("tag:a.example,2024-01-01:notes/x.md", "https://far.example/x", false),
            ("tag:a.example,2024-01-01:diary/x.md", "https://a.example/x", false),
            ("tag:b.example,2024-01-01:notes/x.md", "https://a.example/x", false),
            ("https://a.example/?p=1", "https://a.example/x", false),
        ] {
            assert_eq!(ours("", "", id, link), expected, "{id} {link}");
        }
    }
}
