//! Sources that are no longer wanted. In: ids, or how sources are. Out: which ones go and which cannot, and the configuration's file without
//! those that go.
//!
//! Nothing else is touched: what becomes of the entries is up to the next run.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::ops::Range;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::edit::{Edit, Load};
use super::status::{Health, SourceStatus};
use super::{App, AppError, Now, similar};
use crate::config::cut::{Shortened, without};
use crate::config::{Config, Origin, SourceConfig};
use crate::model::ids::SourceId;
use crate::text::address::without_credentials;

/// Which sources are to go: those that one of these is true of.
#[derive(Clone, Debug, Default)]
pub struct Unwanted {
    /// Those of these ids.
    pub ids: Vec<String>,
    /// True: those whose servers say that they are gone for good.
    pub gone: bool,
    /// Those that a server has been asked for in vain for at least so long.
    pub failing: Option<Duration>,
}

/// A source that goes.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// Its id.
    pub id: SourceId,
    /// Its adapter.
    pub kind: &'static str,
    /// Its address, without credentials; `None`: it is on a disk.
    pub url: Option<String>,
    /// How it is.
    pub health: Health,
    /// Since when it fails, or is gone.
    pub since: Option<DateTime<Utc>>,
    /// Why it fails.
    pub reason: Option<String>,
    /// Entries of it that feeds may show; of a list, those of all its feeds.
    pub entries: u64,
}

/// A source that is meant and stays as it is.
#[derive(Clone, Debug)]
pub struct Left {
    /// Its id.
    pub id: SourceId,
    /// Why, in words that go on after the id.
    pub why: String,
}

/// What goes and what does not.
#[derive(Clone, Debug, Default)]
pub struct Removal {
    /// The sources that go, in the order of the configuration.
    pub leaving: Vec<Leaving>,
    /// Those of lists, which go where the list no longer names them.
    pub left: Vec<Left>,
}

impl App {
    /// Finds out which sources go. Reads the state, and asks nobody.
    ///
    /// # Errors
    /// [`AppError::NoSuchSource`]; [`AppError::Edit`] where one was named that is of a list; and where the state cannot be read.
    pub async fn removal(&self, unwanted: &Unwanted, now: Now) -> Result<Removal, AppError> {
        let all = self.status(&[], now).await?;
        let known: BTreeMap<&str, &SourceStatus> =
            all.iter().map(|source| (source.id.as_str(), source)).collect();
        for name in &unwanted.ids {
            let Some(source) = known.get(name.as_str()) else {
                let known = similar::offered(name, known.into_keys().collect());
                return Err(AppError::NoSuchSource { name: name.clone(), known });
            };
            if let Some(list) = self.list_of(source) {
                let remedy = Self::way_out(source, list);
                let message = format!("`{name}` is no [[source]], but a feed of the list `{}`", list.id);
                return Err(self.refuse(format!("{message}\n  = {remedy}")));
            }
        }
        let mut removal = Removal::default();
        for source in all.iter().filter(|source| unwanted.is(source, now.at)) {
            match self.list_of(source) {
                Some(list) => removal.left.push(Left {
                    id: source.id.clone(),
                    why: format!("is a feed of the list `{}`: {}", list.id, Self::way_out(source, list)),
                }),
                None => removal.leaving.push(leaving(source, &all)),
            }
        }
        Ok(removal)
    }

    /// Takes sources out of the configuration's file; with `dry_run` only sees that it could. Gives the lines that go, without what is
    /// never shown.
    ///
    /// # Errors
    /// [`AppError::Edit`] where the file cannot be read or written, or its sources have another form than `[[source]]`.
    pub fn remove_sources(
        &self,
        ids: &[SourceId],
        load: Load<'_>,
        dry_run: bool,
    ) -> Result<String, AppError> {
        let text = &*self.config.typed.text;
        let sources = &self.config.sources;
        let ids: HashSet<&SourceId> = ids.iter().collect();
        let goes = |source: &SourceConfig| ids.contains(&source.id);
        let which: BTreeSet<usize> =
            sources.iter().enumerate().filter(|(_, source)| goes(source)).map(|(at, _)| at).collect();
        let cut = |text: &str| without(text, sources.len(), &which);
        let Some(Shortened { gone, .. }) = cut(text) else {
            return Err(self.refuse(
                "its sources are not all [[source]] tables, so that none can be taken out\n  = take them out by hand".to_owned(),
            ));
        };
        let edit = Edit {
            by_hand: (
                "the sources cannot be taken out",
                "take the lines out by hand, which begin at each `[[source]]` and end before the next table",
            ),
            make: &|before| {
                cut(before).map(|cut| cut.text).ok_or_else(|| "it has another form now".to_owned())
            },
            is_meant: &|config| {
                let kept: Vec<&SourceConfig> = sources.iter().filter(|source| !goes(source)).collect();
                kept.len() == config.sources.len()
                    && kept.iter().zip(&config.sources).all(|(old, new)| old.is_same(new))
            },
        };
        self.edit(&edit, load, dry_run)?;
        Ok(shown(&self.config, &gone, &which))
    }

