//! `feedloom completions`: a script that lets a shell complete our arguments.

use clap::Args;
use clap_complete::Shell;

use super::{Exit, Failure, flags, terminal};

/// Print a script that completes feedloom's arguments in a shell
///
/// For bash, for instance: feedloom completions bash > ~/.local/share/bash-completion/completions/feedloom
#[derive(Args, Debug)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

impl Completions {
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut flags::shown(), "feedloom", &mut script);
        terminal::data(&script).map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        Ok(Exit::Done)
    }
}
