//! The body of an answer: pieces from the net in, the decoded document out, or why there is none.
//!
//! Everything that a body may cost has a limit that is looked at with each piece: time without a piece, time in all, speed, bytes on the wire,
//! bytes decoded, and the room for all bodies together.

use std::ops::Deref;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::decode::{Decoding, Wrong};
use super::pieces::Pieces;
use super::room::{PATIENCE, Room, Rooms};
use super::{FetchError, trouble};
use crate::model::net::Limits;
use crate::model::poll::FailureClass;
use crate::text::address::without_credentials;

/// A body slower than this for a whole [`WINDOW`] is not waited for; the first window is free.
const LEAST_SPEED: u64 = 1024;
const WINDOW: Duration = Duration::from_secs(10);

/// A body waits for room no longer than this in all.
const LONGEST_WAIT: Duration = Duration::from_mins(5);

/// How often a body that takes room of others looks whether it is in their way.
const GLANCE: Duration = Duration::from_secs(1);

/// A body that came whole.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) room: Option<Room>,
    pub(super) wire_bytes: u64,
    pub(super) notes: Vec<String>,
}

/// Reads the body of an answer to a request that was sent at `sent`.
pub(super) async fn read(
    mut answer: reqwest::Response,
    url: &Url,
    sent: Instant,
    limits: &Limits,
    rooms: &Rooms,
) -> Result<Body, FetchError> {
    let codings = answer.headers().get_all(reqwest::header::CONTENT_ENCODING);
    let decoding = Decoding::of(codings.iter().map(reqwest::header::HeaderValue::as_bytes));
    let mut decoding = decoding.map_err(|problem| {
        let message = format!("the document of {} has {problem}", without_credentials(url));
        FetchError::new(FailureClass::Encoding, message)
    })?;
    let mut reading = Reading {
        url,
        limits,
        rooms,
        pieces: Pieces::default(),
        wire_bytes: 0,
        room: None,
        grown: sent,
        waited: Duration::ZERO,
        patience: Patience::new(sent, limits),
    };
    reading.announced(answer.content_length(), decoding.is_some())?;
    while let Some(piece) = reading.piece(&mut answer).await? {
        match &mut decoding {
            None => reading.append(&piece).await?,
            Some(decoding) => {
                let mut input: &[u8] = &piece;
                while let Some(content) = decoding.next(&mut input).map_err(|wrong| reading.wrong(wrong))? {
                    reading.append(content).await?;
                }
                reading.within(decoding.between(), limits.decoded_bytes)?;
            }
        }
    }
    let mut notes = Vec::new();
    if let Some(decoding) = decoding {
        decoding.finish().map_err(|wrong| of_coding(url, wrong))?;
        notes.extend(decoding.notes().map(str::to_owned));
    }
    let Reading { pieces, wire_bytes, room, .. } = reading;
    if let Some(room) = &room {
        room.is_whole();
    }
    let _one_at_a_time = if pieces.are_several() { Some(rooms.whole.lock().await) } else { None };
    Ok(Body { bytes: pieces.together(), room, wire_bytes, notes })
}

struct Reading<'a> {
    url: &'a Url,
    limits: &'a Limits,
    rooms: &'a Rooms,
    pieces: Pieces,
    wire_bytes: u64,
    /// The room that it takes beyond its share, when it was last given some, and how long it has waited for it.
    room: Option<Room>,
    grown: Instant,
    waited: Duration,
    patience: Patience,
}

