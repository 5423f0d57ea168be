//! The lines of a text. In: offsets. Out: numbers of lines.

/// Where the lines of a text end.
#[derive(Debug)]
pub(super) struct Lines(Vec<usize>);

impl Lines {
    /// The lines of `text`.
    pub(super) fn of(text: &str) -> Self {
        Self(memchr::memchr_iter(b'\n', text.as_bytes()).collect())
    }

    /// The number of the line that holds an offset, from 1.
    pub(super) fn at(&self, offset: usize) -> u32 {
        u32::try_from(self.0.partition_point(|end| *end < offset) + 1).unwrap_or(u32::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_offset_is_in_the_line_that_its_line_end_closes() {
        let lines = Lines::of("ab\nc\n");
        for (offset, line) in [(0, 1), (2, 1), (3, 2), (4, 2), (5, 3), (99, 3)] {
            assert_eq!(lines.at(offset), line, "{offset}");
        }
    }
}
