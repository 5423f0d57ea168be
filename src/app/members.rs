//! The feeds that lists name, as sources: what a list names and what the owner says of it in, sources with their rules out.
//!
//! The id of a member is made of its address alone, so that it is the same wherever in the list it stands and whatever it is called there.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use url::Url;

use super::AppError;
use super::parts::{Part, Workshop, check_schedule};
use super::said::Said;
use crate::compose::overlay::Overlay;
use crate::config::{OverrideConfig, SourceConfig, Target};
use crate::model::ids::SourceId;
use crate::model::options::{Options, Setting};
use crate::model::policy::SourcePolicy;
use crate::model::poll::{FeedFacts, Member};
use crate::pipeline::PlannedSource;
use crate::sources::subscription::Manner;
use crate::sources::{self, BuildError, MemberKind};
use crate::text::address;

/// Feeds of one host in a list at the most, where the owner says nothing.
const MOST_PER_HOST: u64 = 200;

/// Keys of a list that are not those of its members.
const OF_LIST: &[&str] = &["id", "type", "url", "path", "outline_categories", "max_per_host", "name", "face"];
/// Keys that say when a feed is asked: one of them takes the place of all.
const WHEN: &[&str] = &["every", "cron", "adaptive", "least", "most"];

/// Makes the members of lists.
pub(super) struct Members<'a> {
    workshop: &'a Workshop<'a>,
    by_address: HashMap<&'a str, Vec<usize>>,
    by_beginning: Vec<(&'a str, usize)>,
    /// Overrides that fit no member.
    unused: HashSet<usize>,
    /// Addresses that are asked already, each with the source that is.
    asked: HashMap<String, SourceId>,
    /// Categories that lists give to what is asked already.
    more: Vec<(SourceId, Vec<Vec<String>>)>,
    ids: HashSet<SourceId>,
}

/// By host of which a list names more feeds than are asked: how many are left out.
pub(super) type Crowded = BTreeMap<String, u64>;

/// The members of a list.
pub(super) struct Found {
    pub(super) parts: Vec<Part>,
    pub(super) crowded: Crowded,
}

/// What members have in common that are not told apart by an override.
struct Template {
    said: Said,
    rules: Arc<SourcePolicy>,
    kind: MemberKind,
    name: Option<String>,
    face: Option<Arc<Url>>,
    takes_categories: bool,
}

impl<'a> Members<'a> {
    /// Takes over what the configuration says. A feed that it has as a source of its own is no member.
    pub(super) fn new(workshop: &'a Workshop<'a>, parts: &[Part]) -> Self {
        let overrides = &workshop.config.overrides;
        let mut by_address: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_beginning = Vec::new();
        for (at, said) in overrides.iter().enumerate() {
            match &said.target {
                Target::Address(address) => by_address.entry(address).or_default().push(at),
                Target::Beginning(beginning) => by_beginning.push((beginning.as_str(), at)),
            }
        }
        let remotes = parts.iter().filter_map(|part| {
            let url = &part.planned.source.remote()?.subscription().url;
            Some((address::without_credentials(url), part.planned.source.id().clone()))
        });
        Self {
            workshop,
            by_address,
            by_beginning,
            unused: (0..overrides.len()).collect(),
            asked: remotes.collect(),
            more: Vec::new(),
            ids: parts.iter().map(|part| part.planned.source.id().clone()).collect(),
        }
    }

    /// Refuses overrides that make no sense, whether or not they fit a member.
    pub(super) fn check(&self) -> Result<(), AppError> {
        let lists = self.workshop.config.sources.iter().filter(|source| is_list(source));
        let lists: Vec<&SourceConfig> = lists.collect();
        for at in 0..self.workshop.config.overrides.len() {
            for list in &lists {
                self.template(list, &[at])?;
            }
        }
        Ok(())
    }

    /// The members of a list, and what there is to tell of them.
    pub(super) fn of(
        &mut self,
        list: &SourceConfig,
        facts: &FeedFacts,
        notes: &mut Vec<String>,
    ) -> Result<Found, AppError> {
        let mut templates: HashMap<Vec<usize>, Template> = HashMap::new();
        let mut parts = Vec::with_capacity(facts.members.len());
        let mut hosts = Hosts::of(list);
        for member in &facts.members {
            let Some((url, shown)) = place(member) else { continue };
            let with = self.asked.get(&shown).cloned();
            if with.is_none() && !hosts.has_room(&url) {
                continue;
            }
            let fitting = self.fitting(&shown);
            if !templates.contains_key(&fitting) {
                let template = self.template(list, &fitting)?;
                templates.insert(fitting.clone(), template);
            }
            let Some(template) = templates.get(&fitting) else { continue };
            if let Some(id) = with {
                self.more.push((id, template.overlay(member).given()));
                continue;
            }
            match Self::part(self.id(list, &url, &shown), &url, member, template) {
                Ok(part) => {
                    self.ids.insert(part.planned.source.id().clone());
                    self.asked.insert(shown, part.planned.source.id().clone());
                    parts.push(part);
                }
                Err(problem) => notes.push(format!("the list {} names {shown}, which {problem}", list.id)),
            }
        }
        Ok(Found { parts, crowded: hosts.crowded() })
    }

    /// What the owner says of feeds that are named more than once: the source that is asked, and the categories that a list gives it, too.
    pub(super) fn more(self) -> Vec<(SourceId, Vec<Vec<String>>)> {
        self.more
    }

