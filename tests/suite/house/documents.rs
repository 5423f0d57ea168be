//! What the documents for people say, as far as it can be checked.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::files::read;

/// The rows of the table of modules: the name in the first cell, and those in the second, which it may import.
pub(super) fn import_rules(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let heading = text.lines().position(|line| line.starts_with("| module | may import"));
    let heading = heading.expect("a table that begins with `| module | may import`");
    text.lines()
        .skip(heading + 2)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let mut cells = line.split('|').skip(1).map(quoted);
            let module = cells.next().and_then(|names| names.into_iter().next()).unwrap_or_default();
            (module, cells.next().unwrap_or_default())
        })
        .collect()
}

/// The words in backticks.
fn quoted(cell: &str) -> BTreeSet<String> {
    cell.split('`').skip(1).step_by(2).map(str::to_owned).collect()
}

/// The links of a document to files or headings that are not there.
pub(super) fn broken_links(path: &str) -> Vec<String> {
    let text = read(path);
    let folder = Path::new(path).parent().unwrap_or(Path::new(""));
    let targets =
        text.match_indices("](").map(|(at, _)| &text[at + 2..]).filter_map(|rest| rest.split(')').next());
    let mut broken = Vec::new();
    for target in targets.filter(|target| !target.contains("://") && !target.starts_with("mailto:")) {
        let (file, heading) = target.split_once('#').unwrap_or((target, ""));
        let file =
            if file.is_empty() { path.to_owned() } else { folder.join(file).to_string_lossy().into_owned() };
        let found = Path::new(env!("CARGO_MANIFEST_DIR")).join(&file);
        if !found.exists() {
            broken.push(format!("{path}: {target} (no such file)"));
        } else if !heading.is_empty() && !headings(&read(&file)).contains(heading) {
            broken.push(format!("{path}: {target} (no such heading)"));
        }
    }
    broken
}

/// The names by which headings can be linked to: lower case, words joined by `-`.
fn headings(text: &str) -> BTreeSet<String> {
    let lines = text.lines().filter(|line| line.starts_with('#'));
    lines
        .map(|line| {
            let kept = line.trim_start_matches('#').trim().to_lowercase();
            kept.chars()
                .filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'))
                .collect::<String>()
                .replace(' ', "-")
        })
        .collect()
}
