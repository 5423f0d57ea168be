//! Where values come from: flags, the environment, the file, defaults; and what `feedloom config` says of them.

use feedloom::config::{Config, print};

use super::{Reading, load, tables};

const FILE: &str = "[site]\ntitle = \"Notes\"\nurl = \"https://notes.example/\"\n\n[publish]\nlimit = 30\n";

fn limit(config: &Config) -> usize {
    config.publish.plan.limit
}

#[test]
fn a_flag_wins_over_the_environment_over_the_file_over_the_default() {
    let without = FILE.replace("limit = 30\n", "");
    let load = |reading: Reading, text: &str| reading.load("config.toml", text).unwrap();
    assert_eq!(limit(&load(Reading::default(), &without)), 20);
    assert_eq!(limit(&load(Reading::default(), FILE)), 30);
    let env = || Reading::default().env("FEEDLOOM__PUBLISH__LIMIT", "40");
    assert_eq!(limit(&load(env(), FILE)), 40);
    assert_eq!(limit(&load(env().set("publish.limit", "50"), FILE)), 50);
}

#[test]
fn the_environment_reaches_every_kind_of_key() {
    let reading = Reading::default()
        .env("FEEDLOOM__STATE", "/tmp/s.sqlite")
        .env("FEEDLOOM__SITE__TITLE", "{ env = \"X\" }")
        .env("FEEDLOOM__SITE__AUTHOR__NAME", "Ada")
        .env("FEEDLOOM__PUBLISH__FORMATS", "[\"atom\", \"opml\"]")
        .env("FEEDLOOM__PUBLISH__MAX_BYTES", "1MiB")
        .env("FEEDLOOM__PUBLISH__TAKE_OVER", "true")
        .env("FEEDLOOM__SLUGS", "{ \"新媒体\" = \"new-media\" }")
        .env("FEEDLOOM__PATHS__HOME__ATOM", "index.xml")
        .env("FEEDLOOM__PATHS__OPML", "all.opml")
        .env("FEEDLOOM__ALIAS", "[{ from = \"feed.xml\", to = \"index.xml\" }]")
        .env("FEEDLOOM__SOURCE", "[{ id = \"a\", type = \"articles\", path = \"a\" }]")
        .env("FEEDLOOM_HOME", "not ours")
        .env("HOME", "/root");
    let config = reading.load("config.toml", FILE).unwrap();
    assert_eq!(config.site.title.as_str(), "{ env = \"X\" }");
    assert_eq!(config.site.author.as_ref().unwrap().name.as_str(), "Ada");
    assert_eq!(config.publish.formats, ["atom", "opml"]);
    assert_eq!(config.publish.plan.max_bytes, 1 << 20);
    assert!(config.publish.take_over);
    assert_eq!(config.slugs["新媒体"], "new-media");
    assert_eq!(config.paths.site["opml"], "all.opml");
    assert_eq!(config.aliases[0].to, "index.xml");
    assert_eq!(config.sources[0].id.as_str(), "a");
}

#[test]
fn a_name_or_a_text_that_sets_no_key_is_a_problem() {
    let problems = Reading::default()
        .env("FEEDLOOM__PUBLISH__LIMT", "5")
        .env("FEEDLOOM__PUBLISH", "5")
        .env("FEEDLOOM__SOURCE__NOTES__PATH", "x")
        .env("FEEDLOOM__SITE__TIMEZONE", "Mars")
        .env("FEEDLOOM__PUBLISH__FORMATS", "rss")
        .env("FEEDLOOM__PUBLISH__TAKE_OVER", "yes")
        .env("FEEDLOOM__PATHS__HOME__RRS", "x")
        .env("FEEDLOOM__ALIAS", "[{ from = \"a\" }]")
        .set("publish.limit", "lots")
        .set("site.url", "nowhere")
        .load("config.toml", FILE)
        .unwrap_err();
    assert_eq!(problems.to_string(), EXPECTED);
}

const EXPECTED: &str = r#"--set publish.limit: `limit` must be a whole number from 1 to 10000
--set site.url: `url` is not a whole URL: it does not begin with `https://`
   = write it whole, such as "https://example.org/blog/"
FEEDLOOM__ALIAS: `to` is missing
   = add to = "…"
FEEDLOOM__PATHS__HOME__RRS: sets no key: `RRS` is unknown
   = did you mean RSS?
FEEDLOOM__PUBLISH: sets no key: `PUBLISH` is a table; its keys are set one by one
   = there is: DIR, URL, FORMATS, BY, LIMIT, MAX_PER_SOURCE, MAX_BYTES, CONTENT, AFTER, TAKE_OVER
FEEDLOOM__PUBLISH__FORMATS: `formats` is not a list of words: string values must be quoted, expected literal string
   = write it as in the file: ["rss", "atom"]
FEEDLOOM__PUBLISH__LIMT: sets no key: `LIMT` is unknown
   = did you mean LIMIT?
FEEDLOOM__PUBLISH__TAKE_OVER: `take_over` must be true or false
FEEDLOOM__SITE__TIMEZONE: `timezone` names no time zone: `Mars`
   = write its IANA name, such as "Europe/Berlin" or "UTC"
