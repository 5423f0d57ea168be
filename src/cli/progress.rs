//! One bar while servers are asked, on a terminal only. In: how far it has come. Out: what standard error shows, until it is done.

use std::io::IsTerminal as _;
use std::sync::{Arc, OnceLock};

use indicatif::{ProgressBar, ProgressStyle};

use super::Globals;
use crate::pipeline::progress::{Asking, Progress};

/// A bar, once there is something to show.
#[derive(Debug, Default)]
struct Bar {
    bar: OnceLock<ProgressBar>,
}

/// Whoever shows it, where somebody looks and wants to see more than the end.
pub(super) fn shown(globals: &Globals) -> Option<Arc<dyn Progress>> {
    let is_wanted = !globals.quiet && !globals.json && std::io::stderr().is_terminal();
    is_wanted.then(|| Arc::new(Bar::default()) as Arc<dyn Progress>)
}

impl Progress for Bar {
    fn asking(&self, at: Asking) {
        let bar = self.bar.get_or_init(|| {
            let style = ProgressStyle::with_template("asking servers {wide_bar} {pos}/{len}{msg}");
            let bar = ProgressBar::new(at.due);
            // A template of our own is right, and the bar has a style of its own.
            if let Ok(style) = style {
                bar.set_style(style);
            }
            bar
        });
        bar.set_message(words(at));
        bar.set_position(at.done);
    }

    fn asked(&self) {
        if let Some(bar) = self.bar.get() {
            bar.finish_and_clear();
        }
    }
}

/// What stands behind the numbers.
fn words(at: Asking) -> String {
    let mut out = String::new();
    if at.failed > 0 {
        out += &format!(", {} failed", at.failed);
    }
    if at.hosts > 0 {
        out += &format!(", {} waiting", super::report::count(at.hosts, "host", "hosts"));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_there_is_is_said() {
        assert_eq!(words(Asking { due: 9, done: 1, ..Asking::default() }), "");
        assert_eq!(words(Asking { failed: 2, hosts: 1, ..Asking::default() }), ", 2 failed, 1 host waiting");
    }
}
