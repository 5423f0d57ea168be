//! Dialects: what the keys, folders and file names of a site's generator mean.
//!
//! A dialect is data. The code beside it asks for "the keys of a title" and never for a generator, so that another
//! generator's rules are another value of [`Dialect`].

use crate::model::change::HeldReason;

/// What the keys, folders and file names of a generator mean. Keys are [folded](crate::parse::front_matter::Meta); of
/// several keys the first one that says something wins.
#[derive(Debug)]
pub struct Dialect {
    /// Its name.
    pub name: &'static str,
    /// Tables whose members count as keys of the article: Zola's `[extra]`, Hugo's `params`.
    pub tables: &'static [&'static str],
    /// Tables whose members are lists of terms: Zola's `[taxonomies]`.
    pub taxonomies: &'static [&'static str],
    /// Title.
    pub title: &'static [&'static str],
    /// When it was published.
    pub published: &'static [&'static str],
    /// Those of them that say when it goes out, beside the day that it is dated: the later of both counts.
    pub scheduled: &'static [&'static str],
    /// When it last changed.
    pub updated: &'static [&'static str],
    /// When it must no longer be shown.
    pub expires: &'static [&'static str],
    /// The author's summary.
    pub summary: &'static [&'static str],
    /// Authors.
    pub authors: &'static [&'static str],
    /// Tags.
    pub tags: &'static [&'static str],
    /// Categories.
    pub categories: &'static [&'static str],
    /// The picture that stands for the article.
    pub image: &'static [&'static str],
    /// Files that come with it.
    pub enclosures: &'static [&'static str],
    /// Its id.
    pub id: &'static [&'static str],
    /// Its address, absolute or below the site.
    pub address: &'static [&'static str],
    /// The last part of its address.
    pub slug: &'static [&'static str],
    /// The page that it is about.
    pub related: &'static [&'static str],
    /// Its language.
    pub language: &'static [&'static str],
    /// Its licence or copyright notice.
    pub rights: &'static [&'static str],
    /// Truth values that hold an article back, what they must be, and why.
    pub switches: &'static [(&'static str, bool, HeldReason)],
    /// Those of the switches that hold an article back also where their value is neither true nor false: what its author may
    /// have meant to keep must not go out.
    pub secrets: &'static [&'static str],
    /// Words under `status` that hold an article back.
    pub statuses: &'static [(&'static str, HeldReason)],
    /// Words under `layout`.
    pub layouts: &'static [(&'static str, HeldReason)],
    /// Words under `type`.
    pub types: &'static [(&'static str, HeldReason)],
    /// Words under an address key that name a style, not an address.
    pub address_styles: &'static [&'static str],
    /// Folders whose files are held back.
    pub folders: &'static [(&'static str, HeldReason)],
    /// Folders that are never entered, beside hidden ones.
    pub closed_folders: &'static [&'static str],
    /// Names, without ending, of files that are no posts.
    pub files: &'static [(&'static str, HeldReason)],
    /// Endings of article files, lower case.
    pub extensions: &'static [&'static str],
}