FEEDLOOM__SOURCE__NOTES__PATH: sets no key: `SOURCE` is a list of tables, which is set as a whole, as TOML: [{ id = "…", … }]"#;

#[test]
fn a_text_can_be_kept_in_the_environment_or_in_a_file_and_is_not_shown() {
    let text = format!(
        "{FILE}\n[[source]]\nid = \"a\"\ntype = \"articles\"\npath = \"a\"\ntoken = {{ env = \"TOKEN\" }}\n\n[[source]]\nid = \
         \"b\"\ntype = \"articles\"\npath = \"b\"\ntoken = {{ file = \"secrets/token\" }}\n"
    );
    let reading = Reading::default().env("TOKEN", "hush").file("secrets/token", "whisper\r\n");
    let config = reading.load("config.toml", &text).unwrap();
    let token = |at: usize| config.sources[at].options.text("token").unwrap();
    assert_eq!((token(0), token(1)), ("hush", "whisper"));
    let shown = print::toml(&config, &tables());
    let json = print::json(&config, &tables()).to_string();
    assert!(shown.contains("token = { env = \"TOKEN\" }  # config.toml:12, not shown"), "{shown}");
    assert!(shown.contains("token = { file = \"secrets/token\" }"), "{shown}");
    for secret in ["hush", "whisper"] {
        assert!(!shown.contains(secret) && !json.contains(secret), "{shown}\n{json}");
    }
}

#[test]
fn a_flag_that_sets_tables_may_say_that_a_text_is_kept_elsewhere() {
    let sources = r#"[{ id = "a", type = "articles", path = "a", token = { env = "TOKEN" } }]"#;
    let reading = Reading::default().env("TOKEN", "hush").set("source", sources);
    let config = reading.load("config.toml", FILE).unwrap();
    assert_eq!(config.sources[0].options.text("token"), Some("hush"));
    let shown = print::toml(&config, &tables());
    assert!(shown.contains("token = { env = \"TOKEN\" }  # --set source, not shown\n"), "{shown}");
    assert!(!shown.contains("hush") && !print::json(&config, &tables()).to_string().contains("hush"));
    // A text by itself is taken as it stands: the environment and flags are elsewhere already.
    let reading = Reading::default().env("TOKEN", "hush").set("site.title", "{ env = \"TOKEN\" }");
    let config = reading.load("config.toml", FILE).unwrap();
    assert_eq!(config.site.title.as_str(), "{ env = \"TOKEN\" }");
}

#[test]
fn what_is_shown_says_where_each_value_comes_from() {
    let reading = Reading::default().env("FEEDLOOM__SITE__LANGUAGE", "de").set("publish.dir", "out");
    let shown = print::toml(&reading.load("sites/notes.toml", FILE).unwrap(), &tables());
    for line in [
        "title = \"Notes\"  # notes.toml:2",
        "language = \"de\"  # environment: FEEDLOOM__SITE__LANGUAGE",
        "dir = \"out\"  # --set publish.dir",
        "limit = 30  # notes.toml:6",
        "max_bytes = \"512KiB\"  # default",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
}

#[test]
fn what_is_shown_reads_back_as_the_same() {
    let text = r#"
        [site]
        title = "Notes \"of\" \\ 新媒体\n"
        url = "https://notes.example/"
        description = '''a "quoted" # line'''
        author = { name = "Ada", url = "https://ada.example/" }
        [publish]
        max_bytes = 123457
        by = ["tag", "category"]
        [categories]
        only = ["Craft", ["Tech", "Linux"]]
        [slugs]
        "C#/.NET" = "dotnet"
        "a.b" = "ab"
        [paths]
        home.rss = "index.xml"
        category.rss = "c/{slug}/index.xml"
        opml = "all.opml"
        [[alias]]
        from = "feed.xml"
        to = "atom.xml"
        [[source]]
        id = "a"
        type = "articles"
        path = "../a"
        exclude = ["*.txt"]
        every = "1d12h"
        token = { env = "TOKEN" }
        [[source]]
        id = "b"
        type = "articles"
        path = "/b"
        categories = ["X", ["Y", "Z"]]
    "#;
    let reading = Reading::default().env("TOKEN", "hush");
    let first = reading.load("site/config.toml", text).unwrap();
    let shown = print::toml(&first, &tables());
    let second = reading.load("site/config.toml", &shown).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(first.typed.options, second.typed.options);
    let json = print::json(&second, &tables());
    assert_eq!(print::json(&first, &tables())["values"], json["values"]);
    let toml: toml::Table = toml::from_str(&shown).unwrap();
    assert_eq!(serde_json::to_value(toml).unwrap(), json["values"]);
}

#[test]
fn an_empty_line_in_a_value_does_not_break_the_comment() {
    let config = load(&FILE.replace("\"Notes\"", "\"a\\nb\""));
    let shown = print::toml(&config, &tables());
    assert!(toml::from_str::<toml::Table>(&shown).is_ok(), "{shown}");
}
