//! What the flags that every verb takes mean to one of them. In: the command line as it is declared. Out: the same, where each
//! verb's help, manual page and completions show the flags that it uses, in words that are true of it.

use clap::builder::Resettable;
use clap::{Arg, Command, CommandFactory as _};

use super::Arguments;

/// What a flag is to a verb.
enum Sense {
    /// It does nothing there. It is taken all the same, so that scripts may give it always.
    Hidden,
    /// It means this.
    Says(&'static str),
}
use Sense::{Hidden, Says};

/// Verb, flag, what it is. What is not in the list means what is said of it generally.
const SENSES: &[(&str, &str, Sense)] = &[
    ("inspect", "config", Hidden),
    ("inspect", "set", Hidden),
    (
        "inspect",
        "now",
        Says("Judge what is dated in the future as if it were that time: a date, or a time of RFC 3339"),
    ),
    ("inspect", "quiet", Says("Say only what is wrong: nothing at all of a feed without fault")),
    ("inspect", "verbose", Says("Show all: every entry, every kind of defect, every place of a loss")),
    ("inspect", "json", Says("Write each feed as JSON, on a line, instead of a report")),
    ("adopt", "quiet", Says("Say only what readers will notice, and what failed")),
    ("adopt", "verbose", Says("Say more: name each entry that was found, and all that were not")),
    ("adopt", "json", Says("Write what was found and done as JSON, to standard output")),
    ("config", "now", Hidden),
    ("config", "quiet", Hidden),
    ("config", "verbose", Hidden),
    ("config", "json", Says("Write the configuration as JSON")),
    ("list", "quiet", Hidden),
    ("list", "verbose", Hidden),
    ("list", "json", Says("Write the list as JSON")),
    ("discover", "set", Hidden),
    ("discover", "quiet", Hidden),
    ("discover", "verbose", Hidden),
    ("discover", "json", Says("Write what was found as JSON")),
    ("add", "quiet", Says("Say nothing but what was written")),
    ("add", "verbose", Hidden),
    ("add", "json", Says("Write what was found and done as JSON, to standard output")),
    ("import", "quiet", Says("Say nothing but what is wrong")),
    ("import", "verbose", Says("Name each feed that is left out")),
    ("import", "json", Says("Write what was taken over as JSON, to standard output")),
    ("export", "quiet", Says("Say nothing of sources that are not in the list")),
    ("export", "verbose", Hidden),
    ("export", "json", Hidden),
    ("status", "quiet", Says("Show only what needs attention")),
    ("status", "verbose", Hidden),
    ("status", "json", Says("Write what is known as JSON")),
    ("move", "quiet", Says("Say only what cannot be written")),
    ("move", "verbose", Hidden),
    ("move", "json", Says("Write what has moved and what was written as JSON, to standard output")),
    ("remove", "quiet", Says("Write nothing but the lines that are taken out")),
    ("remove", "verbose", Hidden),
    ("remove", "json", Says("Write what was taken out as JSON, to standard output")),
    ("revert", "quiet", Says("Say nothing")),
    ("revert", "verbose", Hidden),
    ("revert", "json", Says("Write what was taken back as JSON, to standard output")),
    ("check", "quiet", Says("Say only what is wrong")),
    ("check", "verbose", Says("Say more: name each file that is held back")),
    ("check", "json", Says("Write what was found as JSON, to standard output")),
    ("init", "set", Hidden),
    ("init", "now", Hidden),
    ("init", "quiet", Hidden),
    ("init", "verbose", Hidden),
    ("init", "json", Hidden),
    ("completions", "", Hidden),
    ("man", "", Hidden),
];

/// The command line.
pub(super) fn command() -> Command {
    with_senses(Arguments::command(), true)
}

/// The command line without the flags that do nothing for a verb, for what lists hidden ones, too.
pub(super) fn shown() -> Command {
    with_senses(Arguments::command(), false)
}

fn with_senses(command: Command, with_hidden: bool) -> Command {
    let globals: Vec<Arg> = command.get_arguments().filter(|arg| arg.is_global_set()).cloned().collect();
    let verbs: Vec<String> = command.get_subcommands().map(|verb| verb.get_name().to_owned()).collect();
    // Where flags stay global, each verb gets those that it has not.
    let command = command.mut_args(|arg| if with_hidden { arg } else { arg.global(false) });
    verbs.iter().fold(command, |command, name| {
        command.mut_subcommand(name, |verb| {
            globals.iter().fold(verb, |verb, arg| match sense(name, arg.get_id().as_str()) {
                Some(Hidden) if with_hidden => verb.arg(arg.clone().hide(true)),
                Some(Hidden) => verb,
                Some(Says(words)) => verb.arg(apart(name, arg, with_hidden).help(*words)),
                None => verb.arg(apart(name, arg, with_hidden)),
            })
        })
    })
}

/// The flag for a verb. What excludes it may not be there.
fn apart(verb: &str, arg: &Arg, with_hidden: bool) -> Arg {
    let is_alone = arg.get_id() == "quiet" && matches!(sense(verb, "verbose"), Some(Hidden));
    let arg = arg.clone();
    if is_alone && !with_hidden { arg.conflicts_with(Resettable::Reset) } else { arg }
}

fn sense(verb: &str, flag: &str) -> Option<&'static Sense> {
    let row = SENSES.iter().find(|(of, name, _)| *of == verb && (name.is_empty() || *name == flag));
    row.map(|(_, _, sense)| sense)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_of_a_verb_and_of_a_flag_that_there_are() {
        let plain = Arguments::command();
        for (verb, flag, _) in SENSES {
            assert!(plain.find_subcommand(verb).is_some(), "there is no verb {verb}");
            let known = plain.get_arguments().any(|arg| arg.get_id() == flag && arg.is_global_set());
            assert!(known || flag.is_empty(), "there is no flag {flag}");
        }
    }

    #[test]
    fn completions_offer_only_flags_that_do_something() {
        let command = shown();
        let of = |verb: &str, flag: &str| {
            command
                .find_subcommand(verb)
                .is_some_and(|verb| verb.get_arguments().any(|arg| arg.get_id() == flag))
        };
        assert!(of("inspect", "json") && !of("inspect", "set") && of("build", "set") && !of("man", "quiet"));
    }

    #[test]
    fn a_flag_that_is_hidden_is_taken_all_the_same() {
        let matches = command().try_get_matches_from(["feedloom", "-q", "man", "--set", "a=b"]);
        assert!(matches.is_ok_and(|matches| matches.get_flag("quiet")));
    }
}
