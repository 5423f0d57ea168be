//! The body of an answer: pieces from the net in, the decoded document out, or why there is none.
//!
//! Everything that a body may cost has a limit that is looked at with each piece: time without a piece, time in all, speed, bytes on the wire,
//! bytes decoded, and the room for all bodies together.

use std::ops::Deref;
use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::decode::{Decoding, PIECE, Wrong};
use super::room::{Room, Rooms};
use super::{FetchError, trouble};
use crate::model::net::Limits;
use crate::model::poll::FailureClass;
use crate::text::address::without_credentials;

/// A body slower than this for a whole [`WINDOW`] is not waited for; the first window is free.
const LEAST_SPEED: u64 = 1024;
const WINDOW: Duration = Duration::from_secs(10);

/// A body that came whole.
#[derive(Debug, Default)]
pub(super) struct Body {
    pub(super) bytes: Vec<u8>,
    pub(super) room: Room,
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
        body: Body { bytes: rooms.memory(), ..Body::default() },
        allowed: rooms.share(),
        patience: Patience::new(sent, limits),
    };
    reading.announced(answer.content_length(), decoding.is_some()).await?;
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
    let mut body = reading.body;
    if let Some(decoding) = decoding {
        decoding.finish().map_err(|wrong| of_coding(url, wrong))?;
        body.notes.extend(decoding.notes().map(str::to_owned));
    }
    Ok(body)
}

struct Reading<'a> {
    url: &'a Url,
    limits: &'a Limits,
    rooms: &'a Rooms,
    body: Body,
    /// Bytes that there is room for.
    allowed: u64,
    patience: Patience,
}

impl Reading<'_> {
    /// Refuses a body that says that it is too large, and makes room for one that says how large it is.
    async fn announced(&mut self, length: Option<u64>, is_coded: bool) -> Result<(), FetchError> {
        let Some(length) = length else { return Ok(()) };
        self.within(length, self.limits.wire_bytes)?;
        if is_coded {
            return Ok(());
        }
        self.within(length, self.limits.decoded_bytes)?;
        self.make_room(length).await;
        self.body.bytes.reserve_exact(usize::try_from(length).unwrap_or_default());
        Ok(())
    }

    /// The next piece from the net.
    async fn piece(
        &mut self,
        answer: &mut reqwest::Response,
    ) -> Result<Option<impl Deref<Target = [u8]> + use<>>, FetchError> {
        loop {
            match tokio::time::timeout_at(self.patience.until(), answer.chunk()).await {
                Ok(Ok(Some(piece))) => {
                    self.body.wire_bytes += piece.len() as u64;
                    self.within(self.body.wire_bytes, self.limits.wire_bytes)?;
                    self.patience.came(Instant::now(), piece.len() as u64).map_err(|loss| self.lost(loss))?;
                    return Ok(Some(piece));
                }
                Ok(Ok(None)) => return Ok(None),
                Ok(Err(error)) => return Err(trouble::of_body(&error, self.url)),
                Err(_) => self.patience.waited(Instant::now()).map_err(|loss| self.lost(loss))?,
            }
        }
    }

    async fn append(&mut self, content: &[u8]) -> Result<(), FetchError> {
        let length = self.body.bytes.len() as u64 + content.len() as u64;
        self.within(length, self.limits.decoded_bytes)?;
        self.make_room(length).await;
        let bytes = &mut self.body.bytes;
        if bytes.capacity() - bytes.len() < content.len() {
            // Twice as much each time, and no more than is read at the most.
            let most = usize::try_from(self.limits.decoded_bytes).unwrap_or(usize::MAX);
            bytes.reserve_exact(bytes.len().max(PIECE).min(most - bytes.len()).max(content.len()));
        }
        bytes.extend_from_slice(content);
        Ok(())
    }

    async fn make_room(&mut self, length: u64) {
        if length <= self.allowed {
            return;
        }
        let start = Instant::now();
        self.body.room = self.rooms.large().await;
        self.allowed = self.limits.decoded_bytes;
        self.patience.was_ours(start, Instant::now());
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
