//! Following a list as it changes. In: a file or an address. Out: the source that it would be, or the one that it is.

use std::path::Path;

use url::Url;

use super::super::App;
use super::super::add::host;
use super::super::members::is_list;
use crate::config::SourceConfig;
use crate::config::append::{Ids, NewSource, NewValue};
use crate::model::ids::SourceId;
use crate::model::net::address_key;

impl App {
    /// The source that follows a list already: a file or an address.
    #[must_use]
    pub fn follows(&self, file: &str, url: Option<&Url>) -> Option<&SourceId> {
        let place = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path)).ok();
        let is_it = |source: &&SourceConfig| match url {
            Some(url) => {
                source.options.url("url").is_some_and(|known| address_key(known) == address_key(url))
            }
            None => source.options.path("path").is_some_and(|known| place(known) == place(Path::new(file))),
        };
        self.config.sources.iter().filter(|source| is_list(source)).find(is_it).map(|source| &source.id)
    }

    /// A list as one source, which follows it: a file or an address. `title`: what the list calls itself.
    #[must_use]
    pub fn live(&self, file: &str, url: Option<&Url>, title: Option<&str>) -> NewSource {
        let mut ids = Ids::new(self.config.sources.iter().map(|source| source.id.as_str()));
        let stem =
            Path::new(file).file_stem().map(|stem| stem.to_string_lossy().into_owned()).unwrap_or_default();
        let name = url.map_or(stem.as_str(), host);
        let place = match url {
            Some(url) => ("url", NewValue::Text(url.to_string())),
            None => ("path", NewValue::Text(self.as_configured(Path::new(file)))),
        };
        let keys = vec![place, ("outline_categories", NewValue::Flag(true))];
        NewSource { id: ids.give(title.into_iter().chain([name])), kind: "opml", keys }
    }

    /// A path of the current folder as the configuration has to name it, which starts from its own.
    fn as_configured(&self, path: &Path) -> String {
        let folder = self.config.file.parent().filter(|folder| *folder != Path::new(""));
        let shown = |path: &Path| path.to_string_lossy().into_owned();
        match (std::path::absolute(path), std::path::absolute(folder.unwrap_or(Path::new(".")))) {
            (Ok(path), Ok(folder)) => shown(path.strip_prefix(&folder).unwrap_or(&path)),
            _ => shown(path),
        }
    }
}
