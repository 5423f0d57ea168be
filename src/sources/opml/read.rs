//! Which feeds a list names: its bytes in, its members out, or why nothing can be concluded from it.
//!
//! A list that holds no feed, is cut off or is something else names nobody: what it named before stays. What it names is only an
//! address, a title and categories; nothing that it says configures anything, and no list that it includes is read: who joins is for the
//! owner to say, and a list of lists is anybody's.

use std::collections::HashMap;

use url::Url;

use crate::model::change::Defect;
use crate::model::outline::{Outline, Outlines, Subscription};
use crate::model::poll::{Failure, FailureClass, FeedFacts, Member};
use crate::parse::opml;
use crate::sources::told::told;
use crate::text::address;

/// Bytes of a list at the most.
pub(super) const LARGEST: usize = 8 << 20;
/// Feeds of a list at the most.
const MOST: usize = 10_000;
/// Levels of folders at the most.
const DEEPEST: usize = 32;
/// Bytes of an address at the most.
const LONGEST_URL: usize = 2048;
/// Bytes of a title, or of the name of a folder, at the most.
const LONGEST_TEXT: usize = 1024;
/// Categories of a feed at the most.
const MOST_CATEGORIES: usize = 64;
/// Addresses that are no feeds' and are told one by one.
const MOST_TOLD: usize = 10;

/// Reads a list. `place` is its file or address, as a person would name it.
pub(super) fn members(bytes: &[u8], place: &str) -> Result<(FeedFacts, Vec<Defect>), Failure> {
    let failed = |class, message: String| Failure { class, message };
    if bytes.len() > LARGEST {
        let message = "is larger than 8 MiB; split it into several lists".to_owned();
        return Err(failed(FailureClass::TooLarge, message));
    }
    let parsed = opml::parse(bytes).map_err(|error| {
        let class = if is_page(bytes) { FailureClass::Page } else { FailureClass::NoFeed };
        failed(class, format!("is no list of feeds: {error}"))
    })?;
    if parsed.is_cut() {
        let message = "ends in the middle, without `</opml>`; what it named before stays".to_owned();
        return Err(failed(FailureClass::Truncated, message));
    }
    let mut defects = told(place, &parsed.defects, parsed.more_defects);
    let mut tell =
        |message: String| defects.push(Defect { place: place.to_owned(), line: 0, column: 0, message });
    let list = shallow(parsed.list, &mut tell);
    let members = merged(&list.subscriptions(), &mut tell);
    let inclusions = list.inclusions();
    if members.is_empty() {
        let message = match inclusions.first() {
            Some(first) => format!(
                "names no feed, only other lists, such as {}; give each a `[[source]]` of type `opml`",
                beginning(first, 200)
            ),
            None => "names no feed; what it named before stays".to_owned(),
        };
        return Err(failed(FailureClass::Empty, message));
    }
    tell_inclusions(&inclusions, &mut tell);
    let title = list.title.map(|title| beginning(&title, LONGEST_TEXT).to_owned()).unwrap_or_default();
    Ok((FeedFacts { title, members, ..FeedFacts::default() }, defects))
}

/// Says that other lists are not followed because this one includes them.
fn tell_inclusions(found: &[&str], tell: &mut dyn FnMut(String)) {
    for address in found.iter().take(MOST_TOLD) {
        let shown = beginning(address, 200);
        tell(format!(
            "`{shown}` is another list, which is not followed from here; give it a `[[source]]` of type `opml`"
        ));
    }
    if found.len() > MOST_TOLD {
        tell(format!("and {} more lists that are not followed from here", found.len() - MOST_TOLD));
    }
}

/// Each address once, with the categories of all outlines that name it.
fn merged(found: &[Subscription<'_>], tell: &mut dyn FnMut(String)) -> Vec<Member> {
    let mut members: Vec<Member> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let (mut refused, mut scraped) = (0, 0);
    for feed in found {
        if feed.outline.is_scraped() {
            scraped += 1;
            continue;
        }
        let Some(url) = address(feed.url) else {
            refused += 1;
            if refused <= MOST_TOLD {
                let shown = beginning(feed.url, 200);
                tell(format!("`{shown}` is no address of a feed (`http` or `https`); it is left out"));
            }
            continue;
        };
        if members.len() == MOST && !known.contains_key(&url) {
            tell(format!("there are more than {MOST} feeds; the first {MOST} count"));
            break;
        }
        let at = *known.entry(url.clone()).or_insert_with(|| {
            members.push(Member { url, title: title(feed.outline), ..Member::default() });
            members.len() - 1
        });
        let Some(member) = members.get_mut(at) else { continue };
        for path in &feed.categories {
            let path: Vec<String> =
                path.iter().map(|name| beginning(name, LONGEST_TEXT).to_owned()).collect();
            if member.categories.len() < MOST_CATEGORIES && !member.categories.contains(&path) {
                member.categories.push(path);
            }
        }
    }
    if refused > MOST_TOLD {
        tell(format!("and {} more addresses that are no feeds'", refused - MOST_TOLD));
    }
    if scraped > 0 {
        tell(format!(
            "{scraped} of its outlines are pages of which a reader made feeds by rules of its own (such as `HTML+XPath`); they are left out"
        ));
    }
    members
}

/// The address of a feed, as it is asked. Lists of some programs begin it with `feed:`.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    if text.len() > LONGEST_URL {
        return None;
    }
    let mut url = Url::parse(&address::without_feed_scheme(text)).ok()?;
    url.set_fragment(None);
    (matches!(url.scheme(), "http" | "https") && url.host_str().is_some()).then(|| url.into())
}

