//! What the values mean, together.
//!
//! In: [`Typed`] values of the right form. Out: a [`Config`], or the problems that only show when values meet.

use std::collections::{BTreeMap, HashSet};

use url::Url;

use super::derive::{derive, folder};
use super::documents::{check_segment, documents};
use super::problem::{Place, Problem};
use super::typed::Typed;
use super::{Alias, Config, Input, Paths, Publish, SourceConfig};
use crate::model::feed::{FeedKind, PageOptions, Site};
use crate::model::ids::SourceId;
use crate::model::options::{Options, Setting};
use crate::model::parts::{Language, Person};
use crate::model::plan::{ContentMode, Plan};
use crate::model::policy::{CategoryFrom, CategoryRules, IdPolicy};

/// Bytes of a style sheet, a header or a footer, at the most.
const PART_LIMIT: u64 = 1024 * 1024;

/// The least that a document may be limited to: below, not even the head of a feed fits.
const LEAST_BYTES: u64 = 4096;

/// Works out what was meant. `None` only where something that cannot be done without is missing or wrong, which then is among
/// the problems.
pub(super) fn config(input: &Input<'_>, mut typed: Typed, problems: &mut Vec<Problem>) -> Option<Config> {
    derive(input, &mut typed);
    let mut check = Check { input, typed: &typed, problems };
    let empty = Options::default();
    let publish_options = typed.options.table("publish").unwrap_or(&empty);
    let publish = check.publish(publish_options);
    let site = check.site(publish_options);
    let categories = typed.options.table("categories").unwrap_or(&empty);
    let category_title = check.category_title(categories);
    let slugs = check.slugs();
    let sources = check.sources();
    let overrides = check.overrides();
    let net = check.net();
    if let Some(publish) = &publish {
        check.folders(publish, &sources);
    }
    let (paths, aliases) = check.documents(publish.as_ref());
    let site_options = typed.options.table("site")?;
    Some(Config {
        file: input.file.to_owned(),
        state: typed.options.path("state")?.clone(),
        adopted: typed.options.path("adopted")?.clone(),
        timezone: site_options.time_zone("timezone")?,
        ids: if site_options.text("ids") == Some("permalink") { IdPolicy::Permalink } else { IdPolicy::Tag },
        site: site?,
        publish: publish?,
        categories: category_rules(categories),
        category_title,
        slugs,
        paths,
        aliases,
        net,
        sources,
        overrides,
        typed,
    })
}

fn content(options: &Options) -> ContentMode {
    match options.text("content") {
        Some("summary") => ContentMode::Summary,
        Some("both") => ContentMode::Both,
        Some("none") => ContentMode::None,
        _ => ContentMode::Full,
    }
}

fn category_rules(options: &Options) -> CategoryRules {
    CategoryRules {
        only: options.paths("only").to_vec(),
        except: options.paths("except").to_vec(),
        min_entries: options.number("min_entries").unwrap_or(1),
        from: options
            .list("from")
            .iter()
            .map(|from| if from == "tags" { CategoryFrom::Tags } else { CategoryFrom::Categories })
            .collect(),
    }
}

pub(super) struct Check<'a> {
    input: &'a Input<'a>,
    pub(super) typed: &'a Typed,
    problems: &'a mut Vec<Problem>,
}

