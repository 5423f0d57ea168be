//! `[[override]]`: which members of lists are meant, and what is said of them.

use super::check::Check;
use super::url::url;
use super::value::Wrong;
use super::{OverrideConfig, Target};
use crate::text::address;

impl Check<'_> {
    /// What the tables mean.
    pub(super) fn overrides(&mut self) -> Vec<OverrideConfig> {
        let mut overrides = Vec::new();
        for (at, options) in self.typed.options.tables("override").iter().enumerate() {
            let Some(text) = options.text("match") else { continue };
            match target(text) {
                Ok(target) => overrides.push(OverrideConfig { target, options: options.clone() }),
                Err(wrong) => {
                    self.wrong(
                        &format!("override.{at}.match"),
                        format!("`match` {}", wrong.what),
                        wrong.remedy,
                    );
                }
            }
        }
        overrides
    }
}

fn target(text: &str) -> Result<Target, Wrong> {
    let text = address::without_feed_scheme(text.trim());
    match text.strip_suffix('*') {
        // A beginning that is cut in the middle of a host is no address yet.
        Some(beginning) if beginning.starts_with("http://") || beginning.starts_with("https://") => {
            Ok(Target::Beginning(beginning.to_owned()))
        }
        Some(_) => url(&text).map(|_| Target::Address(text.into_owned())),
        None => url(&text).map(|mut url| {
            url.set_fragment(None);
            Target::Address(address::without_credentials(&url))
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_feed_is_named_by_its_address_or_by_how_that_begins() {
        let address = |text: &str| Some(Target::Address(text.to_owned()));
        let beginning = |text: &str| Some(Target::Beginning(text.to_owned()));
        for (text, expected) in [
            ("https://A.example/feed#x", address("https://a.example/feed")),
            ("https://me:secret@a.example/", address("https://a.example/")),
            ("feed:https://a.example/", address("https://a.example/")),
            ("https://a.example/blog/*", beginning("https://a.example/blog/")),
            ("https://*", beginning("https://")),
            ("a.example/*", None),
            ("a.example", None),
            ("*", None),
        ] {
            assert_eq!(target(text).ok(), expected, "{text}");
        }
    }
}
