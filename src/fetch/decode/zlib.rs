//! `deflate` (RFC 9110 §8.4.1.2): in the frame of zlib (RFC 1950), as it ought to be, or bare (RFC 1951), as some servers have it.

use flate2::Decompress;

use super::gzip::inflate;
use super::{Stage, Step, Wrong};

/// The coding.
pub(super) struct Deflate {
    /// `None`: the first two bytes, which say what it is, have not come.
    inflate: Option<Decompress>,
    head: [u8; 2],
    /// Bytes of the head that have come, and those of them that were read.
    came: usize,
    read: usize,
    has_ended: bool,
    has_rest: bool,
}

impl Deflate {
    pub(super) fn new() -> Self {
        Self { inflate: None, head: [0; 2], came: 0, read: 0, has_ended: false, has_rest: false }
    }
}

impl Stage for Deflate {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Wrong> {
        if self.has_ended {
            self.has_rest |= !input.is_empty();
            return Ok(Step { read: input.len(), written: 0 });
        }
        let Some(state) = &mut self.inflate else {
            let Some(byte) = input.first() else { return Ok(Step::default()) };
            let [first, _] = self.head;
            if self.came == 0 {
                self.head = [*byte, 0];
            } else {
                self.head = [first, *byte];
                // RFC 1950 §2.2: the method is 8, and the two bytes are a multiple of 31.
                let has_frame = first & 15 == 8 && u16::from_be_bytes([first, *byte]) % 31 == 0;
                self.inflate = Some(Decompress::new(has_frame));
            }
            self.came += 1;
            return Ok(Step { read: 1, written: 0 });
        };
        let held = self.head.get(self.read..).filter(|held| !held.is_empty());
        let (step, has_ended) = inflate(state, held.unwrap_or(input), output)?;
        self.has_ended = has_ended;
        if held.is_none() {
            return Ok(step);
        }
        self.read += step.read;
        if step.written > 0 || has_ended || step.read == 0 {
            return Ok(Step { read: 0, written: step.written });
        }
        // The head made no output; the input may.
        let (step, has_ended) = if self.read < self.head.len() {
            (Step::default(), false)
        } else {
            inflate(state, input, output)?
        };
        self.has_ended = has_ended;
        Ok(step)
    }

    fn is_whole(&self) -> bool {
        self.has_ended
    }

    fn note(&self) -> Option<&'static str> {
        self.has_rest.then_some("there are bytes behind its compressed content; they are left out")
    }
}