/// The rules that hold where no generator is named: what most generators agree on.
pub static NEUTRAL: Dialect = Dialect {
    name: "neutral",
    tables: &["extra", "params"],
    taxonomies: &["taxonomies"],
    title: &["title"],
    published: &[
        "date",
        "published",
        "pubdate",
        "publishdate",
        "publisheddate",
        "publicationdate",
        "pubdatetime",
        "publishedat",
        "publishedon",
        "datepublished",
        "datecreated",
        "created",
        "createdat",
        "createddate",
        "creationdate",
        "posted",
        "postdate",
        "dategmt",
    ],
    // Hugo's `publishDate` and what it reads as that: before then an article is held, and its feed gives it that date.
    scheduled: &["publishdate", "pubdate", "published"],
    updated: &[
        "updated",
        "lastmod",
        "lastmodifiedat",
        "lastmodified",
        "lastupdated",
        "lastupdate",
        "updatedat",
        "updateddate",
        "updatedon",
        "dateupdated",
        "modified",
        "datemodified",
        "modifiedat",
        "modifieddate",
        "moddatetime",
    ],
    expires: &["expirydate", "unpublishdate", "expires", "expireson"],
    summary: &["summary", "excerpt", "description", "tldr", "spoiler", "subtitle", "desc"],
    authors: &["authors", "author", "by", "byline", "creator"],
    tags: &["tags", "tag"],
    categories: &["categories", "category"],
    image: &[
        "image",
        "cover",
        "coverimage",
        "headimg",
        "thumbnail",
        "banner",
        "bannerimg",
        "img",
        "indeximg",
        "heroimage",
        "featureimage",
        "featuredimage",
        "excerptimage",
        "previewimage",
        "socialimage",
        "ogimage",
        "images",
        "photos",
    ],
    enclosures: &["enclosure", "enclosures", "audio", "mp3", "file"],
    id: &["guid", "id", "uuid"],
    address: &["canonicalurl", "canonical", "permalink", "url", "path"],
    slug: &["slug"],
    related: &["link", "externalurl", "redirectto", "source"],
    language: &["lang", "language", "locale"],
    rights: &["rights", "license", "licence", "copyright"],
    switches: &[
        ("draft", true, HeldReason::Draft),
        ("published", false, HeldReason::Unpublished),
        ("publish", false, HeldReason::Unpublished),
        ("dgpublish", false, HeldReason::Unpublished),
        ("unlisted", true, HeldReason::Private),
        ("hidden", true, HeldReason::Private),
        ("hide", true, HeldReason::Private),
        ("private", true, HeldReason::Private),
        ("visible", false, HeldReason::Private),
        ("eleventyexcludefromcollections", true, HeldReason::Private),
        ("article", false, HeldReason::NotAPost),
    ],
    // Not `hide`: themes have lists of what not to show of a page under it.
    secrets: &["draft", "private", "unlisted", "hidden"],
    statuses: &[
        ("draft", HeldReason::Draft),
        ("private", HeldReason::Private),
        ("hidden", HeldReason::Private),
        ("unlisted", HeldReason::Private),
        ("unpublished", HeldReason::Unpublished),
        ("pending", HeldReason::Unpublished),
        ("skip", HeldReason::Unpublished),
        ("trash", HeldReason::Unpublished),
    ],
    layouts: &[
        ("page", HeldReason::NotAPost),
        ("about", HeldReason::NotAPost),
        ("friends", HeldReason::NotAPost),
        ("links", HeldReason::NotAPost),
        ("404", HeldReason::NotAPost),
        ("search", HeldReason::NotAPost),
        ("home", HeldReason::ListPage),
        ("archive", HeldReason::ListPage),
        ("archives", HeldReason::ListPage),
        ("category", HeldReason::ListPage),
        ("categories", HeldReason::ListPage),
        ("tag", HeldReason::ListPage),
        ("tags", HeldReason::ListPage),
        ("redirect", HeldReason::Redirect),
        ("redirected", HeldReason::Redirect),
    ],
    types: &[
        ("page", HeldReason::NotAPost),
        ("about", HeldReason::NotAPost),
        ("friends", HeldReason::NotAPost),
        ("links", HeldReason::NotAPost),
        ("404", HeldReason::NotAPost),
        ("tags", HeldReason::ListPage),
        ("categories", HeldReason::ListPage),
        ("archives", HeldReason::ListPage),
    ],
    address_styles: &["date", "pretty", "ordinal", "weekdate", "none"],
    folders: &[
        ("_drafts", HeldReason::Draft),
        ("drafts", HeldReason::Draft),
        ("draft", HeldReason::Draft),
        ("templates", HeldReason::Template),
        ("_templates", HeldReason::Template),
        ("template", HeldReason::Template),
        ("archetypes", HeldReason::Template),
        ("scaffolds", HeldReason::Template),
        ("_layouts", HeldReason::Template),
        ("_includes", HeldReason::Template),
    ],
    closed_folders: &["node_modules"],
    files: &[
        ("_index", HeldReason::ListPage),
        ("readme", HeldReason::NotAPost),
        ("404", HeldReason::NotAPost),
    ],
    extensions: &["md", "markdown", "html", "htm", "txt"],
};

