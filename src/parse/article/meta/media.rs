//! The picture that stands for an article, and the files that come with it.

use super::truth;
use crate::model::draft::DraftEnclosure;
use crate::parse::front_matter::{Field, Meta, Value, shown};
use crate::text::media_type::by_ending;

/// The first picture that there is.
pub(super) fn image(meta: &Meta, keys: &[&str]) -> Option<String> {
    meta.all(keys).find_map(|field| field.value.items().iter().find_map(picture))
}

fn picture(value: &Value) -> Option<String> {
    let text = match value {
        map @ Value::Map(_) => map.member(&["path", "url", "src", "image", "file"])?.text()?,
        other => other.text()?,
    };
    // `…/undefined` is what a script writes when it found none.
    let last = text.rsplit('/').next().unwrap_or(text);
    let none = truth(text).is_some() || matches!(last, "undefined" | "null" | "NaN" | "[object Object]");
    let no_url = text.is_empty() || text.contains("[[") || text.contains("{{") || text.starts_with("data:");
    (!none && !no_url).then(|| without_backslashes(text))
}

/// Paths from Windows have backslashes.
fn without_backslashes(text: &str) -> String {
    if text.contains("://") { text.to_owned() } else { text.replace('\\', "/") }
}

/// The files that come with an article.
pub(super) fn enclosures(
    meta: &Meta,
    keys: &[&str],
    defects: &mut Vec<(u32, String)>,
) -> Vec<DraftEnclosure> {
    let mut found: Vec<(DraftEnclosure, &Field)> = Vec::new();
    for field in meta.all(keys) {
        let promise = Promise::of(field);
        for item in field.value.items() {
            let Some(enclosure) = enclosure(item).and_then(|it| typed(it, promise, field, defects)) else {
                // `audio: false` says that there is none.
                let text = item.text().unwrap_or_default();
                if promise != Promise::Nothing && truth(text).is_none() {
                    let message = format!(
                        "`{}` names no file to attach (\"{}\"); write its address, or a map with `url`, `type` and `length`",
                        field.key,
                        shown(text)
                    );
                    defects.push((field.line, message));
                }
                continue;
            };
            if !found.iter().any(|(other, _)| other.url == enclosure.url) {
                found.push((enclosure, field));
            }
        }
    }
    if let [(only, _)] = found.as_mut_slice() {
        let text = |keys: &[&str]| meta.all(keys).find_map(|field| field.value.text().map(str::to_owned));
        only.length = only.length.or_else(|| bytes(&text(&["length", "size", "filesize"])?));
        only.duration = only.duration.or_else(|| seconds(&text(&["duration"])?));
    }
    for (enclosure, field) in &found {
        if enclosure.length.is_none() {
            let message = "the enclosure has no `length` in bytes; feeds that must state one say 0";
            defects.push((field.line, message.to_owned()));
        }
    }
    found.into_iter().map(|(enclosure, _)| enclosure).collect()
}

/// What a key says of the file that it names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Promise {
    /// `enclosure`: it comes with the article.
    File,
    /// `audio`, `mp3`: and it is sound.
    Sound,
    /// `file` is a podcast's sound in some folders and anything at all in others: its ending must speak for it.
    Nothing,
}

impl Promise {
    fn of(field: &Field) -> Self {
        match field.folded() {
            "enclosure" | "enclosures" => Self::File,
            "audio" | "mp3" => Self::Sound,
            _ => Self::Nothing,
        }
    }
}

/// The enclosure with its media type; `None` where nothing says that it is one.
fn typed(
    mut enclosure: DraftEnclosure,
    promise: Promise,
    field: &Field,
    defects: &mut Vec<(u32, String)>,
) -> Option<DraftEnclosure> {
    let by_ending = by_ending(&enclosure.url);
    // A picture is a file of the page.
    let media_type = by_ending.filter(|found| !found.starts_with("image/"));
    enclosure.media_type = enclosure.media_type.or_else(|| media_type.map(str::to_owned));
    // What has blanks in it may be a sentence.
    let is_address = !enclosure.url.contains(char::is_whitespace)
        || ["/", "https://", "http://"].iter().any(|start| enclosure.url.starts_with(start));
    match promise {
        _ if enclosure.media_type.is_some() => {}
        Promise::File if is_address => {}
        Promise::Sound if is_address && enclosure.url.contains('/') && by_ending.is_none() => {
            let message = format!(
                "`{}` has no ending that tells its type; audio/mpeg stands in for it; write a map with `url`, `type` and `length`",
                field.key
            );
            defects.push((field.line, message));
            enclosure.media_type = Some("audio/mpeg".to_owned());
        }
        _ => return None,
    }
    Some(enclosure)
}

