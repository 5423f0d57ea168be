//! The sources as a list of feeds, and old addresses as redirections. In: the configuration, and what the state knows of its feeds. Out: OPML; paths
//! and where they lead. Nothing is asked.

use super::import::attributes::{ID, NAME, NAMESPACE, restore};
use super::status::as_configured;
use super::{App, AppError, Now};
use crate::compose::overlay::Overlay;
use crate::model::outline::{Outline, Outlines};
use crate::model::parts::PlainText;
use crate::model::poll::PollState;
use crate::store::sqlite::Mode;
use crate::text::address::without_credentials;
use crate::writers::opml::list;

/// A list of feeds.
#[derive(Clone, Debug, Default)]
pub struct Exported {
    /// The document.
    pub document: Vec<u8>,
    /// Feeds in it.
    pub feeds: usize,
    /// Sources that have no address, and are not in it.
    pub left_out: usize,
}

/// An old path, and the document that has taken its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Redirect {
    /// The path on the server, as people read it.
    pub path: String,
    /// The same, percent-encoded.
    pub encoded: String,
    /// The address that it leads to.
    pub to: String,
}

impl App {
    /// Lists the feeds that servers are asked for, in the order of the configuration. Its dates are those of what the feeds hold, so that the
    /// same sources give the same bytes. Has no credentials.
    ///
    /// # Errors
    /// Where the state cannot be read.
    pub async fn export(&self, now: Now) -> Result<Exported, AppError> {
        let store = self.store(Mode::Read, now)?;
        let mut states = self.poll_states(&store).await?;
        let mut outlines = Vec::new();
        let mut namespaces = vec![(NAMESPACE.0.to_owned(), NAMESPACE.1.to_owned())];
        let mut newest = None;
        let mut exported = Exported::default();
        let cast = self.known_cast(&store).await?;
        for planned in cast.sources.iter().filter(|planned| planned.source.list().is_none()) {
            let Some(remote) = planned.source.remote() else {
                exported.left_out += 1;
                continue;
            };
            let subscription = remote.subscription();
            let id = planned.source.id();
            let state =
                states.remove(id).and_then(|state| as_configured(state, subscription, self.config.timezone));
            let state = state.unwrap_or_default();
            let url = without_credentials(state.address(subscription));
            let said = cast.settings.rules.overlays().of(id);
            let name = said.and_then(|said| said.name.as_ref()).map(PlainText::as_str);
            let categories = said.map(Overlay::given).unwrap_or_default();
            let mut outline = outline(id.as_str(), name, url, &state);
            let own = self.config.sources.iter().find(|source| source.id == *id);
            let given = own.and_then(|source| source.options.text("name"));
            outline.others.extend(given.map(|name| (NAME.to_owned(), name.to_owned())));
            if let Some(kept) = own.and_then(|source| source.options.map("outline")) {
                restore(kept, &mut outline, &mut namespaces);
                if let (None, Some(title)) = (name, &outline.title) {
                    outline.text.clone_from(title);
                }
            }
            // A date in the future is none that anybody would believe.
            newest = newest.max(state.feed.newest.filter(|at| *at <= now.at));
            file(&mut outlines, &categories, outline);
            exported.feeds += 1;
        }
        let author = self.config.site.author.as_ref().map(|author| author.name.to_string());
        let list = Outlines {
            title: Some(self.config.site.title.to_string()),
            owner_name: author.filter(|name| !name.is_empty()),
            created: newest,
            modified: newest,
            namespaces,
            outlines,
            ..Outlines::default()
        };
        exported.document = list::write(&list);
        Ok(exported)
    }

    /// Where aliases lead, in the order of the configuration.
    #[must_use]
    pub fn redirects(&self) -> Vec<Redirect> {
        let layout = &self.settings.layout;
        let redirect = |alias: &crate::config::Alias| {
            let encoded = layout.url_of(&alias.from).path().to_owned();
            let path = percent_encoding::percent_decode_str(&encoded).decode_utf8_lossy().into_owned();
            Redirect { path, encoded, to: layout.url_of(&alias.to).to_string() }
        };
        self.config.aliases.iter().map(redirect).collect()
    }
}

