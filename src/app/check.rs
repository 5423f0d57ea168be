//! Validating the articles: the pipeline up to the point where something would be written.

use std::collections::HashSet;
use std::sync::Arc;

use tokio::sync::mpsc;
use url::Url;

use super::AppError;
use super::lists::asked;
use crate::compose::places::{Owner, Places};
use crate::model::change::{Defect, HeldReason, Item, Known};
use crate::model::feed::FeedKey;
use crate::normalize::normalize;
use crate::normalize::sanitize::Sanitizer;
use crate::pipeline::addresses::Addresses;
use crate::pipeline::report::SourceReport;
use crate::pipeline::{PlannedSource, Settings, clean_body};
use crate::sources::PullContext;

/// What to say of a source with `tls_insecure`.
pub const INSECURE: &str = "any certificate of its server is believed (`tls_insecure`), so that whoever is on the way can read and change \
                            everything; name the authority that issued it in `net.ca_file` instead";

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct CheckReport {
    /// By source.
    pub sources: Vec<SourceReport>,
    /// What is wrong with the file of adopted ids.
    pub defects: Vec<Defect>,
    /// Items that no feed would show, each with the reason why.
    pub held: Vec<(String, HeldReason)>,
    /// The other ones, each with its link.
    pub links: Vec<(String, Option<Url>)>,
    /// Feeds that there would be.
    pub feeds: u64,
    /// What a person should know of the site as a whole, each in a sentence.
    pub notes: Vec<String>,
    /// What could not be published, each in a sentence.
    pub failures: Vec<String>,
}

/// Reads every item of every source, renders and cleans it, and gathers what is wrong.
pub(super) async fn check(
    sources: &[PlannedSource],
    settings: &Arc<Settings>,
    wall: i64,
) -> Result<CheckReport, AppError> {
    let mut report = CheckReport::default();
    let mut feeds = HashSet::new();
    for planned in sources {
        let mut source = SourceReport::new(planned.source.id().clone(), planned.source.kind());
        if asked(planned).remote().is_some_and(|remote| remote.subscription().options.tls_insecure) {
            source.notes.push(format!("source {}: {INSECURE}", planned.source.id()));
        }
        let (out, found) = mpsc::channel(4);
        let context =
            PullContext { known: Arc::new(Known::default()), recall: None, reread: true, wall, out };
        let (pulled, ()) = tokio::join!(
            planned.source.pull(context),
            examine(planned, settings, found, &mut source, &mut feeds, &mut report)
        );
        source.defects.sort();
        match pulled {
            Ok(pulled) => {
                source.seen = pulled.seen;
                source.defects.extend(pulled.defects.unwrap_or_default());
            }
            Err(error) => source.failure = Some(error.to_string()),
        }
        report.sources.push(source);
    }
    report.held.sort();
    report.links.sort();
    report.feeds = feeds.len() as u64;
    report.failures = collisions(settings, feeds);
    if settings.site.language.is_none() {
        report.notes.push(
            "[site] has no `language`, so that feeds say none: add one, such as `language = \"en\"`"
                .to_owned(),
        );
    }
    Ok(report)
}

async fn examine(
    planned: &PlannedSource,
    settings: &Settings,
    mut found: mpsc::Receiver<Vec<Item>>,
    report: &mut SourceReport,
    feeds: &mut HashSet<FeedKey>,
    all: &mut CheckReport,
) {
    let mut addresses = Addresses::default();
    let (mut sanitizer, policy) = (Sanitizer::new(), planned.policy());
    let source = planned.source.as_ref();
    while let Some(items) = found.recv().await {
        for item in items {
            let place = source.place(&item.key);
            let normalized = normalize(item, &policy, &mut sanitizer, &|| place.clone());
            report.defects.extend(normalized.defects);
            match normalized.outcome {
                Err(reason) => {
                    *report.held.entry(reason.name().to_owned()).or_default() += 1;
                    all.held.push((place, reason));
                }
                Ok(incoming) => {
                    report.entries += 1;
                    addresses.note(&incoming.entry, || place.clone());
                    if incoming.entry.origin.is_none() {
                        all.links.push((place.clone(), incoming.entry.link.clone()));
                    }
                    feeds.extend(
                        settings.rules.of(&incoming.entry).into_iter().map(|membership| membership.feed),
                    );
                    if let Err(error) =
                        clean_body(source, &incoming.entry, &mut sanitizer, &mut report.defects)
                    {
                        report.defects.push(Defect { place, line: 0, column: 0, message: error.to_string() });
                    }
                }
            }
        }
    }
    report.notes.extend(addresses.told());
}

/// Documents that would be at one path, or one where another needs a folder.
fn collisions(settings: &Settings, feeds: HashSet<FeedKey>) -> Vec<String> {
    let layout = &settings.layout;
    let mut feeds: Vec<FeedKey> = feeds.into_iter().collect();
    feeds.sort();
    let mut places = Places::default();
    let mut failures = Vec::new();
    let mut take = |path: &str, owner| {
        for path in layout.aliases(path).iter().map(String::as_str).chain([path]) {
            failures.extend(places.take(path, owner).err());
        }
    };
    for (writer, path) in &settings.site_writers {
        take(path, Owner::Site(writer.name));
    }
    for feed in &feeds {
        for address in layout.addresses(feed) {
            take(&address.path, Owner::Feed(feed));
        }
    }
    failures
}
