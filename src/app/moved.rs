//! Feeds that have moved, as far as the owner writes that down. In: ids, or all. Out: which addresses are written where, which cannot be, and
//! the configuration's file with those addresses.
//!
//! The state stays as it is: the next run finds that the configuration names the address that it knows, and goes on there.

use std::collections::BTreeMap;
use std::ops::Range;

use url::Url;

use super::edit::{Edit, Load};
use super::remove::Left;
use super::status::SourceStatus;
use super::{App, AppError, Now, similar};
use crate::config::cut::{lines_around, replaced};
use crate::config::{Origin, SourceConfig};
use crate::model::ids::SourceId;
use crate::model::options::Setting;
use crate::text::address::without_credentials;

/// Keys of what is said to one server alone.
const FOR_ONE_SERVER: &[&str] = &["headers", "user", "password", "tls_insecure"];

/// A source whose address is written anew.
#[derive(Clone, Debug)]
pub struct Rewritten {
    /// Its id.
    pub id: SourceId,
    /// The address that the configuration had.
    pub from: Url,
    /// The one that it gets.
    pub to: Url,
    /// The line of the file as it was.
    pub before: String,
    /// The line as it is then.
    pub after: String,
    /// Where in the file the address stands: bytes.
    place: Range<usize>,
}

/// What is written and what is not.
#[derive(Clone, Debug, Default)]
pub struct Moves {
    /// The sources whose addresses are written, in the order of the configuration.
    pub written: Vec<Rewritten>,
    /// Those that have moved, and stay as they are.
    pub left: Vec<Left>,
}

impl App {
    /// Finds out which sources have moved; of no `ids`, all. Reads the state, and asks nobody.
    ///
    /// # Errors
    /// [`AppError::NoSuchSource`]; [`AppError::Edit`] where one was named whose address cannot be written; and where the state cannot be
    /// read.
    pub async fn moves(&self, ids: &[String], now: Now) -> Result<Moves, AppError> {
        let all = self.status(&[], now).await?;
        let known: BTreeMap<&str, &SourceStatus> =
            all.iter().map(|source| (source.id.as_str(), source)).collect();
        if let Some(name) = ids.iter().find(|name| !known.contains_key(name.as_str())) {
            let known = similar::offered(name, known.into_keys().collect());
            return Err(AppError::NoSuchSource { name: name.clone(), known });
        }
        let mut moves = Moves::default();
        for source in &all {
            let is_named = ids.iter().any(|id| id == source.id.as_str());
            if !is_named && (!ids.is_empty() || source.moved().is_none()) {
                continue;
            }
            match self.rewritten(source) {
                Ok(rewritten) => moves.written.push(rewritten),
                Err(why) if is_named => {
                    let why = why.replacen(": ", "\n  = ", 1);
                    return Err(self.refuse(format!("`{}` {why}", source.id)));
                }
                Err(why) => moves.left.push(Left { id: source.id.clone(), why }),
            }
        }
        Ok(moves)
    }

    /// Writes the addresses into the configuration's file; with `dry_run` only sees that it could.
    ///
    /// # Errors
    /// [`AppError::Edit`] where the file cannot be read or written, or would not say what is meant.
    pub fn write_moves(&self, moves: &[Rewritten], load: Load<'_>, dry_run: bool) -> Result<(), AppError> {
        let mut values: Vec<(Range<usize>, String)> =
            moves.iter().map(|moved| (moved.place.clone(), moved.to.to_string())).collect();
        values.sort_by_key(|(place, _)| place.start);
        let to: BTreeMap<&SourceId, &Url> = moves.iter().map(|moved| (&moved.id, &moved.to)).collect();
        let meant: Vec<SourceConfig> = self
            .config
            .sources
            .iter()
            .map(|source| {
                let mut source = source.clone();
                if let Some(to) = to.get(&source.id) {
                    source.options.set("url", Setting::Url((*to).clone()));
                }
                source
            })
            .collect();
        let edit = Edit {
            by_hand: (
                "the addresses cannot be written",
                "write them into each `url` by hand; `--dry-run` shows them",
            ),
            make: &|before| replaced(before, &values).ok_or_else(|| "it has another form now".to_owned()),
            is_meant: &|config| {
                meant.len() == config.sources.len()
                    && meant.iter().zip(&config.sources).all(|(meant, new)| meant.is_same(new))
            },
        };
        self.edit(&edit, load, dry_run).map(drop)
    }

