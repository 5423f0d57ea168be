//! A configuration to the parts of the pipeline: what each source and the site is made with.

use std::sync::Arc;
use std::time::Duration;

use super::AppError;
use super::ids::IdsFile;
use super::said::Said;
use crate::compose::layout::{Format, Layout};
use crate::compose::membership::Rules;
use crate::compose::overlay::{Overlay, Overlays};
use crate::config::{Config, SourceConfig};
use crate::model::feed::FeedKind;
use crate::model::ids::{ContentHash, SourceId};
use crate::model::options::Options;
use crate::model::parts::Language;
use crate::model::policy::{Future, IgnoredDates, Own, Retention, SourcePolicy};
use crate::pipeline::{PlannedSource, Settings};
use crate::schedule::check_cron;
use crate::sources::{self, ADAPTERS, BuildError, Surroundings};
use crate::writers::{WRITERS, WRITERS_VERSION, Write};

/// A source with its rules, and what is said of its entries.
#[derive(Clone)]
pub(super) struct Part {
    pub(super) planned: PlannedSource,
    pub(super) overlay: Arc<Overlay>,
}

/// What all sources are built with.
pub(super) struct Workshop<'a> {
    pub(super) config: &'a Config,
    pub(super) surroundings: Surroundings,
    /// Where our own feeds are.
    own: Arc<Own>,
}

impl<'a> Workshop<'a> {
    pub(super) fn new(config: &'a Config, layout: &Layout) -> Self {
        let surroundings = Surroundings {
            site_url: Arc::new(config.site.url.clone()),
            timezone: config.timezone,
            apart: vec![config.publish.dir.clone()],
            categories_chosen: !config.categories.only.is_empty()
                || !config.publish.by.contains(&FeedKind::Category),
        };
        let own = Own { feeds: Some(config.site.feeds_url.clone()), patterns: layout.patterns() };
        Self { config, surroundings, own: Arc::new(own) }
    }

    /// Builds a source of the configuration.
    pub(super) fn part(&self, source: &SourceConfig, ids: &mut IdsFile) -> Result<Part, AppError> {
        let refuse =
            |problem| AppError::Source { source_id: source.id.clone(), offset: source.offset, problem };
        let adapter = ADAPTERS.iter().find(|adapter| adapter.name == source.kind).ok_or_else(|| {
            refuse(BuildError { key: "type", message: format!("there is no adapter `{}`", source.kind) })
        })?;
        let built = (adapter.build)(&source.id, &source.options, &self.surroundings).map_err(refuse)?;
        if source.kind == sources::articles::ADAPTER.name {
            let policy = SourcePolicy {
                adopted: Arc::new(ids.adopted(&source.id, self.config)),
                categories: source.categories.clone(),
                ..self.policy(&source.id, &source.options)
            };
            let planned = PlannedSource { source: ids.watched(built), rules: Arc::new(policy) };
            return Ok(Part { planned, overlay: Arc::default() });
        }
        check_schedule(&source.options).map_err(refuse)?;
        let said = Said::read(&source.options, &source.categories).map_err(refuse)?;
        let policy = self.foreign_policy(&source.id, &source.options, &said);
        let face = source.options.url("face").cloned().map(Arc::new);
        let overlay = said.overlay(source.options.text("name"), face.as_ref());
        let planned = PlannedSource { source: built, rules: Arc::new(policy) };
        Ok(Part { planned, overlay: Arc::new(overlay) })
    }

    fn policy(&self, id: &SourceId, options: &Options) -> SourcePolicy {
        SourcePolicy {
            source: id.clone(),
            host: self.config.site.url.host_str().unwrap_or_default().to_owned(),
            ids: self.config.ids,
            adopted: Arc::default(),
            future: if options.text("future") == Some("show") { Future::Show } else { Future::Hold },
            categories: Vec::new(),
            language: options.text("language").and_then(Language::parse),
            ignored: IgnoredDates::default(),
            contents: None,
            retention: None,
            priority: 0,
            // Articles are the site's own, and may say what they are.
            others: None,
            own: Arc::clone(&self.own),
        }
    }

    /// The rules for entries of somebody else.
    pub(super) fn foreign_policy(&self, id: &SourceId, options: &Options, said: &Said) -> SourcePolicy {
        let ignored = |word: &str| options.list("ignore").iter().any(|known| known == word);
        SourcePolicy {
            future: match options.text("dates") {
                Some("trust") => Future::Show,
                Some("hold") => Future::Hold,
                _ => Future::Clamp,
            },
            ignored: IgnoredDates { published: ignored("date"), updated: ignored("updated") },
            contents: said.contents.clone(),
            retention: Some(retention(options)),
            priority: options.number("priority").and_then(|number| i64::try_from(number).ok()).unwrap_or(0),
            others: Some(Arc::default()),
            ..self.policy(id, options)
        }
    }
}

/// Refuses a line of cron that is none.
pub(super) fn check_schedule(options: &Options) -> Result<(), BuildError> {
    let Some(line) = options.text("cron") else { return Ok(()) };
    check_cron(line).map_err(|message| BuildError { key: "cron", message })
}

fn retention(options: &Options) -> Retention {
    let usual = Retention::default();
    let Some(said) = options.table("retention") else { return usual };
    let entries = said.number("entries").and_then(|number| usize::try_from(number).ok());
    Retention {
        entries: entries.or(usual.entries),
        age: said.number("age").map(Duration::from_secs).or(usual.age),
    }
}

/// What documents depend on.
pub(super) fn settings(config: &Config, overlays: Overlays) -> Settings {
    let publish = &config.publish;
    let chosen = || WRITERS.iter().filter(|writer| publish.formats.iter().any(|name| name == writer.name));
    let writers: Vec<_> = chosen().filter(|writer| matches!(writer.write, Write::Feed(_))).collect();
    let site_writers: Vec<_> = chosen()
        .filter(|writer| matches!(writer.write, Write::Site(_)))
        .map(|writer| {
            let path = config.paths.site.get(writer.name).cloned();
            (writer, path.unwrap_or_else(|| writer.file_name.to_owned()))
        })
        .collect();
    let formats =
        writers.iter().map(|writer| Format { name: writer.name, file_name: writer.file_name }).collect();
    let aliases = config.aliases.iter().map(|alias| (alias.from.clone(), alias.to.clone()));
    let layout = Layout::new(
        config.site.feeds_url.clone(),
        formats,
        config.paths.feeds.clone(),
        &config.slugs,
        aliases,
    );
    let digest = format!(
        "{WRITERS_VERSION} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {} {}",
        crate::normalize::VERSION,
        config.site,
        publish.formats,
        publish.plan,
        config.slugs,
        config.paths,
        config.aliases,
        config.category_title,
        config.categories.min_entries,
        overlays.rendering(),
    );
    Settings {
        rules: Rules::new(&publish.by, &config.categories, config.site.language.as_ref()).with(overlays),
        layout,
        site: config.site.clone(),
        plan: publish.plan,
        category_title: config.category_title.clone(),
        min_entries: config.categories.min_entries,
        writers,
        site_writers,
        digest: ContentHash::of(digest.as_bytes()),
        take_over: publish.take_over,
    }
}
