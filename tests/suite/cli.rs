//! The command line: what each verb that needs no articles does, and how it ends.

use crate::harness::{CONFIG, Project, repository};

#[test]
fn a_mistake_in_the_configuration_is_shown_and_ends_with_2() {
    let run = Project::new()
        .config("[site]\ntilte = \"Notes\"\nurl = \"https://notes.example/\"\n")
        .run(["config"]);
    assert_eq!(
        run.stderr(),
        "config.toml:2:1: unknown key `tilte` in [site]\n 2 | tilte = \"Notes\"\n   | ^^^^^\n   = did you mean `title`?\n"
    );
    assert_eq!(run.exits(2).stdout(), "");
}

#[test]
fn a_configuration_that_is_not_there_is_named_with_the_way_to_one() {
    let run = Project::new().run(["config"]).exits(2);
    assert_eq!(
        run.stderr(),
        "config.toml: there is no such file\n   = `feedloom init` writes one; `--config FILE` names one that is elsewhere\n"
    );
    Project::new()
        .file("config.toml/x", "")
        .run(["config"])
        .exits(2)
        .says("the configuration cannot be read: it is not a file");
    Project::new().file("config.toml", b"\xff").run(["config"]).exits(2).says("it is not UTF-8");
    Project::new()
        .file("config.toml", vec![b'#'; 2 << 20])
        .run(["config"])
        .exits(2)
        .says("it is larger than 1048576 bytes");
}

#[test]
fn wrong_usage_ends_with_2() {
    let project = Project::new().config(CONFIG);
    for (arguments, says) in [
        (vec!["biuld"], "build"),
        (vec![], "Usage"),
        (vec!["config", "--now", "tomorrow"], "2026-03-01"),
        (vec!["config", "--set", "limit"], "KEY=VALUE"),
        (vec!["config", "-q", "-v"], "cannot be used with"),
        (vec!["build", "--fail-on", "all"], "new, any"),
    ] {
        project.run(arguments).exits(2).says(says);
    }
}

#[test]
fn a_configuration_without_sources_is_nothing_to_build_from() {
    let project = Project::new().config(CONFIG).article("a.md", "---\ntitle: A\ndate: 2026-01-01\n---\nText");
    project.run(["build"]).ok();
    let before = project.tree("feeds");
    project.write("config.toml", CONFIG.split("[[source]]").next().unwrap());
    project.run(["build"]).exits(2).says("config.toml: there is no [[source]]").says("add one");
    project.run(["check"]).exits(2).says("there is no [[source]]");
    assert!(project.tree("feeds") == before);
    project.run(["config"]).ok();
}

#[test]
fn help_is_given_for_each_verb_in_both_ways() {
    let project = Project::new();
    project.run(["help", "build"]).ok().prints("--allow-removals");
    project.run(["check", "--help"]).ok().prints("--dry-run");
}

#[test]
fn the_flag_names_the_file_before_the_variable_does() {
    let file = |title: &str| format!("[site]\ntitle = \"{title}\"\nurl = \"https://notes.example/\"\n");
    let project =
        Project::new().config(&file("one")).file("two.toml", file("two")).file("three.toml", file("three"));
    project.run(["config"]).ok().prints("title = \"one\"");
    let project = project.env("FEEDLOOM_CONFIG", "two.toml");
    project.run(["config"]).ok().prints("title = \"two\"");
    project.run(["config", "--config", "three.toml"]).ok().prints("title = \"three\"");
    project.run(["--config", "three.toml", "config"]).ok().prints("title = \"three\"");
}

#[test]
fn relative_paths_start_from_the_folder_of_the_file() {
    let text =
        "[site]\ntitle = \"Notes\"\nurl = \"https://notes.example/\"\n[html]\nstylesheet = \"site.css\"\n";
    let project = Project::new().file("site/config.toml", text).file("site/site.css", "").from("elsewhere");
    let json = project.run(["config", "--json", "--config", "../site/config.toml"]).ok().json();
    assert_eq!(json["file"], "../site/config.toml");
    assert_eq!(json["values"]["html"]["stylesheet"], "site.css");
    project.write("elsewhere/config.toml", text);
    project.run(["config"]).exits(2).says("`stylesheet`: site.css cannot be read");
}

#[test]
fn flags_win_over_the_environment_over_the_file() {
    let project = Project::new()
        .config("[site]\ntitle = \"Notes\"\nurl = \"https://notes.example/\"\n[publish]\nlimit = 30\n")
        .env("FEEDLOOM__PUBLISH__LIMIT", "40");
    project.run(["config"]).ok().prints("limit = 40  # environment: FEEDLOOM__PUBLISH__LIMIT\n");
    project.run(["config", "--set", "publish.limit=50"]).ok().prints("limit = 50  # --set publish.limit\n");
    let json = project.run(["config", "--json"]).ok().json();
    assert_eq!(json["values"]["publish"]["limit"], 40);
    assert_eq!(json["origins"]["site.title"], "config.toml:2");
}

#[test]
fn the_schema_that_is_printed_is_the_one_that_is_committed() {
    let run = Project::new().run(["config", "--schema"]).ok();
    assert!(run.stdout() == repository("docs/config.schema.json"));
    let first = repository("config.toml").lines().next().unwrap().to_owned();
    assert_eq!(first, "#:schema ./docs/config.schema.json");
}

#[test]
fn every_shell_gets_a_script_that_knows_the_verbs() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        Project::new().run(["completions", shell]).ok().prints("feedloom").prints("allow-removals");
    }
}

#[test]
fn man_prints_one_page_or_writes_one_for_each_verb() {
    Project::new().run(["man"]).ok().prints(".TH feedloom 1").prints("feedloom\\-build(1)");
    let project = Project::new();
    for _ in 0..2 {
        project.run(["man", "share/man1"]).ok();
    }
    for verb in ["init", "build", "check", "config", "list", "prune", "hide", "completions", "man"] {
        assert!(
            project.read(&format!("share/man1/feedloom-{verb}.1")).contains(&format!("feedloom\\-{verb}")),
            "{verb}"
        );
    }
    assert!(project.has("share/man1/feedloom.1"));
}

#[test]
fn a_closed_pipe_is_no_error() {
    use std::io::Read;
    use std::process::{Command, Stdio};

    let mut child = Command::new(env!("CARGO_BIN_EXE_feedloom"))
        .args(["completions", "bash"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""));
}
