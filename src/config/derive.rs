//! Defaults that depend on other keys.

use std::path::Path;

use url::Url;

use super::Input;
use super::typed::{Origin, Typed};
use crate::model::options::Setting;

/// Fills in the defaults that depend on other keys.
pub(super) fn derive(input: &Input<'_>, typed: &mut Typed) {
    let publish = typed.options.table("publish").cloned();
    let site_url = typed.options.table("site").and_then(|site| site.url("url")).cloned();
    let Some(mut publish) = publish else { return };
    if !typed.origins.contains_key("publish.formats") {
        let all = input.tables.writers.iter().map(|writer| writer.name.to_owned()).collect();
        publish.set("formats", Setting::List(all));
        typed.origins.insert("publish.formats".to_owned(), Origin::Default);
    }
    if !typed.origins.contains_key("publish.url")
        && let (Some(site), Some(dir)) = (site_url, publish.path("dir"))
        && let Some(url) = feeds_url(&site, dir)
    {
        publish.set("url", Setting::Url(url));
        typed.origins.insert("publish.url".to_owned(), Origin::Default);
    }
    typed.options.set("publish", Setting::Table(publish));
}

/// Where a folder is served that nobody said more about: below the site, under its own name.
fn feeds_url(site: &Url, dir: &Path) -> Option<Url> {
    let mut url = folder(site);
    if let Some(name) = dir.file_name() {
        url.path_segments_mut().ok()?.pop_if_empty().push(name.to_str()?).push("");
    }
    Some(url)
}

/// The URL as one that relative links can be resolved against: its path ends with `/`.
pub(super) fn folder(url: &Url) -> Url {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}