impl Reading<'_> {
    /// Refuses a body that says that it is too large. What one says that it will be takes no room yet.
    fn announced(&mut self, length: Option<u64>, is_coded: bool) -> Result<(), FetchError> {
        let Some(length) = length else { return Ok(()) };
        self.within(length, self.limits.wire_bytes)?;
        if is_coded {
            return Ok(());
        }
        self.within(length, self.limits.decoded_bytes)?;
        self.pieces = Pieces::expecting(length.min(self.rooms.share()));
        Ok(())
    }

    /// The next piece from the net.
    async fn piece(
        &mut self,
        answer: &mut reqwest::Response,
    ) -> Result<Option<impl Deref<Target = [u8]> + use<>>, FetchError> {
        loop {
            match tokio::time::timeout_at(self.until(), answer.chunk()).await {
                Ok(Ok(Some(piece))) => {
                    self.wire_bytes += piece.len() as u64;
                    self.within(self.wire_bytes, self.limits.wire_bytes)?;
                    let now = Instant::now();
                    self.patience.came(now, piece.len() as u64).map_err(|loss| self.lost(loss))?;
                    self.makes_way(now)?;
                    return Ok(Some(piece));
                }
                Ok(Ok(None)) => return Ok(None),
                Ok(Err(error)) => return Err(trouble::of_body(&error, self.url)),
                Err(_) => {
                    let now = Instant::now();
                    self.patience.waited(now).map_err(|loss| self.lost(loss))?;
                    self.makes_way(now)?;
                }
            }
        }
    }

    /// When to look again where nothing comes.
    fn until(&self) -> Instant {
        let until = self.patience.until();
        if self.room.is_some() { until.min(Instant::now() + GLANCE) } else { until }
    }

    /// Gives up where others wait for the room that this one takes, and it makes nothing of it.
    fn makes_way(&self, now: Instant) -> Result<(), FetchError> {
        let is_in_the_way = self.room.as_ref().is_some_and(|room| room.is_in_the_way(self.grown, now));
        if is_in_the_way { Err(self.lost(Loss::InTheWay)) } else { Ok(()) }
    }

    async fn append(&mut self, content: &[u8]) -> Result<(), FetchError> {
        let length = self.pieces.len() as u64 + content.len() as u64;
        self.within(length, self.limits.decoded_bytes)?;
        if length > self.rooms.share() {
            self.make_room(length).await?;
        }
        self.pieces.push(content);
        Ok(())
    }

    async fn make_room(&mut self, length: u64) -> Result<(), FetchError> {
        let room = self.room.get_or_insert_with(|| self.rooms.begin());
        if self.rooms.has(room, length) {
            return Ok(());
        }
        let start = Instant::now();
        let left = LONGEST_WAIT.saturating_sub(self.waited);
        let grown = tokio::time::timeout(left, self.rooms.grow(room, length)).await;
        self.grown = Instant::now();
        self.waited += self.grown - start;
        self.patience.was_ours(start, self.grown);
        grown.map_err(|_| self.without_room())
    }

    fn without_room(&self) -> FetchError {
        let message = format!(
            "the document of {} was given up: for {} minutes there was no room for it beside others; `net.in_flight_bytes` is the room \
             that all have",
            without_credentials(self.url),
            LONGEST_WAIT.as_secs() / 60
        );
        FetchError::new(FailureClass::TooSlow, message)
    }

    fn within(&self, length: u64, most: u64) -> Result<(), FetchError> {
        if length <= most {
            return Ok(());
        }
        let message = format!(
            "the document of {} is larger than {most} bytes, which is as much as is read; `net.max_wire_bytes` and \
             `net.max_decoded_bytes` are the limits",
            without_credentials(self.url)
        );
        Err(FetchError::new(FailureClass::TooLarge, message))
    }

    fn wrong(&self, wrong: Wrong) -> FetchError {
        of_coding(self.url, wrong)
    }

    fn lost(&self, loss: Loss) -> FetchError {
        let shown = without_credentials(self.url);
        let (class, what) = match loss {
            Loss::Idle(time) => {
                (FailureClass::Timeout, format!("nothing came for {} seconds", time.as_secs()))
            }
            Loss::Total(time) => {
                (FailureClass::Timeout, format!("it was not whole after {} seconds", time.as_secs()))
            }
            Loss::Slow => (FailureClass::TooSlow, format!("less than {LEAST_SPEED} bytes a second came")),
            Loss::InTheWay => (
                FailureClass::TooSlow,
                format!(
                    "it is large, others waited for the room that it takes (`net.in_flight_bytes`), and in {} seconds hardly anything came",
                    PATIENCE.as_secs()
                ),
            ),
        };
        FetchError::new(class, format!("the document of {shown} came too slowly: {what}"))
    }
}