fn enclosure(value: &Value) -> Option<DraftEnclosure> {
    match value {
        Value::Text(text) => {
            // WordPress keeps "URL, newline, bytes, newline, type"; YAML makes blanks of line ends.
            let text = text.trim();
            let mut parts: Vec<&str> = text.lines().map(str::trim).collect();
            let words: Vec<&str> = text.split_whitespace().take(4).collect();
            if let [_, size, media_type] = words[..]
                && bytes(size).is_some()
                && media_type.contains('/')
            {
                parts = words;
            }
            let mut parts = parts.into_iter();
            let url = parts.next().filter(|url| truth(url).is_none())?;
            let length = parts.next().and_then(bytes);
            let media_type = parts.next().filter(|text| text.contains('/')).map(str::to_owned);
            Some(DraftEnclosure { url: url.to_owned(), length, media_type, duration: None })
        }
        map @ Value::Map(_) => {
            let text = |keys: &[&str]| map.member(keys).and_then(Value::text);
            Some(DraftEnclosure {
                url: text(&["url", "href", "src", "file", "path"])?.to_owned(),
                length: text(&["length", "size", "filesize", "bytes"]).and_then(bytes),
                media_type: text(&["type", "mimetype", "mediatype"])
                    .filter(|text| text.contains('/'))
                    .map(str::to_owned),
                duration: text(&["duration"]).and_then(seconds),
            })
        }
        Value::List(_) => None,
    }
}

/// A number of bytes, with or without separators: `26982651`, `26,982,651`. Zero is nobody's size.
fn bytes(text: &str) -> Option<u64> {
    let digits: String = text.chars().filter(|c| !matches!(c, ',' | '_' | ' ')).collect();
    digits.parse().ok().filter(|bytes| *bytes > 0)
}

/// A playing time in seconds: `1:03:29`, `53:32`, `3809`, `63 min`, `1h 3m`.
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    if text.contains(':') {
        let mut total = 0_u64;
        for part in text.split(':') {
            let whole = part.trim().split('.').next().unwrap_or_default();
            total = total.checked_mul(60)?.checked_add(whole.parse().ok()?)?;
        }
        return (text.split(':').count() <= 3 && total > 0).then_some(total);
    }
    let mut total = 0_u64;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (number, after) = rest.split_at(digits);
        let after = after.trim_start();
        let unit = after.find(|c: char| !c.is_alphabetic()).unwrap_or(after.len());
        let (unit, after) = after.split_at(unit);
        let factor = match unit.to_ascii_lowercase().as_str() {
            "" if rest == text => 1,
            "s" | "sec" | "secs" | "second" | "seconds" => 1,
            "m" | "min" | "mins" | "minute" | "minutes" => 60,
            "h" | "hr" | "hrs" | "hour" | "hours" => 3600,
            _ => return None,
        };
        total = total.checked_add(number.parse::<u64>().ok()?.checked_mul(factor)?)?;
        rest = after.trim_start_matches([' ', ',', '.']);
    }
    (total > 0).then_some(total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn playing_times_are_read_as_people_write_them() {
        for (text, expected) in [
            ("1:03:29", Some(3809)),
            ("0:28:06", Some(1686)),
            ("53:32", Some(3212)),
            ("53:32.5", Some(3212)),
            ("3809", Some(3809)),
            ("63 min", Some(3780)),
            ("1h 3m", Some(3780)),
            ("1 hour, 3 minutes", Some(3780)),
            ("1:2:3:4", None),
            ("119分钟", None),
            ("long", None),
            ("", None),
            ("99999999999999999999:0", None),
        ] {
            assert_eq!(seconds(text), expected, "{text}");
        }
    }

    #[test]
    fn a_picture_that_is_none_is_passed_over() {
        for (text, expected) in [
            ("https://a.example/x.png", Some("https://a.example/x.png")),
            ("https://cors.example/?http://a.example/x", Some("https://cors.example/?http://a.example/x")),
            ("\\img\\a.png", Some("/img/a.png")),
            ("https://a.example/undefined", None),
            ("false", None),
            ("![[x.png]]", None),
            ("data:image/png;base64,AAAA", None),
        ] {
            assert_eq!(picture(&Value::Text(text.to_owned())).as_deref(), expected, "{text}");
        }
    }
}
