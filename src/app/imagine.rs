//! The source that an address would be. In: the address. Out: a source with the defaults of every key, of a configuration that has nothing else.

use std::path::Path;
use std::sync::Arc;

use url::Url;

use super::{App, tables};
use crate::config::append::{NewSource, NewValue, append};
use crate::config::file::Disk;
use crate::config::{Input, load};
use crate::sources::Source;

/// The least that a configuration has.
const SITE: &str = "[site]\ntitle = \"-\"\nurl = \"https://site.invalid/\"\n";

/// The source.
pub(super) fn source(url: &Url) -> Option<Arc<dyn Source>> {
    let keys = vec![("url", NewValue::Text(url.to_string()))];
    let text = append(SITE, &[NewSource { id: "feed".to_owned(), kind: "feed", keys }]);
    let tables = tables::tables();
    let input = Input {
        file: Path::new("config.toml"),
        text: &text,
        environment: &[],
        flags: &[],
        tables: &tables,
        files: &Disk,
    };
    let app = App::new(load(&input).ok()?).ok()?;
    Some(Arc::clone(&app.sources.first()?.source))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_address_of_the_web_can_be_a_source() {
        for url in
            ["https://a.example/f?x=\"y\"&z=1", "http://127.0.0.1:8080/", "https://me:secret@a.example/"]
        {
            let source = source(&Url::parse(url).unwrap()).unwrap();
            assert!(source.remote().is_some(), "{url}");
        }
    }
}
