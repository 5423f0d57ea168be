//! The README is true: what it has a newcomer write gives what it shows.

use std::collections::BTreeSet;

use feedloom::model::change::HeldReason;
use feedloom::parse::article::dialect::NEUTRAL;
use feedloom::parse::article::meta::Pattern;

use crate::harness::{Project, repository};

/// The blocks of the README in a language, without the fences.
fn blocks(language: &str) -> Vec<String> {
    let readme = repository("README.md");
    let mut blocks = Vec::new();
    let mut lines = readme.lines();
    while let Some(line) = lines.next() {
        let Some(found) = line.strip_prefix("```") else { continue };
        let block: Vec<&str> = lines.by_ref().take_while(|line| *line != "```").collect();
        if found == language {
            blocks.push(block.join("\n"));
        }
    }
    blocks
}

fn block(language: &str, word: &str) -> String {
    let found = blocks(language).into_iter().find(|block| block.contains(word));
    assert!(found.is_some(), "the README has no block of {language} with {word:?}");
    found.unwrap_or_default()
}

/// The project that the README has one write.
fn newcomer() -> Project {
    Project::new()
        .config(&block("toml", "[[source]]"))
        .article("first-light.md", &block("markdown", "First light"))
}

#[test]
fn the_first_feeds_are_where_the_readme_says_and_nowhere_else() {
    let shown = block("text", "feeds/feeds.opml");
    let mut files = BTreeSet::new();
    let mut urls = BTreeSet::new();
    for line in shown.lines() {
        let (path, rest) = line.split_once(' ').unwrap();
        if let Some(folder) = path.strip_suffix('…') {
            // The rest of a folder: names, separated by commas.
            files.extend(rest.trim().split(", ").map(|name| format!("{folder}{name}")));
        } else {
            files.insert(path.to_owned());
            urls.insert(rest.trim().to_owned());
        }
    }
    let project = newcomer();
    project.run(["build"]).ok();
    let found: BTreeSet<String> =
        project.tree("feeds").into_iter().map(|(path, _)| format!("feeds/{path}")).collect();
    assert_eq!(found, files);
    let listed = project.run(["list", "--json"]).ok().json();
    let listed: BTreeSet<&str> = listed["feeds"]
        .as_array()
        .unwrap()
        .iter()
        .flat_map(|feed| feed["urls"].as_object().unwrap().values())
        .map(|url| url.as_str().unwrap())
        .collect();
    let unknown: Vec<&String> =
        urls.iter().filter(|url| !listed.contains(url.as_str()) && !url.contains(".opml")).collect();
    assert_eq!(unknown, [""; 0], "addresses in the README that `feedloom list` does not have");
}

#[test]
fn the_first_mistake_is_shown_as_in_the_readme() {
    let project = newcomer();
    project.write("config.toml", block("toml", "[[source]]").replace("title =", "titel ="));
    assert_eq!(project.run(["check"]).exits(2).stderr().trim_end(), block("text", "did you mean"));
}

#[test]
fn a_block_with_a_setting_fits_the_configuration_that_it_is_about() {
    let project = newcomer();
    for setting in blocks("toml").iter().filter(|block| !block.contains("[[source]]")) {
        project.write("config.toml", format!("{}\n\n{setting}\n", block("toml", "[[source]]")));
        project.run(["check"]).ok();
    }
}

#[test]
fn a_planet_is_as_short_as_the_readme_promises() {
    let planet = block("toml", "opml");
    assert!(planet.lines().filter(|line| !line.is_empty()).count() <= 5);
    let project = Project::new().config(&planet);
    project.write(
        "planet.opml",
        "<opml version=\"2.0\"><body><outline text=\"Ada\" xmlUrl=\"https://ada.example/feed\"/></body></opml>",
    );
    project.run(["build", "--offline"]).ok();
    let status = project.run(["status", "--json"]).ok().stdout();
    assert!(status.contains("https://ada.example/feed"), "{status}");
}

#[test]
fn the_configuration_is_as_short_as_the_readme_promises() {
    assert!(block("toml", "[[source]]").lines().filter(|line| !line.is_empty()).count() <= 5);
}

/// The words between backticks on a page, folded as keys are.
fn words(page: &str) -> BTreeSet<String> {
    let fold = |text: &str| -> String {
        text.chars().filter(|c| !matches!(c, '-' | '_')).flat_map(char::to_lowercase).collect()
    };
    let page = repository(page);
    page.split('`')
        .skip(1)
        .step_by(2)
        .flat_map(|code| [code, code.split(':').next().unwrap_or(code)])
        .map(fold)
        .collect()
}

#[test]
fn the_page_on_articles_names_every_key_and_every_reason() {
    let words = words("docs/articles.md");
    let d = &NEUTRAL;
    let lists = [
        d.title,
        d.published,
        d.updated,
        d.expires,
        d.summary,
        d.authors,
        d.tags,
        d.categories,
        d.image,
        d.enclosures,
        d.id,
        d.address,
        d.slug,
        d.related,
        d.language,
        d.rights,
        d.tables,
        d.taxonomies,
    ];
    let switches = d.switches.iter().map(|(key, ..)| *key);
    let missing: Vec<&str> =
        lists.into_iter().flatten().copied().chain(switches).filter(|key| !words.contains(*key)).collect();
    assert!(missing.is_empty(), "docs/articles.md does not name {missing:?}");
    let page = repository("docs/articles.md");
    for reason in HeldReason::ALL {
        assert!(page.contains(&format!("\n| `{}` |", reason.name())), "{}", reason.name());
    }
}

#[test]
fn the_page_on_the_configuration_explains_every_placeholder() {
    let page = repository("docs/configuration.md");
    let (_, rest) = page.split_once("\n## Links of articles\n").unwrap();
    let (section, _) = rest.split_once("\n## ").unwrap();
    let all = Pattern::parse(":?").unwrap_err().to_string();
    let names: Vec<&str> = all.split([' ', ')']).filter(|word| word.starts_with(':')).collect();
    assert!(names.len() > 10, "{all}");
    for name in names {
        assert!(section.contains(&format!("`{name}`")), "{name}");
    }
}
