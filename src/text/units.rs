//! Sizes as people read them.

/// A number of bytes in its largest whole unit: `512 KiB`, `2 MiB`, `1000 bytes`.
#[must_use]
pub fn size(bytes: u64) -> String {
    for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] {
        if bytes >= unit && bytes.is_multiple_of(unit) {
            return format!("{} {name}", bytes / unit);
        }
    }
    format!("{bytes} bytes")
}

#[cfg(test)]
mod tests {
    #[test]
    fn sizes_are_told_in_their_largest_whole_unit() {
        for (bytes, expected) in [(0, "0 bytes"), (1000, "1000 bytes"), (512 << 10, "512 KiB"), (2 << 20, "2 MiB")] {
            assert_eq!(super::size(bytes), expected);
        }
    }
}
