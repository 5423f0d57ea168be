//! The roll: whose entries the site publishes beside its own, how their feeds are, and when they last brought something.

use chrono::DateTime;
use rusqlite::OptionalExtension as _;
use url::Url;

use super::Database;
use super::merge::corrupt;
use crate::model::feed::{FeedKey, Member, MemberState, Membership};
use crate::model::ids::SourceId;
use crate::model::parts::PlainText;
use crate::model::poll::PollState;

/// Failures in a row from which on people are told: one that answers again the next time was never away.
const SAID_TO_FAIL: u32 = 3;

impl Database {
    /// The sources of the configuration whose entries are of others, in its order.
    pub(super) fn members(&mut self) -> rusqlite::Result<Vec<(SourceId, Member)>> {
        let Some(run) = &self.run else { return Ok(Vec::new()) };
        let sources: Vec<SourceId> = run.sources.iter().map(|(source, _)| source.clone()).collect();
        let mut members = Vec::new();
        for source in sources {
            let Some(row) = self.sources.get(&source).copied() else { continue };
            let member = match self.polled(&source, row)? {
                Some(member) => Some(member),
                None => self.told_by_entries(&source, row)?,
            };
            members.extend(member.map(|member| (source, member)));
        }
        Ok(members)
    }

    /// A feed that is asked of a server.
    fn polled(&self, id: &SourceId, source: i64) -> rusqlite::Result<Option<Member>> {
        let found = self
            .connection
            .prepare_cached("SELECT answers.data, polls.gone FROM polls JOIN answers ON answers.source = polls.source WHERE polls.source = ?1")?
            .query_row([source], |row| {
                let state: PollState =
                    serde_json::from_str(row.get_ref(0)?.as_str()?).map_err(|error| corrupt(0, error))?;
                Ok((state, row.get::<_, Option<i64>>(1)?.is_some()))
            })
            .optional()?;
        let newest = self.newest_of(source)?.and_then(|(_, date)| DateTime::from_timestamp(date, 0));
        Ok(found.map(|(state, is_gone)| {
            let feed = state.moved.map(|moved| moved.to).or(state.url);
            let site = state.feed.site.and_then(|site| match &feed {
                Some(feed) => feed.join(&site).ok(),
                None => Url::parse(&site).ok(),
            });
            Member {
                source: id.clone(),
                name: PlainText::new(&state.feed.title),
                site: site.filter(|site| matches!(site.scheme(), "http" | "https")),
                feed,
                language: state.feed.language,
                version: state.feed.version,
                face: None,
                // What its document says may be in the future, which feeds do not show, or of an entry that was not taken.
                newest: newest.or(state.feed.newest.filter(|at| *at <= self.now)),
                state: match (is_gone, state.errors) {
                    (true, _) => MemberState::Gone,
                    (false, errors) if errors >= SAID_TO_FAIL => MemberState::Failing,
                    _ => MemberState::Well,
                },
            }
        }))
    }

    /// A feed that is a file: what its newest entry says of it. `None` for the site's own articles.
    fn told_by_entries(&mut self, id: &SourceId, source: i64) -> rusqlite::Result<Option<Member>> {
        // The site's own are told by any of them, however many there are.
        let any: Option<i64> = self
            .connection
            .prepare_cached("SELECT entry FROM items WHERE source = ?1 AND entry IS NOT NULL LIMIT 1")?
            .query_row([source], |row| row.get(0))
            .optional()?;
        let Some(any) = any else { return Ok(None) };
        if self.entry(any)?.origin.is_none() {
            return Ok(None);
        }
        let newest = self.newest_of(source)?;
        let Some((row, _)) = newest else { return Ok(None) };
        let entry = self.entry(row)?;
        Ok(entry.origin.as_deref().map(|origin| Member {
            source: id.clone(),
            name: origin.title.clone(),
            feed: origin.feed.clone(),
            site: origin.site.clone(),
            language: None,
            version: None,
            face: None,
            newest: Some(entry.published),
            state: MemberState::Well,
        }))
    }

    /// The newest entry of a source that is not in the future, and its date as feeds show it: that which the entry says of itself may be another.
    fn newest_of(&self, source: i64) -> rusqlite::Result<Option<(i64, i64)>> {
        self.connection
            .prepare_cached(
                "SELECT entry, date FROM items WHERE source = ?1 AND entry IS NOT NULL AND date <= ?2
                 ORDER BY date DESC, entry LIMIT 1",
            )?
            .query_row([source, self.now.timestamp()], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()
    }

    /// Has the roll published again, where a page or a list says something else of a feed than before.
    pub(super) fn publish_roll(&mut self) -> rusqlite::Result<()> {
        let home = self.feed(&Membership { feed: FeedKey::home(), names: Vec::new() })?;
        self.soil(&[home])
    }
}

/// True where people are told something of a feed that was not so before: that it fails, or is gone.
pub(super) fn is_told_of(state: &PollState) -> bool {
    state.errors == SAID_TO_FAIL || state.times.gone.is_some()
}
