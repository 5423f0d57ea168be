//! Media types: what the ending of a file stands for. In: a path or URL. Out: its media type, as far as the ending tells.

/// Endings and their media types, of what comes with articles and of pictures.
const TYPES: &[(&str, &str)] = &[
    ("mp3", "audio/mpeg"),
    ("m4a", "audio/mp4"),
    ("m4b", "audio/mp4"),
    ("aac", "audio/aac"),
    ("ogg", "audio/ogg"),
    ("oga", "audio/ogg"),
    // RFC 7845 §9: Opus in a file is Ogg.
    ("opus", "audio/ogg"),
    ("flac", "audio/flac"),
    ("wav", "audio/wav"),
    ("wma", "audio/x-ms-wma"),
    ("mp4", "video/mp4"),
    ("m4v", "video/mp4"),
    ("webm", "video/webm"),
    ("ogv", "video/ogg"),
    ("mov", "video/quicktime"),
    ("mkv", "video/x-matroska"),
    ("avi", "video/x-msvideo"),
    ("wmv", "video/x-ms-wmv"),
    ("pdf", "application/pdf"),
    ("epub", "application/epub+zip"),
    ("zip", "application/zip"),
    ("jpg", "image/jpeg"),
    ("jpeg", "image/jpeg"),
    ("png", "image/png"),
    ("gif", "image/gif"),
    ("webp", "image/webp"),
];

/// The media type of the file at `path`, which may be a URL with a query; `None` where its ending is not known.
#[must_use]
pub fn by_ending(path: &str) -> Option<&'static str> {
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let (_, ending) = path.rsplit('/').next()?.rsplit_once('.')?;
    TYPES.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known)).map(|(_, media_type)| *media_type)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ending_of_the_last_segment_tells() {
        for (path, expected) in [
            ("https://a.example/x/Show.MP3?from=feed.zip#t", Some("audio/mpeg")),
            ("show.opus", Some("audio/ogg")),
            ("a.b/cover.jpeg", Some("image/jpeg")),
            ("https://a.example/v1.mp3/show", None),
            ("mp3", None),
            ("x.unknown", None),
            ("", None),
        ] {
            assert_eq!(by_ending(path), expected, "{path}");
        }
    }
}