/// What a list says of a feed. `name`: what the owner calls it.
fn outline(id: &str, name: Option<&str>, url: String, state: &PollState) -> Outline {
    let title = Some(state.feed.title.as_str()).filter(|title| !title.is_empty());
    Outline {
        text: name.or(title).unwrap_or(id).to_owned(),
        title: title.map(str::to_owned),
        kind: Some("rss".to_owned()),
        xml_url: Some(url),
        html_url: state.feed.site.clone(),
        language: state.feed.language.clone(),
        version: state.feed.version.clone(),
        others: vec![(ID.to_owned(), id.to_owned())],
        ..Outline::default()
    }
}

/// Puts an outline into the folder of its first category, and names the others. Folders stand in the order of the sources, which is their priority:
/// one that is needed again later is there again.
fn file(outlines: &mut Vec<Outline>, categories: &[Vec<String>], mut outline: Outline) {
    let (first, more) =
        categories.split_first().map_or((&[][..], &[][..]), |(first, more)| (first.as_slice(), more));
    // OPML 2.0, "What is a category": levels are parted by `/`, categories by `,`.
    let is_plain = |path: &&Vec<String>| path.iter().all(|name| !name.contains(['/', ',']));
    let named: Vec<String> =
        more.iter().filter(is_plain).map(|path| format!("/{}", path.join("/"))).collect();
    if !named.is_empty() {
        outline.others.push(("category".to_owned(), named.join(",")));
    }
    for path in more.iter().filter(|path| !is_plain(path)) {
        place(outlines, first, outline.clone());
        place(outlines, path, outline.clone());
    }
    if more.iter().all(|path| is_plain(&path)) {
        place(outlines, first, outline);
    }
}

/// Puts an outline into a folder, the last one of that name where that is the last outline.
fn place(outlines: &mut Vec<Outline>, folders: &[String], outline: Outline) {
    let mut here = outlines;
    for name in folders {
        let is_open = here.last().is_some_and(|last| last.xml_url.is_none() && last.text == *name);
        if !is_open {
            here.push(Outline { text: name.clone(), ..Outline::default() });
        }
        let Some(last) = here.last_mut() else { return };
        here = &mut last.children;
    }
    here.push(outline);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(outlines: &[Outline]) -> Vec<String> {
        let mut names = Vec::new();
        for outline in outlines {
            let inner = names_of(&outline.children);
            names.push(format!("{}{inner}", outline.text));
        }
        names
    }

    fn names_of(outlines: &[Outline]) -> String {
        if outlines.is_empty() { String::new() } else { format!("({})", names(outlines).join(" ")) }
    }

    #[test]
    fn feeds_stand_in_the_folders_of_their_categories_and_in_their_order() {
        let mut outlines = Vec::new();
        let feeds: [(&str, &[&[&str]]); 6] = [
            ("1", &[&["A"]]),
            ("2", &[&["A", "B"]]),
            ("3", &[&["A", "B"], &["C", "D"]]),
            ("4", &[]),
            ("5", &[&["A"], &["x/y"]]),
            ("6", &[&["x/y"]]),
        ];
        for (id, categories) in feeds {
            let categories: Vec<Vec<String>> =
                categories.iter().map(|path| path.iter().map(|name| (*name).to_owned()).collect()).collect();
            file(
                &mut outlines,
                &categories,
                outline(id, None, format!("https://a.example/{id}"), &PollState::default()),
            );
        }
        assert_eq!(names(&outlines), ["A(1 B(2 3))", "4", "A(5)", "x/y(5 6)"]);
        let list = Outlines { outlines, ..Outlines::default() };
        let read: Vec<(&str, usize)> = list
            .subscriptions()
            .iter()
            .map(|feed| (feed.outline.text.as_str(), feed.categories.len()))
            .collect();
        assert_eq!(read, [("1", 1), ("2", 1), ("3", 2), ("4", 0), ("5", 2), ("6", 1)]);
    }
}
