//! `HTTP-date` (RFC 9110 §5.6.7), in all three forms that a recipient must read. In: the value of a field. Out: an instant.

use chrono::{DateTime, NaiveDateTime, Utc};

/// IMF-fixdate, RFC 850 (whose years have two digits) and asctime.
const FORMS: &[&str] = &["%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"];

/// Reads a date. `None` where it has none of the three forms.
#[must_use]
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let text = text.trim();
    FORMS.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok()).map(|at| at.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_are_one_instant() {
        for text in
            ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
        {
            assert_eq!(parse(text).map(|at| at.timestamp()), Some(784_111_777), "{text}");
        }
        assert_eq!(parse("soon"), None);
    }
}