    /// The list that a source is of.
    pub(super) fn list_of(&self, source: &SourceStatus) -> Option<&SourceConfig> {
        let list = source.list.as_ref()?;
        self.config.sources.iter().find(|source| source.id == *list)
    }

    /// Where a list is, as people know it.
    pub(super) fn place_of(list: &SourceConfig) -> String {
        match (list.options.url("url"), list.options.path("path")) {
            (Some(url), _) => without_credentials(url),
            (None, path) => path.map(|path| path.display().to_string()).unwrap_or_default(),
        }
    }

    /// How a feed of a list goes.
    fn way_out(source: &SourceStatus, list: &SourceConfig) -> String {
        let url = source.poll.as_ref().map_or("its address", |poll| poll.url.as_str());
        let mut way = format!("take {url} out of {}, and it goes with the next build", Self::place_of(list));
        if list.options.url("url").is_some() {
            way.push_str(
                "; where the list is not yours, `except = { title = \".*\" }` in an [[override]] for that address shows none of its entries",
            );
        }
        way
    }
}

impl Unwanted {
    fn is(&self, source: &SourceStatus, now: DateTime<Utc>) -> bool {
        let failing = self.failing.map(|span| TimeDelta::from_std(span).unwrap_or(TimeDelta::MAX));
        self.ids.iter().any(|id| id == source.id.as_str())
            || self.gone && source.health == Health::Gone
            || failing.is_some_and(|span| source.fails_for(span, now))
    }
}

fn leaving(source: &SourceStatus, all: &[SourceStatus]) -> Leaving {
    let members = all.iter().filter(|member| source.is_list && member.list.as_ref() == Some(&source.id));
    Leaving {
        id: source.id.clone(),
        kind: source.kind,
        url: source.poll.as_ref().map(|poll| poll.url.clone()),
        health: source.health,
        since: source.failing_since,
        // What is done about a feed that is gone is done here.
        reason: source.reason.clone().filter(|_| source.health == Health::Failing),
        entries: source.entries + members.map(|member| member.entries).sum::<u64>(),
    }
}

/// The lines that go, without passwords and the like.
fn shown(config: &Config, gone: &[Range<usize>], which: &BTreeSet<usize>) -> String {
    let text = &*config.typed.text;
    let mut hidden: Vec<(Range<usize>, String)> = Vec::new();
    for at in which {
        for name in [format!("source.{at}.password"), format!("source.{at}.headers.")] {
            let of_key =
                config.typed.origins.range(name.clone()..).take_while(|(key, _)| key.starts_with(&name));
            hidden.extend(of_key.filter_map(|(_, origin)| match origin {
                Origin::File(place) => Some((place.clone(), "\"…\"".to_owned())),
                _ => None,
            }));
        }
        let url = config.sources.get(*at).and_then(|source| source.options.url("url"));
        let url = url.filter(|url| !url.username().is_empty() || url.password().is_some());
        if let (Some(url), Some(Origin::File(place))) =
            (url, config.typed.origins.get(&format!("source.{at}.url")))
        {
            hidden.push((place.clone(), format!("{:?}", without_credentials(url))));
        }
    }
    hidden.sort_by_key(|(place, _)| place.start);
    let mut hidden = hidden.into_iter().peekable();
    let mut out = String::new();
    for lines in gone {
        let mut end = lines.start;
        while let Some((place, instead)) = hidden.next_if(|(place, _)| place.start < lines.end) {
            out.push_str(text.get(end..place.start).unwrap_or_default());
            out.push_str(&instead);
            end = place.end;
        }
        out.push_str(text.get(end..lines.end).unwrap_or_default());
        if !out.ends_with('\n') {
            out.push('\n');
        }
    }
    out.trim_matches(['\r', '\n']).to_owned() + "\n"
}
