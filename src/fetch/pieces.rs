//! The bytes of a body as they come: pieces in, one piece of memory out.
//!
//! Memory that grows is copied, so that for a moment it is there twice; of what is large that is too much. So a body is kept in blocks, and put together once.

use super::room::STEP;

/// Bytes of a block.
#[expect(clippy::cast_possible_truncation, reason = "a step fits any address space")]
const BLOCK: usize = STEP as usize;

/// A block that is filled has room for so many bytes at the least.
const LEAST: usize = 64 * 1024;

/// A body, as far as it has come.
#[derive(Debug, Default)]
pub(super) struct Pieces {
    full: Vec<Vec<u8>>,
    last: Vec<u8>,
}

impl Pieces {
    /// A body that is said to have so many bytes.
    pub(super) fn expecting(length: u64) -> Self {
        let length = usize::try_from(length).unwrap_or(BLOCK).min(BLOCK);
        Self { full: Vec::new(), last: Vec::with_capacity(length) }
    }

    pub(super) fn len(&self) -> usize {
        self.full.len() * BLOCK + self.last.len()
    }

    pub(super) fn push(&mut self, mut content: &[u8]) {
        loop {
            let (now, later) = content.split_at(content.len().min(BLOCK - self.last.len()));
            let last = &mut self.last;
            if last.capacity() - last.len() < now.len() {
                // Twice as much each time, and no more than a block.
                last.reserve_exact(last.len().max(LEAST).min(BLOCK - last.len()).max(now.len()));
            }
            last.extend_from_slice(now);
            if later.is_empty() {
                return;
            }
            self.full.push(std::mem::replace(last, Vec::with_capacity(BLOCK)));
            content = later;
        }
    }

    /// True where putting it together takes more than a move.
    pub(super) fn are_several(&self) -> bool {
        !self.full.is_empty()
    }

    /// All of it.
    pub(super) fn together(self) -> Vec<u8> {
        if self.full.is_empty() {
            return self.last;
        }
        let mut whole = Vec::with_capacity(self.len());
        for block in self.full {
            whole.extend_from_slice(&block);
        }
        whole.extend_from_slice(&self.last);
        whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_comes_out_as_it_came_however_it_was_cut() {
        let all: Vec<u8> = (0..=250).cycle().take(3 * BLOCK + 5).collect();
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK, all.len()] {
            for size in [7_919, BLOCK, all.len()] {
                for expected in [0, length as u64, u64::MAX] {
                    let mut pieces = Pieces::expecting(expected);
                    all[..length].chunks(size).for_each(|piece| pieces.push(piece));
                    assert_eq!(pieces.len(), length);
                    assert_eq!(pieces.are_several(), length > BLOCK);
                    assert!(pieces.together() == all[..length], "{length} {size}");
                }
            }
        }
    }
}
