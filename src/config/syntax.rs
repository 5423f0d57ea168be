//! A text that is not TOML at all.

use super::problem::Problem;

/// The problems of such a text, one a line: what follows on the same line is mostly a consequence.
pub(super) fn problems(text: &str, errors: &[toml::de::Error]) -> Vec<Problem> {
    let mut errors: Vec<_> =
        errors.iter().map(|error| (error.span().unwrap_or(0..0), error.message())).collect();
    errors.sort_by_key(|(span, _)| span.start);
    let mut list: Vec<Problem> = Vec::new();
    let mut previous = 0;
    for (span, message) in errors {
        let same_line = !text.get(previous..span.start).is_some_and(|between| between.contains('\n'));
        if !list.is_empty() && same_line {
            continue;
        }
        previous = span.start;
        if let Some(bare) = bare_text(text, span.start) {
            list.push(Problem {
                place: (span.start..span.start + bare.len()).into(),
                message: format!("`{bare}` is no value"),
                remedy: match bare.to_lowercase().as_str() {
                    "yes" | "on" | "true" => "write true; text stands in quotes".to_owned(),
                    "no" | "off" | "false" => "write false; text stands in quotes".to_owned(),
                    _ => format!("text stands in quotes: {}", toml::Value::from(bare)),
                },
            });
            continue;
        }
        let in_brackets = message.contains("array") || message.contains("inline table");
        list.push(Problem {
            place: span.into(),
            message: format!("this is not TOML: {message}"),
            remedy: remedy(message, in_brackets).to_owned(),
        });
        // A bracket that nobody closes swallows all that follows.
        if in_brackets {
            break;
        }
    }
    list
}

fn remedy(message: &str, in_brackets: bool) -> &'static str {
    if message.starts_with("duplicate key") {
        return "keep one of them";
    }
    if in_brackets {
        return "close every bracket, and put commas between items";
    }
    "strings stand in quotes, lists in [ ], and each `key = value` on a line of its own"
}

/// The text that stands at `start` without the quotes that it needs: letters after a `=`, to the end of the line.
fn bare_text(text: &str, start: usize) -> Option<&str> {
    let (before, after) = (text.get(..start)?, text.get(start..)?);
    let bare = after.lines().next()?.split('#').next()?.trim_end();
    let follows_equals = before.trim_end_matches([' ', '\t']).ends_with('=');
    (follows_equals && bare.starts_with(char::is_alphabetic) && !bare.contains('"')).then_some(bare)
}
