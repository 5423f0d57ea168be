//! What is shown of an entry, by what the owner says of its source.

use super::*;
use crate::model::entry::{Origin, OriginAbout};
use crate::model::parts::media::{Media, Thumbnail};

fn path(names: &[&str]) -> CategoryPath {
    CategoryPath(names.iter().map(|name| PlainText::new(name)).collect())
}

/// An entry as it is stored, of a feed that calls itself `Feed`.
fn stored(categories: &[&str]) -> Entry {
    Entry {
        source: SourceId::new("feed"),
        categories: categories.iter().map(|name| path(&[name])).collect(),
        authors: vec![Person { name: "Feed".into(), email: None, uri: None }],
        summary: Some("short".into()),
        origin: Some(Arc::new(Origin { title: "Feed".into(), ..Origin::default() })),
        ..Entry::default()
    }
}

fn dressed(overlay: Overlay, entry: Entry) -> Entry {
    let overlays = Overlays::new(&[(SourceId::new("feed"), Arc::new(overlay))]);
    Arc::unwrap_or_clone(overlays.dressed(Arc::new(entry)))
}

fn styled(style: Style) -> Overlay {
    Overlay { style: Arc::new(style.into()), ..Overlay::default() }
}

#[test]
fn categories_are_added_mapped_taken_away_and_replaced() {
    let own = vec![vec!["Tech".to_owned(), "Linux".to_owned()]];
    let map = |pairs: &[(&str, &str)]| -> Vec<(String, String)> {
        pairs.iter().map(|(from, to)| ((*from).to_owned(), (*to).to_owned())).collect()
    };
    let linux = path(&["Tech", "Linux"]);
    for (style, expected) in [
        (Style::default(), vec![path(&["Open_source"]), path(&["Spam"])]),
        (
            Style { categories: own.clone(), ..Style::default() },
            vec![linux.clone(), path(&["Open_source"]), path(&["Spam"])],
        ),
        (
            Style { map: map(&[("open source", "Free"), ("SPAM", "")]), ..Style::default() },
            vec![path(&["Free"])],
        ),
        (Style { map: map(&[("open source", "spam")]), ..Style::default() }, vec![path(&["spam"])]),
        (
            Style { categories: own.clone(), replace: true, map: map(&[("Spam", "x")]), ..Style::default() },
            vec![linux.clone()],
        ),
        (
            Style {
                categories: own,
                ignored: Ignored { categories: true, ..Ignored::default() },
                ..Style::default()
            },
            vec![linux],
        ),
    ] {
        let found = dressed(styled(style.clone()), stored(&["Open_source", "Spam"])).categories;
        assert_eq!(found, expected, "{style:?}");
    }
}

#[test]
fn a_feed_is_called_what_the_owner_calls_it_and_one_that_it_quotes_is_not() {
    let face = Url::parse("https://a.example/face.png").unwrap();
    let overlay =
        Overlay { name: Some("Ada".into()), face: Some(Arc::new(face.clone())), ..Overlay::default() };
    let entry = dressed(overlay.clone(), stored(&[]));
    let origin = entry.origin.unwrap();
    assert_eq!((origin.title.as_str(), origin.face.as_ref()), ("Ada", Some(&face)));
    assert_eq!(entry.authors[0].name.as_str(), "Ada");
    let mut quoted = stored(&[]);
    Arc::make_mut(quoted.origin.as_mut().unwrap()).is_second_hand = true;
    let entry = dressed(overlay, quoted);
    assert_eq!(entry.origin.unwrap().title.as_str(), "Feed");
    assert_eq!(entry.authors[0].name.as_str(), "Feed");
}

#[test]
fn what_cannot_be_trusted_is_not_shown() {
    let mut entry = stored(&[]);
    entry.authors = vec![Person { name: "admin".into(), email: None, uri: None }];
    let ignored = Ignored { author: true, summary: true, ..Ignored::default() };
    let entry = dressed(styled(Style { ignored, ..Style::default() }), entry);
    assert_eq!((entry.authors[0].name.as_str(), entry.summary), ("Feed", None));
}

#[test]
fn what_is_carried_on_goes_with_what_is_of_its_kind() {
    let url = || Url::parse("https://a.example/x").unwrap();
    let picture = Thumbnail { url: url(), width: None, height: None };
    let mut entry = stored(&[]);
    entry.carried = Some(Box::new(Carried {
        contributors: vec![Person { name: "admin".into(), ..Person::default() }],
        license: Some(url()),
        media: Some(Box::new(Media { thumbnails: vec![picture], ..Media::default() })),
        ..Carried::default()
    }));
    let about = OriginAbout { rights: Some("all".into()), logo: Some(url()), ..OriginAbout::default() };
    Arc::make_mut(entry.origin.as_mut().unwrap()).about = Some(Box::new(about));
    let shown = dressed(Overlay::default(), entry.clone());
    assert_eq!((&shown.carried, &shown.origin), (&entry.carried, &entry.origin));
    let ignored = Ignored { author: true, rights: true, image: true, ..Ignored::default() };
    let shown = dressed(styled(Style { ignored, ..Style::default() }), entry);
    let left = Carried { media: Some(Box::default()), ..Carried::default() };
    assert_eq!(shown.carried.as_deref(), Some(&left));
    let about = shown.origin.as_deref().unwrap().about.as_deref().unwrap();
    assert_eq!((about.rights.as_ref(), about.logo.as_ref()), (None, Some(&url())));
}

#[test]
fn digests_differ_where_something_else_is_shown_and_feeds_are_made_anew_only_where_they_must_be() {
    let id = |name: &str| SourceId::new(name);
    let digests = |said: Vec<(SourceId, Overlay)>| {
        let said: Vec<_> = said.into_iter().map(|(id, overlay)| (id, Arc::new(overlay))).collect();
        let overlays = Overlays::new(&said);
        (overlays.membership(), overlays.rendering())
    };
    let named = |name: &str| Overlay { name: Some(name.into()), ..Overlay::default() };
    let nothing = digests(vec![(id("a"), Overlay::default())]);
    assert_eq!(nothing, digests(Vec::new()));
    let one = digests(vec![(id("a"), named("A"))]);
    assert_eq!(one.0, nothing.0);
    assert_ne!(one.1, nothing.1);
    let categories = vec![vec!["X".to_owned()]];
    let added = digests(vec![(id("a"), styled(Style { categories, ..Style::default() }))]);
    assert_ne!(added.0, nothing.0);
    let both = |first: &str, second: &str| {
        let given = |name: &str| {
            let categories = vec![vec![name.to_owned()]];
            (id(name), Overlay { categories, ..Overlay::default() })
        };
        digests(vec![given(first), given(second)]).0
    };
    assert_eq!(both("a", "b"), both("b", "a"), "the order of a list puts no entry elsewhere");
}

#[test]
fn a_date_of_change_that_is_not_believed_gives_way_to_what_was_seen() {
    let at = |seconds| chrono::DateTime::from_timestamp(seconds, 0).unwrap();
    let ignored = Ignored { updated: true, ..Ignored::default() };
    for (revised, expected) in [(None, 10), (Some(15), 15), (Some(5), 10)] {
        let entry = Entry { published: at(10), updated: at(20), revised: revised.map(at), ..stored(&[]) };
        assert_eq!(dressed(Overlay::default(), entry.clone()).updated, at(20));
        assert_eq!(dressed(styled(Style { ignored, ..Style::default() }), entry).updated, at(expected));
    }
}
