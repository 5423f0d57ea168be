//! Feeds that are asked of servers: when to ask them, what is remembered of asking, and what came of it.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Row, ToSql, params, params_from_iter};

use super::merge::corrupt;
use super::{Database, Pending};
use crate::model::ids::{ContentHash, SourceId};
use crate::model::poll::{Hold, PollState, PollTimes};
use crate::store::{Finished, MovedFeed, Polled, Recorded, Transition};

/// The columns of [`PollTimes`], in the order in which [`times`] reads them.
const TIMES: &str = "polls.of, polls.planned, polls.not_before, polls.retry_after, polls.gone, polls.reason, polls.asked_wall, polls.asked, polls.behind, polls.skips";

impl Database {
    /// When each feed that was ever asked is asked again.
    pub(super) fn poll_times(&self) -> rusqlite::Result<Vec<(SourceId, PollTimes)>> {
        self.connection
            .prepare(&format!(
                "SELECT sources.name, {TIMES} FROM polls JOIN sources ON sources.id = polls.source"
            ))?
            .query_map([], |row| Ok((SourceId::new(row.get::<_, String>(0)?), times(row, 1)?)))?
            .collect()
    }

    /// Feeds that have moved.
    pub(super) fn moves(&self) -> rusqlite::Result<Vec<MovedFeed>> {
        // Few have, and most rows need not be read as JSON to see that.
        let mut statement = self.connection.prepare(
            "SELECT sources.name, polls.data FROM polls JOIN sources ON sources.id = polls.source
             WHERE polls.data LIKE '%\"moved\":{%' ORDER BY sources.name",
        )?;
        let mut rows = statement.query([])?;
        let mut moves = Vec::new();
        while let Some(row) = rows.next()? {
            let state: PollState =
                serde_json::from_str(row.get_ref(1)?.as_str()?).map_err(|error| corrupt(1, error))?;
            if let (Some(configured), Some(moved)) = (state.url, state.moved) {
                moves.push(MovedFeed { source: SourceId::new(row.get::<_, String>(0)?), configured, moved });
            }
        }
        Ok(moves)
    }

    /// What is remembered of asking for these feeds.
    pub(super) fn poll_states(&mut self, sources: &[SourceId]) -> rusqlite::Result<Vec<PollState>> {
        sources.iter().map(|source| self.poll_state(source)).collect()
    }

    fn poll_state(&mut self, source: &SourceId) -> rusqlite::Result<PollState> {
        let row = self.source(source)?;
        let found = self
            .connection
            .prepare_cached(&format!("SELECT {TIMES}, pending, data FROM polls WHERE source = ?1"))?
            .query_row([row], |row| {
                let mut state: PollState =
                    serde_json::from_str(row.get_ref(11)?.as_str()?).map_err(|error| corrupt(11, error))?;
                // A lease writes it alone.
                state.pending = row.get(10)?;
                state.times = times(row, 0)?;
                Ok(state)
            })
            .optional()?;
        Ok(found.unwrap_or_default())
    }

    /// Notes that feeds are about to be asked: when to ask again, and nothing of what is known of their documents.
    pub(super) fn lease(&mut self, states: &[(SourceId, PollState)]) -> rusqlite::Result<()> {
        for (source, state) in states {
            let row = self.source(source)?;
            let leased = self
                .connection
                .prepare_cached(
                    "UPDATE polls SET planned = ?3, not_before = ?4, retry_after = ?5, gone = ?6, reason = ?7, asked_wall = ?8,
                     asked = ?9, behind = ?10, skips = ?11, pending = ?12 WHERE source = ?1 AND of IS ?2",
                )?
                .execute(params_from_iter(&columns(row, state)))?;
            if leased == 0 {
                // It was never asked, or all that is known is of another address.
                self.write_poll(row, state)?;
            }
        }
        Ok(())
    }

    /// Writes down all that is remembered of asking for a feed.
    pub(super) fn put_poll(&mut self, source: &SourceId, state: &PollState) -> rusqlite::Result<()> {
        let row = self.source(source)?;
        self.write_poll(row, state)
    }

    pub(super) fn write_poll(&mut self, row: i64, state: &PollState) -> rusqlite::Result<()> {
        // Strings, numbers and lists always have a JSON form.
        let data = serde_json::to_string(state).unwrap_or_default();
        let columns = columns(row, state);
        let values = || {
            params_from_iter(columns.iter().map(|column| column as &dyn ToSql).chain([&data as &dyn ToSql]))
        };
        let updated = self
            .connection
            .prepare_cached(
                "UPDATE polls SET of = ?2, planned = ?3, not_before = ?4, retry_after = ?5, gone = ?6, reason = ?7, asked_wall = ?8,
                 asked = ?9, behind = ?10, skips = ?11, pending = ?12, data = ?13 WHERE source = ?1",
            )?
            .execute(values())?;
        if updated == 0 {
            self.connection
                .prepare_cached(
                    "INSERT INTO polls (source, of, planned, not_before, retry_after, gone, reason, asked_wall, asked, behind, skips, pending, data)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
                )?
                .execute(values())?;
        }
        Ok(())
    }

