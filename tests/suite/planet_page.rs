//! The page on planets is true: its settings are a configuration, and its commands are there.

use std::collections::BTreeSet;

use crate::harness::{Project, repository};

/// The blocks of the page in a language, without the fences.
fn blocks(language: &str) -> Vec<String> {
    let page = repository("docs/planet.md");
    let mut parts = page.split("\n```");
    let mut blocks = Vec::new();
    // Every other part is inside of fences.
    while let (Some(_), Some(block)) = (parts.next(), parts.next()) {
        if let Some((found, block)) = block.split_once('\n')
            && found == language
        {
            blocks.push(block.to_owned());
        }
    }
    blocks
}

#[test]
fn its_settings_are_a_configuration() {
    let blocks = blocks("toml");
    assert_eq!(blocks.len(), 3);
    let site = "[site]\ntitle = \"P\"\nurl = \"https://planet.example/\"\n\n";
    for block in &blocks {
        let text = if block.contains("[site]") { block.clone() } else { format!("{site}{block}") };
        let project = Project::new().config(&text);
        project.run(["config"]).ok();
        if block.contains("[[source]]") {
            project.run(["build", "--offline"]).ok();
        }
    }
}

/// The command lines of the page, without what stands behind them.
fn commands() -> Vec<Vec<String>> {
    let blocks = [blocks("sh"), blocks("text")].concat().join("\n");
    let page = repository("docs/planet.md");
    let quoted = page.split('`').skip(1).step_by(2).map(str::to_owned);
    let lines = blocks.lines().map(str::to_owned).chain(quoted);
    lines
        .filter_map(|line| {
            let at = line.find("feedloom ").filter(|at| *at == 0 || line[..*at].ends_with('/'))?;
            let words = line[at..].split_whitespace().skip(1);
            Some(words.take_while(|word| !matches!(*word, "#" | ">")).map(str::to_owned).collect())
        })
        .collect()
}

#[test]
fn its_commands_take_what_is_given_to_them() {
    let commands = commands();
    let verbs: BTreeSet<&str> = commands.iter().map(|command| command[0].as_str()).collect();
    for verb in ["add", "build", "export", "import", "inspect", "list", "move", "remove", "revert", "status"]
    {
        assert!(verbs.contains(verb), "{verbs:?}");
    }
    let project = Project::new();
    for command in &commands {
        project.run(command.iter().map(String::as_str).chain(["--help"])).ok().prints("Usage: feedloom");
    }
}

#[test]
fn an_old_list_becomes_a_planet_as_it_says() {
    let project = Project::new().config(&format!("{}\n", blocks("toml")[0]));
    let list = "<opml version=\"2.0\"><body><outline text=\"Craft\"><outline text=\"Lace\" xmlUrl=\"https://lace.example/feed\"/>\
                <outline text=\"Felt\" xmlUrl=\"https://felt.example/atom.xml\"/></outline></body></opml>";
    let project = project.file("subscriptions.opml", list);
    let before = project.read("config.toml");
    project.run(["import", "subscriptions.opml", "--dry-run"]).ok();
    project.run(["import", "subscriptions.opml"]).ok().says("2 feeds added");
    project.run(["build", "--offline"]).ok();
    project.run(["status"]).ok().prints("2 sources: 2 new");
    project
        .run(["remove", "lace", "felt"])
        .ok()
        .prints("categories = [\"Craft\"]")
        .says("no entry of theirs");
    assert_eq!(project.read("config.toml"), before);
    for file in ["index.html", "feeds.opml"] {
        assert!(project.has(&format!("feeds/{file}")), "{file}");
    }
}
