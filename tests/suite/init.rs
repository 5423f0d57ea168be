//! `feedloom init`: a start in an empty folder, and nothing lost in one that is not.

use crate::harness::{Project, Run};

const FLAGS: [&str; 5] = ["init", "--title", "My \"Notes\"", "--url", "https://notes.example/blog/"];

fn init(project: &Project, more: &[&str]) -> Run {
    project.run(FLAGS.iter().chain(more))
}

#[test]
fn an_empty_folder_gets_a_configuration_that_works_and_an_article() {
    let project = Project::new();
    let run = init(&project, &["--language", "en", "--timezone", "Europe/Berlin"]).ok();
    assert_eq!(
        run.stderr(),
        "wrote config.toml\nwrote articles/welcome.md\n\nNext: feedloom check, then feedloom build\n"
    );
    project
        .run(["config"])
        .ok()
        .prints("title = 'My \"Notes\"'  # config.toml:4")
        .prints("timezone = \"Europe/Berlin\"");
    assert!(project.read("articles/welcome.md").starts_with("---\ntitle: "));
}

#[test]
fn another_folder_and_another_file_can_be_named() {
    let project = Project::new();
    init(&project, &["new/site", "--config", "feedloom.toml", "--articles", "posts"])
        .ok()
        .says("feedloom check --config new/site/feedloom.toml");
    assert!(project.read("new/site/feedloom.toml").contains("path = \"posts\""));
    assert!(project.has("new/site/posts/welcome.md"));
}

#[test]
fn nothing_that_is_there_is_overwritten() {
    let project = Project::new().config("mine").article("a.md", "mine, too");
    let run = init(&project, &[]).exits(2);
    assert_eq!(
        run.stderr(),
        "config.toml: there is a configuration already; it was left as it is\n  = `feedloom check` looks at it; `--config FILE` names \
         another\n"
    );
    assert_eq!(
        project.tree(""),
        [("articles/a.md".to_owned(), b"mine, too".to_vec()), ("config.toml".to_owned(), b"mine".to_vec())]
    );
    let project = Project::new().article("a.md", "mine");
    init(&project, &[]).ok().says("articles has files already, and was left as it is");
    assert!(project.has("config.toml") && !project.has("articles/welcome.md"));
}

#[test]
fn a_site_of_another_generator_is_recognised_and_left_alone() {
    for (file, text, program, articles) in [
        ("config.toml", "baseURL = 'https://x.example/'\n", "Hugo", "content"),
        ("config.toml", "base_url = 'https://x.example/'\n", "Zola", "content"),
        ("_config.yml", "title: x\nnew_post_name: x\n", "Hexo", "source/_posts"),
        ("_config.yml", "title: x\n", "Jekyll", "_posts"),
    ] {
        let project = Project::new().file(file, text);
        if file == "config.toml" {
            init(&project, &[])
                .exits(2)
                .says(&format!("this is the configuration of {program}; it was left as it is"));
        }
        init(&project, &["--config", "feedloom.toml"])
            .ok()
            .says(&format!("This looks like a {program} site ({file})"));
        assert_eq!(project.read(file), text);
        assert_eq!(project.tree("").len(), 2, "nothing is put into the site of another program");
        assert!(project.read("feedloom.toml").contains("\npermalink = "), "{program}");
        assert!(project.read("feedloom.toml").contains(&format!("path = \"{articles}\"")));
    }
}

#[test]
fn without_a_terminal_and_without_flags_it_says_which_are_needed() {
    let project = Project::new();
    let run = project.run(["init", "--language", "en"]).exits(2);
    assert_eq!(
        run.stderr(),
        "init needs --title and --url: there is no terminal to ask at\n  = feedloom init --title \"My Notes\" --url \
         https://example.org/\n"
    );
    assert!(project.tree("").is_empty());
}

#[test]
fn a_flag_that_cannot_be_right_is_named_and_nothing_is_written() {
    let project = Project::new();
    for (flag, text, says) in [
        (
            "--timezone",
            "Berlin",
            "--timezone names no time zone: `Berlin`\n  = did you mean \"Europe/Berlin\"?",
        ),
        ("--language", "English!", "--language is not a language tag"),
        ("--articles", "", "--articles is empty"),
    ] {
        init(&project, &[flag, text]).exits(2).says(says);
    }
    for (url, remedy) in [
        ("notes", "write it whole, such as \"https://example.org/blog/\""),
        ("notes.example/blog", "did you mean \"https://notes.example/blog\"?"),
        ("notes.example:8080", "did you mean \"https://notes.example:8080/\"?"),
    ] {
        project
            .run(["init", "--title", "x", "--url", url])
            .exits(2)
            .says(&format!("--url is not a whole URL: it does not begin with `https://`\n  = {remedy}\n"));
    }
    assert!(project.tree("").is_empty());
}

#[test]
fn what_another_generator_knows_of_the_site_is_taken_over() {
    let text = "title: Weather\nurl: https://w.example\nlanguage: [zh-CN, en]\ntimezone: Asia/Shanghai\n\
                permalink: :year/:month/:title.html\nnew_post_name: :title.md\n";
    let project = Project::new()
        .file("_config.yml", text)
        .file("source/_posts/rain.md", "---\ntitle: Rain\ndate: 2026-03-01\n---\nIt rains.");
    project
        .run(["init"])
        .ok()
        .says("Links to articles will look like https://w.example/2026/03/first-light.html")
        .says("source/_posts has files already");
    project
        .run(["config"])
        .ok()
        .prints("title = \"Weather\"")
        .prints("language = \"zh-CN\"")
        .prints("timezone = \"Asia/Shanghai\"")
        .prints("permalink = \"/:year/:month/:path.html\"");
    project.run(["build"]).ok();
    assert!(project.read("feeds/atom.xml").contains("https://w.example/2026/03/rain.html"));
}

#[test]
fn a_pattern_that_cannot_be_told_is_said_to_be_unknown() {
    let project = Project::new().file("_config.yml", "title: x\npermalink: ordinal\n");
    init(&project, &[]).ok().says("_config.yml does not tell where the pages of articles are");
    assert!(project.read("config.toml").contains("\n# permalink = "));
    project.run(["check"]).exits(1).says("_posts");
}