    /// The hosts of which a list names more feeds than are asked, and how many of each are left out.
    pub(super) fn crowded(&mut self, list: &SourceConfig, facts: &FeedFacts) -> Crowded {
        let mut hosts = Hosts::of(list);
        for member in &facts.members {
            if let Some((url, shown)) = place(member)
                && self.asked.insert(shown, list.id.clone()).is_none()
            {
                hosts.has_room(&url);
            }
        }
        hosts.crowded()
    }

    /// What is to be told of overrides that fit no member.
    pub(super) fn unused(&self) -> impl Iterator<Item = String> {
        let overrides = self.workshop.config.overrides.iter().enumerate();
        overrides.filter(|(at, _)| self.unused.contains(at)).map(|(_, OverrideConfig { target, .. })| {
            let target = match target {
                Target::Address(address) => address.clone(),
                Target::Beginning(beginning) => format!("{beginning}*"),
            };
            format!("[[override]] match = \"{target}\" fits no feed of any list: correct it, or take it out")
        })
    }

    fn fitting(&mut self, address: &str) -> Vec<usize> {
        let mut fitting = self.by_address.get(address).cloned().unwrap_or_default();
        let begins = self.by_beginning.iter().filter(|(beginning, _)| address.starts_with(beginning));
        fitting.extend(begins.map(|(_, at)| *at));
        fitting.sort_unstable();
        for at in &fitting {
            self.unused.remove(at);
        }
        fitting
    }

    fn template(&self, list: &SourceConfig, overrides: &[usize]) -> Result<Template, AppError> {
        let mut options = without(&list.options, OF_LIST);
        let mut categories = list.categories.clone();
        for said in overrides.iter().filter_map(|at| self.workshop.config.overrides.get(*at)) {
            if WHEN.iter().any(|key| said.options.get(key).is_some()) {
                options = without(&options, WHEN);
            }
            options = options.overridden_by(&said.options);
            if said.options.get("categories").is_some() {
                categories = said.options.paths("categories").to_vec();
            }
        }
        let refuse = |problem| match overrides.last() {
            Some(at) => AppError::Override { at: *at, problem },
            None => AppError::Source { source_id: list.id.clone(), offset: list.offset, problem },
        };
        check_schedule(&options).map_err(refuse)?;
        let manner = Manner::read(&options).map_err(refuse)?;
        let said = Said::read(&options, &categories).map_err(refuse)?;
        Ok(Template {
            kind: MemberKind::new(manner, &self.workshop.surroundings),
            rules: Arc::new(self.workshop.foreign_policy(&list.id, &options, &said)),
            said,
            name: options.text("name").map(str::to_owned),
            face: options.url("face").cloned().map(Arc::new),
            takes_categories: list.options.flag("outline_categories"),
        })
    }

    fn part(id: SourceId, url: &Url, member: &Member, template: &Template) -> Result<Part, BuildError> {
        let source = template.kind.member(id, url)?;
        let planned = PlannedSource { source, rules: Arc::clone(&template.rules) };
        Ok(Part { planned, overlay: Arc::new(template.overlay(member)) })
    }

    /// `<list>-<host>-<digest of the address>`: as a segment of a path it needs no other letters.
    fn id(&self, list: &SourceConfig, url: &Url, address: &str) -> SourceId {
        let mut name = format!("{}-", list.id);
        for c in url.host_str().unwrap_or_default().chars() {
            if c.is_ascii_alphanumeric() {
                name.push(c);
            } else if !name.ends_with('-') {
                name.push('-');
            }
        }
        let name = name.trim_end_matches('-');
        let digest = blake3::hash(address.as_bytes()).to_hex();
        let of = |digits: usize| {
            let digest = digest.as_str().get(..digits).unwrap_or_default();
            SourceId::new(format!("{name}-{digest}"))
        };
        let id = of(8);
        if self.ids.contains(&id) { of(32) } else { id }
    }
}

impl Template {
    /// What is said of the entries of a member.
    fn overlay(&self, member: &Member) -> Overlay {
        let named = self.name.as_deref().unwrap_or(&member.title);
        let mut overlay = self.said.overlay(Some(named), self.face.as_ref());
        if self.takes_categories {
            overlay.categories.clone_from(&member.categories);
        }
        overlay
    }
}

/// The address of a member, and how it is shown.
fn place(member: &Member) -> Option<(Url, String)> {
    let url = Url::parse(&member.url).ok()?;
    let shown = address::without_credentials(&url);
    Some((url, shown))
}

/// How many feeds of each host a list has named so far.
struct Hosts {
    most: u64,
    numbers: BTreeMap<String, u64>,
}

impl Hosts {
    fn of(list: &SourceConfig) -> Self {
        let most = list.options.number("max_per_host").unwrap_or(MOST_PER_HOST);
        Self { most, numbers: BTreeMap::new() }
    }

    /// Counts one more, and is true where it is asked.
    fn has_room(&mut self, url: &Url) -> bool {
        let host = url.host_str().unwrap_or_default();
        let number = match self.numbers.get_mut(host) {
            Some(number) => number,
            None => self.numbers.entry(host.to_owned()).or_default(),
        };
        *number += 1;
        *number <= self.most
    }

    /// Those that are named too often.
    fn crowded(self) -> Crowded {
        let more = self.numbers.into_iter().filter(|(_, number)| *number > self.most);
        more.map(|(host, number)| (host, number - self.most)).collect()
    }
}

pub(super) fn is_list(source: &SourceConfig) -> bool {
    source.kind == sources::opml::ADAPTER.name
}

fn without(options: &Options, keys: &[&str]) -> Options {
    let mut left = Options::default();
    for (key, setting) in options.iter().filter(|(key, _)| !keys.contains(key)) {
        left.set(key, Setting::clone(setting));
    }
    left
}