fn title(outline: &Outline) -> String {
    let named = |text: &&str| !text.trim().is_empty() && Some(*text) != outline.xml_url.as_deref();
    let title = [Some(outline.text.as_str()), outline.title.as_deref()].into_iter().flatten().find(named);
    beginning(title.unwrap_or_default().trim(), LONGEST_TEXT).to_owned()
}

/// Leaves out what is deeper than there are folders in any list that people made.
fn shallow(mut list: Outlines, tell: &mut dyn FnMut(String)) -> Outlines {
    let mut is_cut = false;
    let mut level: Vec<&mut Outline> = list.outlines.iter_mut().collect();
    for depth in 1..=DEEPEST {
        if depth == DEEPEST {
            for outline in &mut level {
                is_cut |= !outline.children.is_empty();
                outline.children.clear();
            }
        }
        level = level.into_iter().flat_map(|outline| outline.children.iter_mut()).collect();
    }
    if is_cut {
        tell(format!("there are folders more than {DEEPEST} levels deep; what is below them is left out"));
    }
    list
}

fn is_page(bytes: &[u8]) -> bool {
    let start = bytes.trim_ascii_start();
    [&b"<!doctype html"[..], b"<html"]
        .iter()
        .any(|tag| start.get(..tag.len()).is_some_and(|found| found.eq_ignore_ascii_case(tag)))
}

fn beginning(text: &str, bytes: usize) -> &str {
    text.get(..text.floor_char_boundary(bytes)).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(body: &str) -> Result<Vec<Member>, FailureClass> {
        let list = format!("<opml version='2.0'><head><title>Mine</title></head><body>{body}</body></opml>");
        members(list.as_bytes(), "list.opml").map(|(facts, _)| facts.members).map_err(|failure| failure.class)
    }

    #[test]
    fn each_address_is_one_member_in_all_its_folders() {
        let found = read(
            "<outline text='Tech'><outline text='A' xmlUrl='https://A.example/feed#x'/>\
             <outline text='Linux'><outline title='Again' xmlUrl=' https://a.example/feed '/></outline></outline>\
             <outline text='https://b.example/' xmlUrl='feed://b.example/'/>\
             <outline text='more' type='include' url='https://c.example/more.opml'/>\
             <outline text='no' xmlUrl='ftp://d.example/'/><outline text='no' xmlUrl='file:///etc/passwd'/>",
        )
        .unwrap();
        let path = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        let a = Member {
            url: "https://a.example/feed".to_owned(),
            title: "A".to_owned(),
            categories: vec![path(&["Tech"]), path(&["Tech", "Linux"])],
            stays: false,
        };
        let urls: Vec<&str> = found.iter().map(|member| member.url.as_str()).collect();
        assert_eq!(urls, ["https://a.example/feed", "http://b.example/"]);
        assert_eq!(found[0], a);
    }

    #[test]
    fn a_list_that_is_included_is_told_and_is_no_feed() {
        let other = "<outline text='o' type='include' xmlUrl='https://a.example/other.opml'/>";
        let whole = |body: &str| format!("<opml><body>{body}</body></opml>");
        let more = "<outline text='f' xmlUrl='https://a.example/feed'/>";
        let (facts, defects) = members(whole(&format!("{other}{more}")).as_bytes(), "x").unwrap();
        assert_eq!(facts.members.len(), 1);
        assert!(defects[0].message.contains("`https://a.example/other.opml` is another list"), "{defects:?}");
        let many = members(whole(&format!("{}{more}", other.repeat(12))).as_bytes(), "x").unwrap().1;
        assert!(many[10].message.starts_with("and 2 more lists"), "{many:?}");
        let alone = members(whole(other).as_bytes(), "x").unwrap_err();
        assert!(alone.message.contains("only other lists, such as https://a.example/other.opml"));
    }

    #[test]
    fn nothing_is_concluded_from_what_is_no_whole_list() {
        for (bytes, class) in [
            ("<opml><body><outline text='a' xmlUrl='https://a.example/'/>", FailureClass::Truncated),
            ("<opml><body></body></opml>", FailureClass::Empty),
            ("<opml><body><outline text='a'/></body></opml>", FailureClass::Empty),
            ("<!DOCTYPE html><html><body>maintenance</body></html>", FailureClass::Page),
            ("<rss><channel/></rss>", FailureClass::NoFeed),
            ("", FailureClass::NoFeed),
        ] {
            assert_eq!(members(bytes.as_bytes(), "x").unwrap_err().class, class, "{bytes}");
        }
        assert_eq!(members(&vec![b' '; LARGEST + 1], "x").unwrap_err().class, FailureClass::TooLarge);
    }

    #[test]
    fn a_list_without_end_is_bounded() {
        let many: Vec<String> =
            (0..MOST + 5).map(|n| format!("<outline text='f' xmlUrl='https://a.example/{n}'/>")).collect();
        assert_eq!(read(&many.concat()).unwrap().len(), MOST);
        let feed = "<outline text='f' xmlUrl='https://a.example/'/>";
        let nested = |depth: usize| {
            format!("{}{feed}{}", "<outline text='d'>".repeat(depth), "</outline>".repeat(depth))
        };
        assert_eq!(read(&nested(31)).unwrap().len(), 1);
        assert_eq!(read(&nested(32)), Err(FailureClass::Empty));
        assert_eq!(read(&nested(10_000)), Err(FailureClass::Empty));
    }
}
