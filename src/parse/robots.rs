//! What a site lets programs ask for that look around (`robots.txt`, RFC 9309). In: the file, who asks, and for what. Out: yes or no.
//!
//! Asked for addresses that nobody named, only guessed. A feed that somebody subscribed to is not looked for.

/// Bytes of the file that are read (RFC 9309 §2.5).
pub const LIMIT: usize = 500 * 1024;

/// True where `agent` may ask for `path`, which begins with `/` and is percent-encoded.
///
/// The group of the longest name that `agent` has counts, else that of `*`; in it the longest rule that fits, and of two that are as long the one that
/// allows (RFC 9309 §2.2.1, §2.2.2).
#[must_use]
pub fn allows(robots: &str, agent: &str, path: &str) -> bool {
    let is_named = groups(robots).any(|(name, _)| name.eq_ignore_ascii_case(agent));
    let is_ours = |name: &str| if is_named { name.eq_ignore_ascii_case(agent) } else { name == "*" };
    let rules = groups(robots).filter(|(name, _)| is_ours(name)).map(|(_, rule)| rule);
    let fitting = rules.flatten().filter(|rule| fits(rule.pattern, path));
    fitting.max_by_key(|rule| (rule.pattern.len(), rule.allows)).is_none_or(|rule| rule.allows)
}

/// A line `Allow` or `Disallow`.
#[derive(Clone, Copy)]
struct Rule<'a> {
    allows: bool,
    pattern: &'a str,
}

/// Each rule with each name that it is for; a group without rules gives its names alone.
fn groups(robots: &str) -> impl Iterator<Item = (&str, Option<Rule<'_>>)> {
    let mut names: Vec<&str> = Vec::new();
    let mut has_rules = false;
    robots.split(['\n', '\r']).filter_map(field).flat_map(move |(field, value)| {
        if field.eq_ignore_ascii_case("user-agent") {
            if std::mem::take(&mut has_rules) {
                names.clear();
            }
            // What comes after the name, such as a version, is no part of it.
            let name = value.split(|c: char| c == '/' || c.is_ascii_whitespace()).next().unwrap_or_default();
            if names.len() < 64 {
                names.push(name);
            }
            return vec![(name, None)];
        }
        let allows = field.eq_ignore_ascii_case("allow");
        if !allows && !field.eq_ignore_ascii_case("disallow") {
            return Vec::new();
        }
        has_rules = true;
        // RFC 9309 §2.2.2: an empty one says nothing.
        let rule = (!value.is_empty()).then_some(Rule { allows, pattern: value });
        names.iter().map(|name| (*name, rule)).collect()
    })
}

fn field(line: &str) -> Option<(&str, &str)> {
    let line = line.split('#').next().unwrap_or_default();
    let (name, value) = line.split_once(':')?;
    Some((name.trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}'), value.trim()))
}

/// True where the pattern, in which `*` is anything and `$` at the end is the end, fits the beginning of the path.
fn fits(pattern: &str, path: &str) -> bool {
    let (pattern, ends) = pattern.strip_suffix('$').map_or((pattern, false), |pattern| (pattern, true));
    let mut parts = pattern.split('*');
    let Some(mut rest) = path.strip_prefix(parts.next().unwrap_or_default()) else { return false };
    let mut last = None;
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = rest.get(at + part.len()..).unwrap_or_default();
        last = Some(part);
    }
    // The last part may stand once more at the end.
    !ends || rest.is_empty() || last.is_some_and(|part| rest.ends_with(part))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_rule_of_the_group_of_ones_name_decides() {
        for (robots, path, expected) in [
            ("", "/feed", true),
            ("User-agent: *\nDisallow: /", "/feed", false),
            ("User-agent: *\nDisallow:", "/feed", true),
            ("user-AGENT: * # all\r\ndisallow: /\r\nALLOW: /feed", "/feed", true),
            ("User-agent: *\nDisallow: /feed\nAllow: /feed", "/feed", true),
            ("User-agent: *\nDisallow: /\nUser-agent: FeedLoom/1.0\nDisallow: /private", "/feed", true),
            (
                "User-agent: feedloom\nUser-agent: other\nDisallow: /feed\n\nUser-agent: *\nAllow: /",
                "/feed",
                false,
            ),
            ("User-agent: feedloom\n\nUser-agent: *\nDisallow: /", "/feed", false),
            ("User-agent: other\nDisallow: /", "/feed", true),
            ("\u{FEFF}User-agent: *\nSitemap: https://a.example/s.xml\nDisallow: /*.xml$", "/rss.xml", false),
            ("User-agent: *\nDisallow: /*.xml$", "/rss.xml?x", true),
            ("User-agent: *\nDisallow: /f*d", "/feed.json", false),
            ("Disallow: /", "/feed", true),
            ("nonsense\n:::\n*", "/feed", true),
        ] {
            assert_eq!(allows(robots, "feedloom", path), expected, "{robots:?} {path}");
        }
    }

    #[test]
    fn a_hostile_file_is_read_in_linear_time() {
        let robots = format!("User-agent: *\nDisallow: /{}x", "*f".repeat(LIMIT / 2));
        assert!(allows(&robots, "feedloom", "/feed"));
        let robots = "User-agent: a\n".repeat(LIMIT / 14) + &"Disallow: /f\n".repeat(1000);
        assert!(allows(&robots, "feedloom", "/feed"));
    }
}
