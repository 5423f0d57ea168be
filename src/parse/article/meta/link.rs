//! Where an article's page is.
//!
//! In: metadata, the file's name, the owner's pattern. Out: an absolute URL, and what relative URLs in the article are
//! resolved against.

use url::Url;

use super::permalink::{Facts, Pattern};
use super::{Rules, truth};
use crate::parse::front_matter::{Field, Meta, shown};

/// An article's addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Links {
    /// Its page. `None`: its author says that it has none.
    pub(super) page: Option<Url>,
    /// What relative URLs are resolved against: its page, or where that would be.
    pub(super) base: Url,
}

/// The page of an article: an address in its metadata, else the site's pattern.
pub(super) fn links(
    meta: &Meta,
    facts: &Facts<'_>,
    rules: &Rules<'_>,
    defects: &mut Vec<(u32, String)>,
) -> Links {
    let whole_slugs = meta.all(rules.dialect.slug).filter(|field| field.value.text().is_some_and(is_whole));
    let mut has_page = true;
    let stated = meta.all(rules.dialect.address).chain(whole_slugs).find_map(|field| {
        let text = field.value.text()?;
        if let Some(value) = truth(text) {
            has_page &= value;
            return None;
        }
        address(text, field, facts, rules, defects)
    });
    let base = stated.unwrap_or_else(|| {
        let path = rules.pattern.fill(facts).or_else(|| Pattern::parse("/:path/").ok()?.fill(facts));
        path.and_then(|path| below(rules.site, &path)).unwrap_or_else(|| rules.site.clone())
    });
    Links { page: has_page.then(|| base.clone()), base }
}

/// The slug of an article. One that begins with `/` is a whole address: [`links`] reads it.
pub(super) fn slug<'a>(meta: &'a Meta, rules: &Rules<'_>) -> Option<&'a str> {
    let text = meta.all(rules.dialect.slug).find_map(|field| field.value.text())?;
    let slug = text.trim_matches('/');
    (!slug.is_empty() && !is_whole(text) && !is_template(text)).then_some(slug)
}

/// True for a slug that is the whole path of the page.
fn is_whole(slug: &str) -> bool {
    slug.starts_with('/')
}

/// The address in a field: absolute, or below the site.
fn address(
    text: &str,
    field: &Field,
    facts: &Facts<'_>,
    rules: &Rules<'_>,
    defects: &mut Vec<(u32, String)>,
) -> Option<Url> {
    if is_template(text) || rules.dialect.address_styles.contains(&text) {
        return None;
    }
    if let Some(url) = web(text) {
        return Some(url);
    }
    if text.starts_with("//") || has_scheme(text) {
        let message = format!("`{}` is no web address (\"{}\"); it was left out", field.key, shown(text));
        defects.push((field.line, message));
        return None;
    }
    if text.contains(':') {
        // `/:collection/:path.html` is for a generator to fill. What we know of it we fill; the rest we do not guess.
        return below(rules.site, &Pattern::parse(text).ok()?.fill(facts)?);
    }
    below(rules.site, text.trim_start_matches(['/', '\\']))
}

/// A URL below the site. A path that climbs stays on the site's host.
fn below(site: &Url, path: &str) -> Option<Url> {
    let url = site.join(&format!("./{path}")).ok()?;
    (url.host_str() == site.host_str()).then_some(url)
}

/// The URL, where the text is an absolute one of the web.
pub(super) fn web(text: &str) -> Option<Url> {
    let web = ["http://", "https://"]
        .iter()
        .any(|scheme| text.get(..scheme.len()).is_some_and(|start| start.eq_ignore_ascii_case(scheme)));
    if !web {
        return None;
    }
    Url::parse(text).ok().filter(Url::has_host)
}

/// True for `mailto:x` and `javascript:x`, not for `/:year/x` or `a/b:c`.
fn has_scheme(text: &str) -> bool {
    let Some((scheme, _)) = text.split_once(':') else { return false };
    scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

/// True for text that a generator's template language would replace.
pub(super) fn is_template(text: &str) -> bool {
    text.contains("{{") || text.contains("{%") || text.contains("<%")
}