    /// What is written of a source; or why nothing is, and after a colon what to do.
    fn rewritten(&self, source: &SourceStatus) -> Result<Rewritten, String> {
        let Some(poll) = &source.poll else {
            return Err("is on a disk, and has no address: there is nothing to write".to_owned());
        };
        let Some(moved) = source.moved() else {
            return Err(format!("has not moved: it is asked at {}, as the configuration says", poll.url));
        };
        let to = without_credentials(&moved.to);
        if let Some(list) = self.list_of(source) {
            let place = Self::place_of(list);
            return Err(format!(
                "is a feed of the list `{}`: it is asked at {to} as it is, and {place} may go on naming the old address",
                list.id
            ));
        }
        if let Some(other) = &moved.onto {
            return Err(format!(
                "has moved to where `{other}` is asked, and is one feed with it: `feedloom remove {}` leaves that one",
                source.id
            ));
        }
        let at = self.config.sources.iter().position(|known| known.id == source.id);
        let found = at.and_then(|at| Some((at, self.config.sources.get(at)?)));
        let found = found.and_then(|(at, known)| Some((at, known, known.options.url("url")?)));
        let Some((at, known, from)) = found else {
            return Err("has no `url`: there is nothing to write".to_owned());
        };
        if let Some(key) = bound(known, from, &moved.to) {
            return Err(format!(
                "has moved to {to}, and {key} would go there, too: write the address by hand, if it may; until then it is asked there without"
            ));
        }
        let Some(Origin::File(place)) = self.config.typed.origins.get(&format!("source.{at}.url")) else {
            return Err("has its address from the environment or a flag: write the new one there".to_owned());
        };
        let text = &*self.config.typed.text;
        let lines = lines_around(text, place);
        let before = text.get(lines.clone()).unwrap_or_default();
        let inside = place.start.saturating_sub(lines.start)..place.end.saturating_sub(lines.start);
        let after = replaced(before, &[(inside, moved.to.to_string())]).unwrap_or_default();
        Ok(Rewritten {
            id: source.id.clone(),
            from: from.clone(),
            to: moved.to.clone(),
            before: before.to_owned(),
            after,
            place: place.clone(),
        })
    }
}

/// What is said for the server of `from` alone, and would be sent to that of `to` as well were its address written.
fn bound(source: &SourceConfig, from: &Url, to: &Url) -> Option<String> {
    if !from.username().is_empty() || from.password().is_some() {
        return Some("the name or password in its address".to_owned());
    }
    let is_said = |key: &&&str| match source.options.get(key) {
        Some(Setting::Flag(flag)) => *flag,
        Some(Setting::Map(fields)) => !fields.is_empty(),
        said => said.is_some(),
    };
    let key = FOR_ONE_SERVER.iter().find(is_said).filter(|_| from.origin() != to.origin())?;
    Some(format!("the `{key}` of its source"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::options::Options;

    #[test]
    fn what_is_said_to_one_server_is_not_sent_to_another() {
        let url = |text: &str| Url::parse(text).unwrap();
        let source = |key: &'static str, setting: Setting| {
            let mut options = Options::default();
            options.set(key, setting);
            SourceConfig {
                id: SourceId::new("a"),
                kind: "feed".to_owned(),
                categories: Vec::new(),
                options,
                offset: 0,
            }
        };
        let text = || Setting::Text("x".to_owned());
        let (a, new, b) =
            (url("https://a.example/"), url("https://a.example/new"), url("https://b.example/"));
        for (key, setting, from, to, is_bound) in [
            ("every", Setting::Number(9), &a, &b, false),
            ("user", text(), &a, &new, false),
            ("user", text(), &a, &b, true),
            ("password", text(), &a, &url("http://a.example/"), true),
            ("tls_insecure", Setting::Flag(true), &a, &b, true),
            ("tls_insecure", Setting::Flag(false), &a, &b, false),
            ("headers", Setting::Map(BTreeMap::new()), &a, &b, false),
            ("headers", Setting::Map([("X".to_owned(), "y".to_owned())].into()), &a, &b, true),
            ("every", Setting::Number(9), &url("https://me:secret@a.example/"), &new, true),
        ] {
            assert_eq!(bound(&source(key, setting), from, to).is_some(), is_bound, "{key} {from} {to}");
        }
    }
}
