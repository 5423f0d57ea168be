//! `zstd` (RFC 8878), with the window that RFC 9659 allows on the web: 8 MiB.

use std::io;

use zstd::stream::raw::{DParameter, Decoder, Operation};

use super::{Stage, Step, Wrong};

const WINDOW_LOG: u32 = 23;

/// The coding.
pub(super) struct Zstd {
    decoder: Decoder<'static>,
    /// Frames that are over; the rest of what came is of the next.
    frames: usize,
    is_between: bool,
    is_behind: bool,
}

impl Zstd {
    pub(super) fn new() -> io::Result<Self> {
        let mut decoder = Decoder::new()?;
        decoder.set_parameter(DParameter::WindowLogMax(WINDOW_LOG))?;
        Ok(Self { decoder, frames: 0, is_between: true, is_behind: false })
    }
}

impl Stage for Zstd {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Wrong> {
        if self.is_between {
            let Some(first) = input.first() else { return Ok(Step::default()) };
            // Frames begin with 28 B5 2F FD, those that are to be skipped with 50 to 5F.
            self.is_behind |= self.frames > 0 && !matches!(first, 0x28 | 0x50..=0x5f);
        }
        if self.is_behind {
            return Ok(Step { read: input.len(), written: 0 });
        }
        let status = self.decoder.run_on_buffers(input, output).map_err(|_| {
            Wrong::Corrupt("its compressed content (zstd) cannot be undone, or has too large a window")
        })?;
        self.is_between = status.remaining == 0;
        self.frames += usize::from(self.is_between);
        Ok(Step { read: status.bytes_read, written: status.bytes_written })
    }

    fn is_whole(&self) -> bool {
        self.frames > 0 && self.is_between
    }

    fn note(&self) -> Option<&'static str> {
        self.is_behind.then_some("there are bytes behind its compressed content; they are left out")
    }
}
