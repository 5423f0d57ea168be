//! The pattern that a source's articles get their addresses by: one that every article fills in its own way.
//!
//! In: what the owner wrote. Out: the pattern, or what is wrong with it. An article may give itself any address; this is for all others.

use super::{PLACEHOLDERS, Pattern, Piece, Placeholder, UnknownPlaceholder};

/// Why a text cannot be the pattern of the addresses of many articles.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// It is a whole URL.
    #[error("the pattern begins with `/`: what stands before that is the key `url`")]
    Whole,
    /// A placeholder as other programs write it.
    #[error("`{found}` stands for nothing here; placeholders are words after a colon{}", ours.map(|ours| format!(": here it is `:{ours}`")).unwrap_or_default())]
    Foreign {
        /// What was written.
        found: String,
        /// What it probably means.
        ours: Option<&'static str>,
    },
    /// Nothing in it differs from one article to the next.
    #[error(
        "all articles would have one address; it needs something that parts them, such as `:title`, `:path` or `:id`"
    )]
    Constant,
    /// A placeholder that does not exist.
    #[error(transparent)]
    Unknown(#[from] UnknownPlaceholder),
}

/// What `strftime` and PHP's date call our placeholders.
const OF_DATES: &[(char, &str)] =
    &[('Y', "year"), ('m', "month"), ('d', "day"), ('H', "hour"), ('M', "minute"), ('S', "second")];

/// The first placeholder in the way of other programs: `{year}`, `{{ slug }}`, `%Y`, `%title%`, `<slug>`.
fn foreign(pattern: &str) -> Option<PatternError> {
    let rest = pattern.get(first_sign(pattern)?..)?;
    let start = rest.len() - rest.trim_start_matches(['{', '}', '%', '<', '>', '.', ' ', '-']).len();
    let word = rest.get(start..).unwrap_or_default();
    let name = word.split(|c: char| !c.is_ascii_alphabetic() && c != '_').next().unwrap_or_default();
    let after = word.get(name.len()..).unwrap_or_default();
    let closers = after.len() - after.trim_start_matches([' ', '}', '%', '>']).len();
    let found = rest.get(..start + name.len() + closers).unwrap_or(rest).trim_end().to_owned();
    let known = |name: &str| PLACEHOLDERS.iter().map(|(ours, _)| *ours).find(|ours| *ours == name);
    let of_date = || {
        let letter = name.chars().next().filter(|_| rest.starts_with('%'))?;
        OF_DATES.iter().find(|(known, _)| *known == letter).map(|(_, ours)| *ours)
    };
    let ours = known(&name.to_ascii_lowercase()).or_else(of_date);
    Some(PatternError::Foreign { found, ours })
}

/// Where a sign stands that begins a placeholder elsewhere. An octet that is percent-encoded is none.
fn first_sign(pattern: &str) -> Option<usize> {
    let is_octet = |at: usize| {
        let digits = pattern.as_bytes().get(at + 1..at + 3);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    pattern
        .char_indices()
        .find(|(at, c)| matches!(c, '{' | '}' | '<' | '>') || *c == '%' && !is_octet(*at))
        .map(|(at, _)| at)
}

impl Placeholder {
    /// True where it may differ between two articles of one month and category.
    fn parts_articles(self) -> bool {
        !matches!(
            self,
            Self::Year | Self::Month | Self::ShortMonth | Self::Folder | Self::Category | Self::Categories
        )
    }
}

impl Pattern {
    /// Reads a pattern that gives each of many articles its address.
    ///
    /// # Errors
    /// [`PatternError`].
    pub fn of_many(pattern: &str) -> Result<Self, PatternError> {
        let is_web =
            |scheme: &str| pattern.get(..scheme.len()).is_some_and(|s| s.eq_ignore_ascii_case(scheme));
        if is_web("http://") || is_web("https://") || pattern.starts_with("//") {
            return Err(PatternError::Whole);
        }
        if let Some(foreign) = foreign(pattern) {
            return Err(foreign);
        }
        let parsed = Self::parse(pattern)?;
        let parts = |piece: &Piece| matches!(piece, Piece::Value(value) if value.parts_articles());
        if parsed.pieces.iter().any(parts) { Ok(parsed) } else { Err(PatternError::Constant) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_for_many_is_a_path_with_our_placeholders_that_parts_them() {
        for (pattern, said) in [
            ("https://a.example/:title/", "the pattern begins with `/`"),
            (
                "/{year}/:title",
                "`{year}` stands for nothing here; placeholders are words after a colon: here it is `:year`",
            ),
            ("/:title/{{ .Slug }}/", "`{{ .Slug }}` stands"),
            (
                "/%Y/%m/:title",
                "`%Y` stands for nothing here; placeholders are words after a colon: here it is `:year`",
            ),
            ("/%year%/%postname%/", "`%year%` stands"),
            ("/a%20b/%d/:title", "here it is `:day`"),
            ("/<slug>", "here it is `:slug`"),
            ("/50%/:title", "`%` stands"),
            ("/blog/", "all articles would have one address"),
            ("", "all articles would have one address"),
            ("/:year/:month/:category/", "all articles would have one address"),
            ("/:yaer/:title", "there is no placeholder `:yaer`"),
        ] {
            let error = Pattern::of_many(pattern).unwrap_err().to_string();
            assert!(error.contains(said), "{pattern}: {error}");
        }
        for pattern in ["/:path/", ":year/:month/:day/", "/a%20b/%E6%96%B0/:id", "/blog/:filename.html"] {
            assert_eq!(Pattern::of_many(pattern).ok(), Pattern::parse(pattern).ok());
        }
    }
}