    /// Takes what came of asking.
    pub(super) fn record(&mut self, polled: Vec<Polled>) -> rusqlite::Result<Vec<Recorded>> {
        polled.into_iter().map(|one| self.record_one(one)).collect()
    }

    fn record_one(&mut self, one: Polled) -> rusqlite::Result<Recorded> {
        let Polled { source, state, items, pulled } = one;
        let row = self.source(&source)?;
        let merged = self.merge_from(row, true, items)?;
        let finished = match (&state.failure, pulled) {
            (Some(failure), _) => {
                Finished { transition: self.fail(&source, &failure.message)?, defects: Vec::new() }
            }
            (None, Some(pulled)) => self.finish(&source, pulled)?,
            (None, None) => Finished { transition: self.is_well(row)?, defects: Vec::new() },
        };
        self.tell_of(&state, finished.transition == Transition::Recovered)?;
        if self.pending.get(&row).is_some_and(Pending::is_nothing) {
            self.pending.remove(&row);
        }
        if self.pending.contains_key(&row) {
            // Should the run end before `settle`, the document has to be read again.
            self.write_poll(row, &PollState { recipe: None, ..(*state).clone() })?;
            self.pending.entry(row).or_default().state = Some(state);
        } else {
            self.write_poll(row, &state)?;
        }
        Ok(Recorded { merged, finished })
    }

    /// Notes that a source works.
    pub(super) fn is_well(&mut self, row: i64) -> rusqlite::Result<Transition> {
        if !self.failing.remove(&row) {
            return Ok(Transition::Same);
        }
        let recovered = self
            .connection
            .prepare_cached(
                "UPDATE sources SET failing_since = NULL, failure = NULL WHERE id = ?1 AND failing_since IS NOT NULL",
            )?
            .execute([row])?;
        Ok(if recovered > 0 { Transition::Recovered } else { Transition::Same })
    }

    /// Hosts that asked to be left alone, and until when.
    pub(super) fn holds(&self) -> rusqlite::Result<Vec<Hold>> {
        self.connection
            .prepare("SELECT host, until FROM holds ORDER BY host")?
            .query_map([], |row| Ok(Hold { host: row.get(0)?, until: instant(row.get(1)?) }))?
            .collect()
    }

    /// Notes that a host asked to be left alone; forgets those whose time has passed.
    pub(super) fn hold(&mut self, hold: &Hold) -> rusqlite::Result<()> {
        self.connection.execute("DELETE FROM holds WHERE until < ?1", [self.now.timestamp()])?;
        self.connection.execute(
            "INSERT INTO holds (host, until) VALUES (?1, ?2)
             ON CONFLICT (host) DO UPDATE SET until = max(until, excluded.until)",
            params![hold.host, hold.until.timestamp()],
        )?;
        Ok(())
    }
}

fn seconds(at: Option<DateTime<Utc>>) -> Option<i64> {
    at.map(|at| at.timestamp())
}

/// The name of what decided when to ask again.
fn reason(times: &PollTimes) -> String {
    let quoted = serde_json::to_string(&times.reason).unwrap_or_default();
    quoted.trim_matches('"').to_owned()
}

/// The columns of a row but for the last, in the order of its parameters: what a lease writes, too.
fn columns(row: i64, state: &PollState) -> [Value; 12] {
    let times = &state.times;
    [
        row.into(),
        times.of.map(|hash| hash.0.to_vec()).into(),
        seconds(times.planned).into(),
        seconds(times.not_before).into(),
        seconds(times.retry_after).into(),
        seconds(times.gone).into(),
        reason(times).into(),
        times.asked_wall.into(),
        seconds(times.asked).into(),
        seconds(times.behind).into(),
        i64::from(times.skips).into(),
        state.pending.into(),
    ]
}

fn times(row: &Row<'_>, at: usize) -> rusqlite::Result<PollTimes> {
    let instant = |column: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(row.get::<_, Option<i64>>(at + column)?.map(instant))
    };
    let reason = format!("\"{}\"", row.get_ref(at + 5)?.as_str()?);
    Ok(PollTimes {
        of: row.get::<_, Option<[u8; 16]>>(at)?.map(ContentHash),
        planned: instant(1)?,
        not_before: instant(2)?,
        retry_after: instant(3)?,
        gone: instant(4)?,
        reason: serde_json::from_str(&reason).map_err(|error| corrupt(at + 5, error))?,
        asked_wall: row.get(at + 6)?,
        asked: instant(7)?,
        behind: instant(8)?,
        skips: row.get(at + 9)?,
    })
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
