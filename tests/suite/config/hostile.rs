//! Texts that nobody would write: something is said about each, and nothing breaks.

use proptest::prelude::*;

use feedloom::config::print;

use super::{Reading, tables};

/// Reads a text, and shows what came of it.
fn show(reading: &Reading, text: &str) -> String {
    match reading.load("config.toml", text) {
        Ok(config) => print::toml(&config, &tables()),
        Err(problems) => problems.to_string(),
    }
}

/// Pieces that configurations are made of.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z\"'=\\[\\]{},. \n#0-9é媒\\\\-]{0,6}",
        prop::sample::select(vec![
            "[site]\n",
            "[publish]\n",
            "[paths]\n",
            "[[source]]\n",
            "[[alias]]\n",
            "[slugs]\n",
            "title = ",
            "url = ",
            "limit = ",
            "formats = ",
            "by = ",
            "home.rss = ",
            "category.atom = ",
            "from = ",
            "to = ",
            "id = ",
            "type = ",
            "path = ",
            "categories = ",
            "\"x\"\n",
            "\"https://x.example/\"\n",
            "\"articles\"\n",
            "\"{slug}/a.xml\"\n",
            "[\"rss\"]\n",
            "[[\"a\"], 5]\n",
            "20\n",
            "{ env = \"X\" }\n",
            "{ file = \"x\" }\n",
            "true\n",
            "2025-01-01\n",
            "1e9\n",
            "\"\"\n",
            "\"新媒体\"\n",
        ])
        .prop_map(str::to_owned),
    ]
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>()) {
        show(&Reading::default(), &text);
    }

    #[test]
    fn any_text_of_usual_pieces_is_read_or_refused(pieces in prop::collection::vec(piece(), 0..40)) {
        show(&Reading::default().env("X", "x").file("x", "x"), &pieces.concat());
    }

    #[test]
    fn any_variable_and_any_flag_is_taken_or_refused(
        name in "(PUBLISH|SITE|PATHS|SOURCE|SLUGS|[A-Z_]{0,5})(__(LIMIT|TITLE|HOME|BY|[A-Z]{0,5})){0,3}",
        text in any::<String>(),
    ) {
        let file = "[site]\ntitle = \"x\"\nurl = \"https://x.example/\"\n";
        show(&Reading::default().env(&format!("FEEDLOOM__{name}"), &text), file);
        show(&Reading::default().set(&name.to_lowercase().replace("__", "."), &text), file);
    }
}

#[test]
fn deep_nesting_and_great_length_are_refused_in_the_same_form() {
    for text in [
        "[".repeat(100_000),
        "a = ".to_owned() + &"[".repeat(100_000),
        "a.".repeat(50_000),
        "a = 1\n".repeat(20_000),
    ] {
        let shown = show(&Reading::default(), &text);
        assert!(shown.starts_with("config.toml:") && shown.len() < 20_000, "{}", shown.len());
    }
}