fn of_coding(url: &Url, wrong: Wrong) -> FetchError {
    let shown = without_credentials(url);
    match wrong {
        Wrong::Corrupt(what) => FetchError::new(FailureClass::Encoding, format!("{shown}: {what}")),
        Wrong::Truncated => {
            let message =
                format!("the document of {shown} ended before its end; it is asked for again next time");
            FetchError::new(FailureClass::Truncated, message)
        }
    }
}

/// Why a body is not waited for any longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Loss {
    Idle(Duration),
    Total(Duration),
    Slow,
    InTheWay,
}

/// How long a body is waited for. Pure: it is told what time it is.
struct Patience {
    idle: Duration,
    total: Duration,
    end: Instant,
    last: Instant,
    /// The end of the present window, and the bytes that came in it; `None`: the first one, which is free.
    window: Instant,
    came: Option<u64>,
}

impl Patience {
    /// The request was sent at `sent`, and its answer begins now.
    fn new(sent: Instant, limits: &Limits) -> Self {
        Self::begin(sent, Instant::now(), limits)
    }

    fn begin(sent: Instant, now: Instant, limits: &Limits) -> Self {
        Self {
            idle: limits.idle,
            total: limits.total,
            end: sent + limits.total,
            last: now,
            window: now + WINDOW,
            came: None,
        }
    }

    /// When to look again where nothing comes.
    fn until(&self) -> Instant {
        self.end.min(self.last + self.idle).min(self.window)
    }

    fn came(&mut self, now: Instant, bytes: u64) -> Result<(), Loss> {
        self.last = now;
        if let Some(came) = &mut self.came {
            *came += bytes;
        }
        if now < self.window && now < self.end {
            return Ok(());
        }
        self.waited(now)
    }

    fn waited(&mut self, now: Instant) -> Result<(), Loss> {
        if now >= self.end {
            return Err(Loss::Total(self.total));
        }
        if now >= self.last + self.idle {
            return Err(Loss::Idle(self.idle));
        }
        if now >= self.window {
            if self.came.is_some_and(|came| came < LEAST_SPEED * WINDOW.as_secs()) {
                return Err(Loss::Slow);
            }
            self.came = Some(0);
            self.window = now + WINDOW;
        }
        Ok(())
    }

    /// The time from `start` to `now` was spent by us.
    fn was_ours(&mut self, start: Instant, now: Instant) {
        self.end += now - start;
        self.window += now - start;
        self.last = now;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What happens to a body of which `bytes` come each `every` seconds, and after how many seconds.
    fn fate(bytes: u64, every: u64) -> (Loss, u64) {
        let start = Instant::now();
        let mut patience = Patience::begin(start, start, &Limits::default());
        let mut next = start + Duration::from_secs(every);
        loop {
            let now = patience.until().min(next);
            let result = if now == next {
                next += Duration::from_secs(every);
                patience.came(now, bytes)
            } else {
                patience.waited(now)
            };
            if let Err(loss) = result {
                return (loss, (now - start).as_secs());
            }
        }
    }

    #[test]
    fn a_body_that_comes_too_slowly_is_given_up_in_time() {
        let limits = Limits::default();
        assert_eq!(fate(0, 1000), (Loss::Idle(limits.idle), 10));
        assert_eq!(fate(1, 5), (Loss::Slow, 20));
        assert_eq!(fate(1023, 1), (Loss::Slow, 20));
        assert_eq!(fate(4096, 1), (Loss::Total(limits.total), 60));
    }

    #[test]
    fn time_that_we_need_ourselves_does_not_count() {
        let start = Instant::now();
        let mut patience = Patience::begin(start, start, &Limits::default());
        let later = start + Duration::from_secs(100);
        patience.was_ours(start, later);
        assert_eq!(patience.waited(later), Ok(()));
        assert_eq!(patience.until(), later + Duration::from_secs(10));
    }
}
