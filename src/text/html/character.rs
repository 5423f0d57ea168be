//! Character references (`&amp;`, `&#38;`). In: a text that begins with `&`. Out: the characters, and how long it is.

use super::entities::{LONGEST_NAME, named_entity};

/// A character reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reference {
    /// What it stands for; `None` for numbers that are no character.
    pub character: Option<char>,
    /// The character after it: some names stand for two.
    pub second: Option<char>,
    /// Its bytes, with `&` and `;`.
    pub len: usize,
}

/// Reads the reference at the beginning of `text`. `None`: it is none; then the `&` is text. Names must be known, and
/// the `;` must be there, as `?a=1&copy=2` is a query and no notice of rights.
#[must_use]
pub fn reference(text: &str) -> Option<Reference> {
    let rest = text.strip_prefix('&')?;
    let end = rest.bytes().take(LONGEST_NAME + 1).position(|b| b == b';')?;
    let name = rest.get(..end)?;
    let len = end + 2;
    let Some(number) = name.strip_prefix('#') else {
        let mut characters = named_entity(name)?.chars();
        return Some(Reference { character: characters.next(), second: characters.next(), len });
    };
    let code = match number.strip_prefix(['x', 'X']) {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => u32::from_str_radix(hex, 16).ok()?,
        None if number.bytes().all(|b| b.is_ascii_digit()) => number.parse().ok()?,
        _ => return None,
    };
    let character = char::from_u32(windows_1252(code)).filter(|c| *c != '\0');
    Some(Reference { character, second: None, len })
}

/// What a number from 128 to 159 means: the characters of Windows-1252 (HTML §13.2.5.80).
#[must_use]
pub fn windows_1252(code: u32) -> u32 {
    const TABLE: [char; 32] = [
        '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8D}', 'Ž', '\u{8F}',
        '\u{90}', '‘', '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9D}', 'ž', 'Ÿ',
    ];
    let at = code.checked_sub(0x80).and_then(|at| usize::try_from(at).ok());
    at.and_then(|at| TABLE.get(at)).map_or(code, |c| u32::from(*c))
}
