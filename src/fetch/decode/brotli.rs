//! `br` (RFC 7932). Windows of more than 16 MiB, which the format does not have, are refused.

use brotli_decompressor::{BrotliDecompressStream, BrotliResult, BrotliState, StandardAlloc};

use super::{Stage, Step, Wrong};

/// The coding.
pub(super) struct Brotli {
    state: Box<BrotliState<StandardAlloc, StandardAlloc, StandardAlloc>>,
    has_ended: bool,
    has_rest: bool,
}

impl Brotli {
    pub(super) fn new() -> Self {
        let alloc = StandardAlloc::default;
        let state = Box::new(BrotliState::new_strict(alloc(), alloc(), alloc()));
        Self { state, has_ended: false, has_rest: false }
    }
}

impl Stage for Brotli {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Wrong> {
        if self.has_ended {
            self.has_rest |= !input.is_empty();
            return Ok(Step { read: input.len(), written: 0 });
        }
        let (mut to_read, mut read) = (input.len(), 0);
        let (mut to_write, mut written, mut all) = (output.len(), 0, 0);
        let result = BrotliDecompressStream(
            &mut to_read,
            &mut read,
            input,
            &mut to_write,
            &mut written,
            output,
            &mut all,
            &mut self.state,
        );
        match result {
            BrotliResult::ResultFailure => {
                return Err(Wrong::Corrupt("its compressed content (br) cannot be undone"));
            }
            BrotliResult::ResultSuccess => self.has_ended = true,
            BrotliResult::NeedsMoreInput | BrotliResult::NeedsMoreOutput => {}
        }
        Ok(Step { read, written })
    }

    fn is_whole(&self) -> bool {
        self.has_ended
    }

    fn note(&self) -> Option<&'static str> {
        self.has_rest.then_some("there are bytes behind its compressed content; they are left out")
    }
}
