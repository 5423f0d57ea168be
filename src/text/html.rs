//! Markup reduced to text.

use crate::model::draft::RawText;
use crate::model::parts::PlainText;

/// Reduces a title or summary to text, once.
#[must_use]
pub fn to_plain(text: &RawText) -> PlainText {
    PlainText::new(&text.value)
}

/// The beginning of sanitized HTML as text, of at most `max_chars` characters.
#[must_use]
pub fn excerpt(html: &str, max_chars: usize) -> PlainText {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => {
                inside = false;
                out.push(' ');
            }
            _ if !inside => out.push(c),
            _ => {}
        }
        if out.len() > max_chars * 2 {
            break;
        }
    }
    PlainText::new(&out.chars().take(max_chars).collect::<String>())
}

/// What an HTML entity's name stands for, without `&` and `;`.
#[must_use]
pub fn named_entity(name: &str) -> Option<char> {
    Some(match name {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        "nbsp" => '\u{A0}',
        "hellip" => '…',
        _ => return None,
    })
}
