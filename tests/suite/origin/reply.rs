//! What a script answers: steps, taken one after the other.

use std::sync::{Arc, Condvar, Mutex};
use std::time::Duration;

/// How long a gate is waited for before a test that forgot it fails instead of hanging.
const PATIENCE: Duration = Duration::from_secs(20);

/// What is done about a request. At its end the connection waits for the next, unless a step ended it.
#[derive(Clone, Default)]
pub(crate) struct Reply(pub(super) Vec<Step>);

/// One step.
#[derive(Clone)]
pub(super) enum Step {
    /// Sends these bytes. The first of a reply begin with a status line, in HTTP/2, too.
    Bytes(Vec<u8>),
    /// Sends one byte after the other, with a pause after each.
    Drip(Vec<u8>, Duration),
    /// Sends these bytes until nobody takes them any more, or so many.
    Endless(Vec<u8>, u64),
    /// Waits until the gate opens.
    Wait(Gate),
    /// Closes the connection in good order (HTTP/2: GOAWAY).
    Close,
    /// Breaks the connection off (HTTP/2: `RST_STREAM`).
    Reset,
}

impl Reply {
    /// A reply that begins with these bytes.
    pub(crate) fn bytes(bytes: impl Into<Vec<u8>>) -> Self {
        Self::default().then(bytes)
    }

    /// Sends more bytes.
    pub(crate) fn then(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.0.push(Step::Bytes(bytes.into()));
        self
    }

    /// Sends one byte after the other, with a pause after each.
    pub(crate) fn drip(mut self, bytes: impl Into<Vec<u8>>, pause: Duration) -> Self {
        self.0.push(Step::Drip(bytes.into(), pause));
        self
    }

    /// Sends these bytes over and over until nobody takes them any more, `most` bytes in all at the most.
    pub(crate) fn endless(mut self, bytes: impl Into<Vec<u8>>, most: u64) -> Self {
        self.0.push(Step::Endless(bytes.into(), most));
        self
    }

    /// Waits until the gate opens, or until the connection is of no use any more.
    pub(crate) fn wait(mut self, gate: &Gate) -> Self {
        self.0.push(Step::Wait(gate.clone()));
        self
    }

    /// Closes the connection.
    pub(crate) fn close(mut self) -> Self {
        self.0.push(Step::Close);
        self
    }

    /// Breaks the connection off.
    pub(crate) fn reset(mut self) -> Self {
        self.0.push(Step::Reset);
        self
    }
}

impl From<Vec<u8>> for Reply {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

/// Where a reply waits until a test lets it go on.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<(Mutex<At>, Condvar)>);

#[derive(Default)]
struct At {
    is_open: bool,
    reached: usize,
}

impl Gate {
    /// A closed gate.
    pub(crate) fn new() -> Self {
        Self::default()
    }

    /// Opens it, for good.
    pub(crate) fn open(&self) {
        self.0.0.lock().unwrap().is_open = true;
        self.0.1.notify_all();
    }

    /// Waits until so many replies have come to it.
    pub(crate) fn reached(&self, times: usize) {
        let at = self.0.0.lock().unwrap();
        let (at, _) = self.0.1.wait_timeout_while(at, PATIENCE, |at| at.reached < times).unwrap();
        assert!(at.reached >= times, "{} of {times} replies came to the gate", at.reached);
    }

    /// How many replies have come to it.
    pub(crate) fn come(&self) -> usize {
        self.0.0.lock().unwrap().reached
    }

    pub(super) fn pass(&self) {
        let mut at = self.0.0.lock().unwrap();
        at.reached += 1;
        self.0.1.notify_all();
        drop(self.0.1.wait_timeout_while(at, PATIENCE, |at| !at.is_open).unwrap());
    }
}

/// An answer with a body.
pub(crate) fn answer(status: &str, headers: &[(&str, &str)], body: &[u8]) -> Vec<u8> {
    let mut bytes = head(status, headers);
    bytes.truncate(bytes.len() - 2);
    bytes.extend(format!("content-length: {}\r\n\r\n", body.len()).into_bytes());
    bytes.extend(body);
    bytes
}

/// The head of an answer, without a length: what follows ends with the connection, or as the fields say.
pub(crate) fn head(status: &str, headers: &[(&str, &str)]) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {status}\r\n").into_bytes();
    for (name, value) in headers {
        bytes.extend(format!("{name}: {value}\r\n").into_bytes());
    }
    bytes.extend(b"\r\n");
    bytes
}

/// One chunk of a body in chunks (RFC 9112 §7.1).
pub(crate) fn chunk(bytes: &[u8]) -> Vec<u8> {
    [format!("{:x}\r\n", bytes.len()).as_bytes(), bytes, b"\r\n"].concat()
}