impl Dialect {
    /// Why a file can be no article, or must not be one, by its path alone. `path` has `/` between its parts.
    #[must_use]
    pub fn held(&self, path: &str) -> Option<HeldReason> {
        let (folders, file) = path.rsplit_once('/').unwrap_or(("", path));
        if !self.is_article(path) {
            return Some(HeldReason::NotAnArticle);
        }
        let by_folder = folders
            .split('/')
            .find_map(|folder| self.folders.iter().find(|(name, _)| folder.eq_ignore_ascii_case(name)));
        if let Some((_, reason)) = by_folder {
            return Some(*reason);
        }
        // `_index.fr.md` is the French `_index.md`.
        let stem = file.split('.').next().unwrap_or(file);
        if let Some((_, reason)) = self.files.iter().find(|(name, _)| stem.eq_ignore_ascii_case(name)) {
            return Some(*reason);
        }
        is_generated_list(folders, file).then_some(HeldReason::ListPage)
    }

    /// True for files that are articles by the ending of their name.
    #[must_use]
    pub fn is_article(&self, path: &str) -> bool {
        let file = path.rsplit('/').next().unwrap_or(path);
        let Some((stem, extension)) = file.rsplit_once('.') else { return false };
        // Hidden files, and what editors leave behind (`#x.md`, `~$x.html`), are nobody's articles.
        !stem.is_empty()
            && !file.starts_with(['.', '#', '~'])
            && self.extensions.iter().any(|known| extension.eq_ignore_ascii_case(known))
    }

    /// True for folders that are not entered.
    #[must_use]
    pub fn is_closed(&self, folder: &str) -> bool {
        folder.starts_with('.') || self.closed_folders.contains(&folder)
    }
}

/// True for the lists that generators write beside the pages of a site: `tags/x/index.html`, `page/2/index.html`.
fn is_generated_list(folders: &str, file: &str) -> bool {
    if !file.eq_ignore_ascii_case("index.html") {
        return false;
    }
    let mut folders = folders.split('/');
    let list = folders.clone().any(|folder| matches!(folder, "tags" | "categories" | "archives"));
    let number =
        folders.next_back().is_some_and(|last| !last.is_empty() && last.bytes().all(|b| b.is_ascii_digit()));
    list || (number && folders.next_back() == Some("page"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_tells_what_is_no_article() {
        for (path, reason) in [
            ("a/b.md", None),
            ("B.MARKDOWN", None),
            ("x.aspx.html", None),
            ("draftsmen/a.md", None),
            ("tags.html", None),
            ("tags/a.html", None),
            ("photo.jpg", Some(HeldReason::NotAnArticle)),
            ("md", Some(HeldReason::NotAnArticle)),
            (".md", Some(HeldReason::NotAnArticle)),
            (".hidden.md", Some(HeldReason::NotAnArticle)),
            ("a.md~", Some(HeldReason::NotAnArticle)),
            ("#a.md", Some(HeldReason::NotAnArticle)),
            ("blog/_index.it.md", Some(HeldReason::ListPage)),
            ("ReadMe.md", Some(HeldReason::NotAPost)),
            ("_drafts/a.md", Some(HeldReason::Draft)),
            ("x/Drafts/y/a.md", Some(HeldReason::Draft)),
            ("Extras/Templates/a.md", Some(HeldReason::Template)),
            ("tags/x/index.html", Some(HeldReason::ListPage)),
            ("page/2/index.html", Some(HeldReason::ListPage)),
            ("2019/03/02/x/index.html", None),
        ] {
            assert_eq!(NEUTRAL.held(path), reason, "{path}");
        }
    }

    #[test]
    fn keys_are_folded_and_none_has_two_meanings() {
        let lists = [
            NEUTRAL.title,
            NEUTRAL.published,
            NEUTRAL.updated,
            NEUTRAL.expires,
            NEUTRAL.summary,
            NEUTRAL.authors,
            NEUTRAL.tags,
            NEUTRAL.categories,
            NEUTRAL.image,
            NEUTRAL.enclosures,
            NEUTRAL.id,
            NEUTRAL.address,
            NEUTRAL.slug,
            NEUTRAL.related,
            NEUTRAL.language,
            NEUTRAL.rights,
        ];
        let mut keys: Vec<&str> = lists.into_iter().flatten().copied().collect();
        assert!(keys.iter().all(|key| key.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit())));
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), all);
    }
}
