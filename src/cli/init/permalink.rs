//! Where another program puts the pages of articles, in our placeholders.
//!
//! In: what its configuration says. Out: a value for `permalink`, or nothing where it needs what we do not have. What a
//! program does to names beyond that (small letters, hyphens for blanks) is not known here: links have to be looked at.

use super::settings::Settings;

/// The pattern of the program's addresses.
pub(super) fn of(program: &str, settings: &Settings) -> Option<String> {
    match program {
        "Hexo" => hexo(settings),
        "Jekyll" => jekyll(settings),
        "Hugo" => hugo(settings),
        // A date in a file's name is not part of its address.
        "Zola" => Some("/:folder/:slug/".to_owned()),
        "Pelican" => pelican(settings),
        _ => None,
    }
}

/// A link that the pattern could make.
pub(super) fn example(pattern: &str) -> String {
    const VALUES: [(&str, &str); 17] = [
        (":year", "2026"),
        (":month", "03"),
        (":i_month", "3"),
        (":day", "01"),
        (":i_day", "1"),
        (":hour", "21"),
        (":minute", "15"),
        (":second", "00"),
        (":title", "first-light"),
        (":slug", "first-light"),
        (":filename", "first-light"),
        (":name", "first-light"),
        (":path", "first-light"),
        (":folder/", ""),
        (":category", "sky"),
        (":categories", "sky"),
        (":id", "7"),
    ];
    let filled = VALUES.iter().fold(pattern.to_owned(), |text, (name, value)| text.replace(name, value));
    filled.trim_start_matches('/').to_owned()
}

fn hexo(settings: &Settings) -> Option<String> {
    let pattern = settings.get(&["permalink"]).unwrap_or(":year/:month/:day/:title/");
    // Hexo's title is the path of the file below `_posts`, without what the pattern for new files puts before it.
    let named = settings.get(&["new_post_name"]).unwrap_or(":title.md");
    let title = if named.starts_with(":title") { ":path" } else { ":title" };
    translate(pattern, |name| match name {
        "title" => Some(title),
        "name" => Some(":filename"),
        "category" => Some(":categories"),
        name => dated(name),
    })
}

fn jekyll(settings: &Settings) -> Option<String> {
    let pattern = match settings.get(&["permalink"]).unwrap_or("date") {
        "date" => "/:categories/:year/:month/:day/:title:output_ext",
        "pretty" => "/:categories/:year/:month/:day/:title/",
        "none" => "/:categories/:title:output_ext",
        // The day of the year, the week of the year: we have neither.
        "ordinal" | "weekdate" => return None,
        pattern => pattern,
    };
    translate(pattern, |name| match name {
        "title" => Some(":title"),
        "slug" => Some(":slug"),
        "categories" => Some(":categories"),
        "output_ext" => Some(".html"),
        "hour" => Some(":hour"),
        "minute" => Some(":minute"),
        "second" => Some(":second"),
        name => dated(name),
    })
}

/// Hugo has a pattern for each section; we have one for a source, and so take one that is the only one.
fn hugo(settings: &Settings) -> Option<String> {
    let mut patterns = settings.below("permalinks");
    let Some((section, pattern)) = patterns.next() else { return Some("/:path/".to_owned()) };
    if patterns.any(|(_, other)| other != pattern) {
        return None;
    }
    let literal = format!("{section}/");
    let pattern = pattern.replace(":section/", &literal);
    translate(&pattern, |name| match name {
        "sections" => Some(":folder"),
        "title" => Some(":title"),
        "slug" | "slugorfilename" | "slugorcontentbasename" => Some(":slug"),
        "filename" | "contentbasename" => Some(":filename"),
        name => dated(name),
    })
}

fn pelican(settings: &Settings) -> Option<String> {
    let pattern = settings.get(&["article_url"]).unwrap_or("{slug}.html");
    let pattern = [
        ("{slug}", ":slug"),
        ("{category}", ":category"),
        ("{date:%Y}", ":year"),
        ("{date:%m}", ":month"),
        ("{date:%d}", ":day"),
        ("{date:%H}", ":hour"),
    ]
    .iter()
    .fold(pattern.to_owned(), |text, (theirs, ours)| text.replace(theirs, ours));
    (!pattern.contains(['{', '}'])).then(|| rooted(&pattern))
}

