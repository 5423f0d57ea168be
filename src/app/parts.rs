//! A configuration to the parts of the pipeline: what each source and the site is made with.

use std::sync::Arc;

use super::AppError;
use super::ids::IdsFile;
use crate::compose::layout::{Format, Layout};
use crate::compose::membership::Rules;
use crate::config::{Config, SourceConfig};
use crate::model::feed::FeedKind;
use crate::model::ids::{ContentHash, SourceId};
use crate::model::parts::Language;
use crate::model::policy::{Future, Retention, SourcePolicy};
use crate::pipeline::{PlannedSource, Settings};
use crate::sources::{self, ADAPTERS, BuildError, Surroundings};
use crate::writers::{WRITERS, WRITERS_VERSION, Write};

/// A source with its rules.
pub(super) fn plan_source(
    config: &Config,
    source: &SourceConfig,
    ids: &mut IdsFile,
) -> Result<PlannedSource, AppError> {
    let refuse = |problem| AppError::Source { source_id: source.id.clone(), offset: source.offset, problem };
    let adapter = ADAPTERS.iter().find(|adapter| adapter.name == source.kind).ok_or_else(|| {
        refuse(BuildError { key: "type", message: format!("there is no adapter `{}`", source.kind) })
    })?;
    let surroundings = Surroundings {
        site_url: config.site.url.clone(),
        timezone: config.timezone,
        apart: vec![config.publish.dir.clone()],
        categories_chosen: !config.categories.only.is_empty()
            || !config.publish.by.contains(&FeedKind::Category),
    };
    let built = (adapter.build)(&source.id, &source.options, &surroundings).map_err(refuse)?;
    let policy = SourcePolicy {
        source: source.id.clone(),
        host: config.site.url.host_str().unwrap_or_default().to_owned(),
        ids: config.ids,
        adopted: Arc::new(ids.adopted(&source.id, config)),
        future: match source.options.text("future").or(source.options.text("dates")) {
            Some("show" | "trust") => Future::Show,
            Some("clamp") => Future::Clamp,
            _ => Future::Hold,
        },
        categories: source.categories.clone(),
        language: source.options.text("language").and_then(Language::parse),
        priority: 0,
        retention: is_foreign(source).then(Retention::default),
        others: others(config, source),
        own: Arc::default(),
    };
    Ok(PlannedSource { source: ids.watched(built), policy })
}

/// True for a feed of somebody else.
fn is_foreign(source: &SourceConfig) -> bool {
    source.kind == sources::feed::ADAPTER.name
}

/// The sources whose ids the entries of a feed of somebody else may not claim. Articles are the site's own, and may say what they are.
fn others(config: &Config, source: &SourceConfig) -> Vec<SourceId> {
    let others = config.sources.iter().filter(|other| is_foreign(source) && other.id != source.id);
    others.map(|other| other.id.clone()).collect()
}

/// What documents depend on.
pub(super) fn settings(config: &Config) -> Settings {
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
        "{WRITERS_VERSION} {} {:?} {:?} {:?} {:?} {:?} {:?} {:?} {}",
        crate::normalize::VERSION,
        config.site,
        publish.formats,
        publish.plan,
        config.slugs,
        config.paths,
        config.aliases,
        config.category_title,
        config.categories.min_entries,
    );
    Settings {
        rules: Rules::new(&publish.by, &config.categories, config.site.language.as_ref()),
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
