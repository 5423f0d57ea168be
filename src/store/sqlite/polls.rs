//! Feeds that are asked of servers: when to ask them, what is remembered of asking, and what came of it.
//!
//! When a feed is asked changes with each request, and every run looks at that of all feeds: it has rows of its own, which are small. What
//! its server answered is read for a feed that is asked, and written where it is another.

use chrono::{DateTime, Utc};
use rusqlite::types::Value;
use rusqlite::{OptionalExtension as _, Row, params, params_from_iter};
use xxhash_rust::xxh3::xxh3_64;

use super::merge::corrupt;
use super::roll::is_told_of;
use super::{Database, Pending};
use crate::model::ids::{ContentHash, SourceId};
use crate::model::poll::{Hold, PollState, PollTimes, Reason};
use crate::store::{Finished, Leasing, MovedFeed, Polled, Recorded, Taken, Transition};

/// The columns of [`PollTimes`], in the order in which [`times`] reads them.
const TIMES: &str = "polls.of, polls.planned, polls.not_before, polls.retry_after, polls.gone, polls.reason, polls.asked_wall, polls.asked, polls.behind, polls.skips, polls.planned_by, polls.timed_out";

impl Database {
    /// When each feed that was ever asked is asked again.
    pub(super) fn poll_times(&self) -> rusqlite::Result<Vec<(SourceId, PollTimes)>> {
        // Both go by row, so that nothing has to be looked up.
        let mut sources: Vec<(i64, &SourceId)> = self.sources.iter().map(|(id, row)| (*row, id)).collect();
        sources.sort_unstable_by_key(|(row, _)| *row);
        let mut sources = sources.into_iter().peekable();
        let mut reasons = Reasons::default();
        let mut statement = self
            .connection
            .prepare(&format!("SELECT polls.source, {TIMES} FROM polls ORDER BY polls.source"))?;
        let mut rows = statement.query([])?;
        let mut found = Vec::with_capacity(sources.len());
        while let Some(row) = rows.next()? {
            let source: i64 = row.get(0)?;
            while sources.next_if(|(at, _)| *at < source).is_some() {}
            if let Some((_, id)) = sources.next_if(|(at, _)| *at == source) {
                found.push((id.clone(), times(row, 1, &mut reasons)?));
            }
        }
        Ok(found)
    }

    /// Feeds that have moved.
    pub(super) fn moves(&self) -> rusqlite::Result<Vec<MovedFeed>> {
        let mut statement = self.connection.prepare(
            "SELECT sources.name, answers.data FROM polls INDEXED BY polls_elsewhere
             JOIN sources ON sources.id = polls.source JOIN answers ON answers.source = polls.source
             WHERE polls.moved = 1 ORDER BY sources.name",
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
        let mut state_of = |source| {
            let row = self.source(source)?;
            Ok(self.poll_state(row)?.unwrap_or_default())
        };
        sources.iter().map(&mut state_of).collect()
    }

    /// What is remembered of a feed; `None`: it was never asked.
    fn poll_state(&mut self, source: i64) -> rusqlite::Result<Option<PollState>> {
        let found = self
            .connection
            .prepare_cached(&format!(
                "SELECT {TIMES}, pending, last_success, empty, data
                 FROM polls JOIN answers ON answers.source = polls.source WHERE polls.source = ?1"
            ))?
            .query_row([source], |row| {
                let data = row.get_ref(15)?.as_str()?;
                let mut state: PollState = serde_json::from_str(data).map_err(|error| corrupt(15, error))?;
                state.pending = row.get(12)?;
                state.last_success = row.get::<_, Option<i64>>(13)?.map(instant);
                state.empty = row.get(14)?;
                state.times = times(row, 0, &mut Reasons::default())?;
                Ok((state, digest(data)))
            })
            .optional()?;
        Ok(found.map(|(state, digest)| {
            self.answers.insert(source, digest);
            state
        }))
    }

    /// Notes that feeds are about to be asked: when to ask again, and nothing of what is known of their documents.
    pub(super) fn lease(&mut self, states: &[(SourceId, PollState)]) -> rusqlite::Result<()> {
        for (source, state) in states {
            let row = self.source(source)?;
            self.write_lease(row, state)?;
        }
        Ok(())
    }

    /// The same, with what each feed makes of what is remembered of it.
    pub(super) fn take(&mut self, feeds: Vec<(SourceId, Leasing)>) -> rusqlite::Result<Vec<Taken>> {
        let mut take_one = |(source, leasing): (SourceId, Leasing)| {
            let row = self.source(&source)?;
            let mut state = self.poll_state(row)?.unwrap_or_default();
            let (times, pending) = (state.times, state.pending);
            leasing(&mut state);
            self.write_lease(row, &state)?;
            Ok(Taken { state, times, pending })
        };
        feeds.into_iter().map(&mut take_one).collect()
    }

    fn write_lease(&mut self, row: i64, state: &PollState) -> rusqlite::Result<()> {
        let leased = self
            .connection
            .prepare_cached(
                "UPDATE polls SET planned = ?3, not_before = ?4, retry_after = ?5, gone = ?6, reason = ?7, asked_wall = ?8,
                 asked = ?9, behind = ?10, skips = ?11, pending = ?12, planned_by = ?13, timed_out = ?14 WHERE source = ?1 AND of IS ?2",
            )?
            .execute(params_from_iter(&columns(row, state)))?;
        if leased == 0 {
            // It was never asked, or all that is known is of another address.
            self.write_poll(row, state)?;
        }
        Ok(())
    }

    /// Writes down all that is remembered of asking for a feed.
    pub(super) fn put_poll(&mut self, source: &SourceId, state: &PollState) -> rusqlite::Result<()> {
        let row = self.source(source)?;
        self.publish_roll()?;
        self.write_poll(row, state)
    }

    pub(super) fn write_poll(&mut self, row: i64, state: &PollState) -> rusqlite::Result<()> {
        let columns = columns(row, state);
        let more: [Value; 3] =
            [seconds(state.last_success).into(), state.empty.into(), state.moved.is_some().into()];
        let values = || params_from_iter(columns.iter().chain(&more));
        let updated = self
            .connection
            .prepare_cached(
                "UPDATE polls SET of = ?2, planned = ?3, not_before = ?4, retry_after = ?5, gone = ?6, reason = ?7, asked_wall = ?8,
                 asked = ?9, behind = ?10, skips = ?11, pending = ?12, planned_by = ?13, timed_out = ?14, last_success = ?15,
                 empty = ?16, moved = ?17
                 WHERE source = ?1",
            )?
            .execute(values())?;
        if updated == 0 {
            self.connection
                .prepare_cached(
                    "INSERT INTO polls (source, of, planned, not_before, retry_after, gone, reason, asked_wall, asked, behind, skips,
                     pending, planned_by, timed_out, last_success, empty, moved)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
                )?
                .execute(values())?;
        }
        // Strings, numbers and lists always have a JSON form.
        let data = serde_json::to_string(state).unwrap_or_default();
        if self.answers.insert(row, digest(&data)) != Some(digest(&data)) {
            self.connection
                .prepare_cached("INSERT OR REPLACE INTO answers (source, data) VALUES (?1, ?2)")?
                .execute(params![row, data])?;
        }
        Ok(())
    }