/// The placeholders of dates that all programs have.
fn dated(name: &str) -> Option<&'static str> {
    Some(match name {
        "year" => ":year",
        "month" => ":month",
        "i_month" => ":i_month",
        "day" => ":day",
        "i_day" => ":i_day",
        "hour" => ":hour",
        "minute" => ":minute",
        "second" => ":second",
        _ => return None,
    })
}

/// Replaces placeholders. `None` where `ours` knows one of them not.
fn translate(pattern: &str, ours: impl Fn(&str) -> Option<&'static str>) -> Option<String> {
    let mut out = String::new();
    let mut pieces = pattern.split(':');
    out.push_str(pieces.next().unwrap_or_default());
    for piece in pieces {
        let end = piece.find(|c: char| !c.is_ascii_alphabetic() && c != '_').unwrap_or(piece.len());
        let (name, rest) = piece.split_at(end);
        out.push_str(ours(name)?);
        out.push_str(rest);
    }
    Some(rooted(&out))
}

fn rooted(pattern: &str) -> String {
    format!("/{}", pattern.trim_start_matches('/'))
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn patterns_of_other_programs_become_ours() {
        for (program, file, text, expected) in [
            ("Hexo", "_config.yml", "", Some("/:year/:month/:day/:path/")),
            (
                "Hexo",
                "_config.yml",
                "permalink: :year/:i_month/:name.html",
                Some("/:year/:i_month/:filename.html"),
            ),
            ("Hexo", "_config.yml", "permalink: posts/:abbrlink/", None),
            (
                "Hexo",
                "_config.yml",
                "permalink: :category/:title/\nnew_post_name: :year-:title.md",
                Some("/:categories/:title/"),
            ),
            ("Jekyll", "_config.yml", "", Some("/:categories/:year/:month/:day/:title.html")),
            ("Jekyll", "_config.yml", "permalink: pretty", Some("/:categories/:year/:month/:day/:title/")),
            ("Jekyll", "_config.yml", "permalink: none", Some("/:categories/:title.html")),
            ("Jekyll", "_config.yml", "permalink: ordinal", None),
            ("Jekyll", "_config.yml", "permalink: /blog/:title", Some("/blog/:title")),
            ("Jekyll", "_config.yml", "permalink: /:short_year/:title", None),
            ("Hugo", "hugo.toml", "", Some("/:path/")),
            ("Hugo", "hugo.toml", "[permalinks]\nposts = '/:year/:slug/'", Some("/:year/:slug/")),
            (
                "Hugo",
                "hugo.toml",
                "[permalinks.page]\nposts = '/:section/:filename/'",
                Some("/posts/:filename/"),
            ),
            ("Hugo", "hugo.toml", "[permalinks]\na = '/:slug/'\nb = '/b/:slug/'", None),
            ("Hugo", "hugo.toml", "[permalinks]\na = '/:monthname/:slug/'", None),
            ("Zola", "config.toml", "", Some("/:folder/:slug/")),
            ("Pelican", "pelicanconf.py", "", Some("/:slug.html")),
            ("Pelican", "pelicanconf.py", "ARTICLE_URL = '{date:%Y}/{slug}/'", Some("/:year/:slug/")),
            ("Pelican", "pelicanconf.py", "ARTICLE_URL = '{author}/{slug}/'", None),
            ("Eleventy", "eleventy.config.js", "", None),
        ] {
            let settings = Settings::read(Path::new(file), text);
            assert_eq!(of(program, &settings).as_deref(), expected, "{program}: {text}");
        }
    }

    #[test]
    fn an_example_has_no_placeholder_left() {
        assert_eq!(example("/:year/:i_month/:day/:path/"), "2026/3/01/first-light/");
        assert_eq!(example("/:folder/:slug/"), "first-light/");
        assert_eq!(example("/:categories/:title.html"), "sky/first-light.html");
    }
}
