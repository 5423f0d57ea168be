//! What a file's path says: its name, the folder that stands for it, the title that can be made of it.

use crate::text::date;

/// The parts of an article's path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Name<'a> {
    /// The whole path, with `/`.
    pub path: &'a str,
    /// The folders above the file; for `index.*` those above the folder that stands for it. Empty: none.
    pub folder: &'a str,
    /// The file's name without its ending; for `index.*` that of its folder. Empty for an `index.*` at the top.
    pub stem: &'a str,
    /// The ending, without dot.
    pub extension: &'a str,
}

impl<'a> Name<'a> {
    /// Takes a path apart. Only the last ending is one: `skit.aspx.markdown` is `skit.aspx`.
    #[must_use]
    pub fn of(path: &'a str) -> Self {
        let (folder, file) = path.rsplit_once('/').unwrap_or(("", path));
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, ""));
        if !stem.eq_ignore_ascii_case("index") {
            return Self { path, folder, stem, extension };
        }
        let (folder, stem) = folder.rsplit_once('/').unwrap_or(("", folder));
        Self { path, folder, stem, extension }
    }

    /// The name without the date that it begins with.
    #[must_use]
    pub fn undated(&self) -> &'a str {
        date::strip_from_name(self.stem)
    }

    /// The title that the name makes: without date and number, hyphens and underscores read as blanks where there are none.
    ///
    /// `None` where the name carries only digits, as notes are often called.
    #[must_use]
    pub fn title(&self) -> Option<String> {
        let name = without_number(self.undated()).trim();
        if !name.chars().any(char::is_alphabetic) {
            return None;
        }
        let spaced = name.chars().any(char::is_whitespace);
        Some(if spaced { name.to_owned() } else { name.replace(['-', '_'], " ").trim().to_owned() })
    }
}

/// The name without a number that only orders it: `02.new` and `02-new`, but not `7-habits` or `1.45.1-beta`.
fn without_number(name: &str) -> &str {
    let digits = name.bytes().take_while(u8::is_ascii_digit).count();
    if !(1..=3).contains(&digits) {
        return name;
    }
    let Some(rest) = name.get(digits..) else { return name };
    let rest = match rest.chars().next() {
        Some('.' | ')' | '、') => rest.get(rest.chars().next().map_or(0, char::len_utf8)..),
        Some('-' | '_') if name.starts_with('0') => rest.get(1..),
        _ => None,
    };
    rest.map(str::trim_start).filter(|rest| rest.starts_with(|c: char| !c.is_ascii_digit())).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_ending_goes_and_an_index_is_its_folder() {
        for (path, folder, stem, extension) in [
            ("a/b/c.md", "a/b", "c", "md"),
            ("skit.aspx.markdown", "", "skit.aspx", "markdown"),
            ("a/b/index.md", "a", "b", "md"),
            ("b/Index.html", "", "b", "html"),
            ("index.md", "", "", "md"),
            ("1.45.1-beta.md", "", "1.45.1-beta", "md"),
        ] {
            let name = Name::of(path);
            assert_eq!((name.folder, name.stem, name.extension), (folder, stem, extension), "{path}");
        }
    }

    #[test]
    fn a_title_is_made_of_the_name() {
        for (path, title) in [
            ("2019-05-30-hello-big_world.md", Some("hello big world")),
            ("2019-05-30-hello/index.md", Some("hello")),
            ("01.前端/25.JavaScript文章/02.new命令原理.md", Some("new命令原理")),
            ("02-new.md", Some("new")),
            ("7-habits.md", Some("7 habits")),
            ("404-errors.md", Some("404 errors")),
            ("1.45.1-beta.md", Some("1.45.1 beta")),
            ("a b-c.md", Some("a b-c")),
            ("2021-03-04.md", None),
            ("20210304.md", None),
            ("1917.md", None),
            ("index.md", None),
        ] {
            assert_eq!(Name::of(path).title().as_deref(), title, "{path}");
        }
    }
}