impl Check<'_> {
    /// Reports a problem of the value of that dotted name.
    pub(super) fn wrong(&mut self, name: &str, message: impl Into<String>, remedy: impl Into<String>) {
        let place = self.typed.place(name).unwrap_or_else(|| self.typed.header(name));
        self.problems.push(Problem { place, message: message.into(), remedy: remedy.into() });
    }

    fn site(&mut self, publish: &Options) -> Option<Site> {
        let options = self.typed.options.table("site")?;
        self.public_url("site.url", options.url("url"));
        self.public_url("publish.url", publish.url("url"));
        let text = |key: &str| options.text(key).map(Into::into);
        let page = self.page();
        Some(Site {
            title: options.text("title")?.into(),
            url: folder(options.url("url")?),
            feeds_url: folder(publish.url("url")?),
            description: text("description"),
            language: options.text("language").and_then(Language::parse),
            timezone: options.time_zone("timezone").unwrap_or(chrono_tz::Tz::UTC),
            author: self.author(options.table("author")),
            rights: text("rights"),
            page,
        })
    }

    /// A URL that stands in documents must be the same for everyone, and something must be able to follow it.
    fn public_url(&mut self, name: &str, url: Option<&Url>) {
        let Some(url) = url else { return };
        let key = name.rsplit('.').next().unwrap_or(name);
        if !url.username().is_empty() || url.password().is_some() {
            self.wrong(
                name,
                format!("`{key}` holds a user name or a password, which every reader would see"),
                "leave it out",
            );
        }
        if url.query().is_some() || url.fragment().is_some() {
            self.wrong(
                name,
                format!("`{key}` has a part after `?` or `#`"),
                "write the address of a folder, such as \"https://example.org/blog/\"",
            );
        }
    }

    fn author(&mut self, options: Option<&Options>) -> Option<Person> {
        let options = options?;
        let email = options.text("email");
        if email.is_some_and(|email| !is_mail_address(email)) {
            self.wrong(
                "site.author.email",
                "`email` is not a mail address",
                "write it as \"name@example.org\", without the name in words",
            );
        }
        Some(Person {
            name: options.text("name")?.into(),
            email: email.map(str::to_owned),
            uri: options.url("url").cloned(),
        })
    }

    fn page(&mut self) -> PageOptions {
        let Some(options) = self.typed.options.table("html") else { return PageOptions::default() };
        PageOptions {
            content: content(options),
            stylesheet: self.part(options, "stylesheet"),
            header: self.part(options, "header"),
            footer: self.part(options, "footer"),
        }
    }

    fn part(&mut self, options: &Options, key: &str) -> Option<String> {
        let path = options.path(key)?;
        match self.input.files.text(path, PART_LIMIT) {
            Ok(text) => Some(text),
            Err(error) => {
                let message = format!("`{key}`: {} cannot be read: {error}", path.display());
                self.wrong(&format!("html.{key}"), message, "relative paths start from this file's folder");
                None
            }
        }
    }

    fn publish(&mut self, options: &Options) -> Option<Publish> {
        let max_bytes = options.number("max_bytes")?;
        if max_bytes < LEAST_BYTES {
            self.wrong(
                "publish.max_bytes",
                "`max_bytes` is too small for any feed",
                "write at least \"4KiB\"; 512KiB is usual",
            );
        }
        // What was typed and is wrong has no value.
        let (Some(_), Some(_)) = (options.get("formats"), options.get("by")) else { return None };
        Some(Publish {
            dir: options.path("dir")?.clone(),
            formats: options.list("formats").to_vec(),
            by: options.list("by").iter().filter_map(|kind| FeedKind::from_name(kind)).collect(),
            plan: Plan {
                limit: usize::try_from(options.number("limit")?).unwrap_or(usize::MAX),
                content: content(options),
                per_source: options.number("max_per_source").and_then(|number| usize::try_from(number).ok()),
                max_bytes: usize::try_from(max_bytes).unwrap_or(usize::MAX),
            },
            after: options.list("after").to_vec(),
            take_over: options.flag("take_over"),
        })
    }

    fn category_title(&mut self, options: &Options) -> String {
        let title = options.text("title").unwrap_or("{category} · {site}");
        let rest = title.replace("{category}", "").replace("{site}", "");
        if rest.contains(['{', '}']) {
            self.wrong(
                "categories.title",
                "`title` has a placeholder that nobody fills",
                "there is {category}, the name of the category, and {site}, the title of the site",
            );
        } else if !title.contains("{category}") {
            self.wrong(
                "categories.title",
                "`title` lacks {category}: all categories would have one title",
                "",
            );
        }
        title.to_owned()
    }

    fn slugs(&mut self) -> BTreeMap<String, String> {
        let slugs = self.typed.options.map("slugs").cloned().unwrap_or_default();
        for (name, segment) in &slugs {
            if let Err(wrong) = check_segment(segment) {
                let message = format!("the segment for `{name}` {}", wrong.what);
                self.wrong(&format!("slugs.{name}"), message, wrong.remedy);
            }
        }
        slugs
    }

    /// Where `[publish]` is wrong itself, paths are looked at as if everything were published.
    fn documents(&mut self, publish: Option<&Publish>) -> (Paths, Vec<Alias>) {
        let all: Vec<String> =
            self.input.tables.writers.iter().map(|writer| writer.name.to_owned()).collect();
        let formats = publish.map_or(&all, |publish| &publish.formats);
        let by = publish.map_or(FeedKind::ALL.get(1..).unwrap_or_default(), |publish| &publish.by);
        documents(self.typed, self.input.tables, formats, by, self.problems)
    }

    fn sources(&mut self) -> Vec<SourceConfig> {
        let mut sources: Vec<SourceConfig> = Vec::new();
        let mut ids = HashSet::new();
        for (at, options) in self.typed.options.tables("source").iter().enumerate() {
            let (id, kind) =
                (options.text("id").unwrap_or_default(), options.text("type").unwrap_or_default());
            let name = format!("source.{at}.id");
            if !id.is_empty() && !is_source_id(id) {
                let remedy =
                    "write at most 64 letters, digits, `-`, `_` and `.`, beginning with a letter or a digit";
                self.wrong(&name, format!("`id` cannot be `{id}`"), remedy);
            } else if !id.is_empty() && !ids.insert(id.to_lowercase()) {
                let message = format!("two sources have the id `{id}`");
                self.wrong(&name, message, "ids of sources must differ, and not in case alone");
            }
            let offset = match self.typed.header(&format!("source.{at}")) {
                Place::Span { start, .. } => start,
                _ => 0,
            };
            sources.push(SourceConfig {
                id: SourceId::new(id),
                kind: kind.to_owned(),
                categories: options.paths("categories").to_vec(),
                options: options.clone(),
                offset,
            });
        }
        sources
    }

    /// What is published must not be read again.
    fn folders(&mut self, publish: &Publish, sources: &[SourceConfig]) {
        for (at, source) in sources.iter().enumerate() {
            for (key, setting) in source.options.iter() {
                let Setting::Path(path) = setting else { continue };
                if self.input.files.is_one_folder(path, &publish.dir) {
                    let message = format!(
                        "`{key}` of source `{}` is the folder that feeds are published to",
                        source.id
                    );
                    self.wrong(&format!("source.{at}.{key}"), message, "give `publish.dir` another folder");
                }
            }
        }
    }
}

/// RFC 5322's `addr-spec` in the form that all systems understand.
fn is_mail_address(text: &str) -> bool {
    let fits = |part: &str| {
        !part.is_empty()
            && part.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>()[],;:\\\"@".contains(c))
    };
    text.split_once('@').is_some_and(|(local, domain)| fits(local) && fits(domain))
}

pub(super) fn is_source_id(id: &str) -> bool {
    id.len() <= 64
        && id.starts_with(char::is_alphanumeric)
        && id.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.'))
}