    /// Takes what came of asking.
    pub(super) fn record(&mut self, polled: Vec<Polled>) -> rusqlite::Result<Vec<Recorded>> {
        let mut rows = Vec::with_capacity(polled.len());
        for (at, one) in polled.into_iter().enumerate() {
            rows.push((self.source(&one.source)?, at, one));
        }
        // Items stand by source: what is written in that order fills one page after the other.
        rows.sort_unstable_by_key(|(row, at, _)| (*row, *at));
        let mut recorded = Vec::with_capacity(rows.len());
        for (row, at, one) in rows {
            recorded.push((at, self.record_one(row, one)?));
        }
        recorded.sort_unstable_by_key(|(at, _)| *at);
        Ok(recorded.into_iter().map(|(_, recorded)| recorded).collect())
    }

    fn record_one(&mut self, row: i64, one: Polled) -> rusqlite::Result<Recorded> {
        let Polled { source, state, items, pulled, has_moved } = one;
        let merged = self.merge_from(row, true, items)?;
        let finished = match (&state.failure, pulled) {
            (Some(failure), _) => {
                Finished { transition: self.fail(&source, &failure.message)?, defects: Vec::new() }
            }
            (None, Some(pulled)) => self.finish(&source, pulled)?,
            (None, None) => Finished { transition: self.is_well(row)?, defects: Vec::new() },
        };
        if has_moved || finished.transition == Transition::Recovered || is_told_of(&state) {
            self.publish_roll()?;
        }
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

/// What tells whether what servers answered is as it is written down.
fn digest(data: &str) -> u64 {
    xxh3_64(data.as_bytes())
}

/// The columns that a lease writes, in the order of its parameters.
fn columns(row: i64, state: &PollState) -> [Value; 14] {
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
        times.planned_by.into(),
        times.timed_out.into(),
    ]
}

/// The reason that was read last, by its name: few are in use, and most feeds have the same.
#[derive(Default)]
struct Reasons(Option<(String, Reason)>);

impl Reasons {
    fn read(&mut self, name: &str) -> serde_json::Result<Reason> {
        if let Some((last, reason)) = &self.0
            && last == name
        {
            return Ok(*reason);
        }
        let reason = serde_json::from_str(&format!("\"{name}\""))?;
        self.0 = Some((name.to_owned(), reason));
        Ok(reason)
    }
}

fn times(row: &Row<'_>, at: usize, reasons: &mut Reasons) -> rusqlite::Result<PollTimes> {
    let instant = |column: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(row.get::<_, Option<i64>>(at + column)?.map(instant))
    };
    let reason = reasons.read(row.get_ref(at + 5)?.as_str()?).map_err(|error| corrupt(at + 5, error))?;
    Ok(PollTimes {
        of: row.get::<_, Option<[u8; 16]>>(at)?.map(ContentHash),
        planned: instant(1)?,
        not_before: instant(2)?,
        retry_after: instant(3)?,
        gone: instant(4)?,
        reason,
        asked_wall: row.get(at + 6)?,
        asked: instant(7)?,
        behind: instant(8)?,
        skips: row.get(at + 9)?,
        planned_by: row.get(at + 10)?,
        timed_out: row.get(at + 11)?,
    })
}

fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).unwrap_or_default()
}
