//! `feedloom man`: manual pages.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use clap_mangen::Man as Page;

use super::terminal::{self, printable};
use super::{Exit, Failure, flags};

/// Print the manual page, or write one for each command into a folder
#[derive(Args, Debug)]
pub(super) struct Man {
    /// The folder. Pages of an earlier release are replaced
    dir: Option<PathBuf>,
}

impl Man {
    pub(super) fn run(&self) -> Result<Exit, Failure> {
        // The command `help` prints what the pages say; it has none itself.
        let command = flags::command().disable_help_subcommand(true);
        match &self.dir {
            None => {
                let mut page = Vec::new();
                Page::new(command)
                    .render(&mut page)
                    .and_then(|()| terminal::data(&page))
                    .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
            }
            Some(dir) => {
                let written = fs::create_dir_all(dir).and_then(|()| clap_mangen::generate_to(command, dir));
                let shown = dir.display().to_string();
                written.map_err(|error| Failure::failed(format!("{}: {error}", printable(&shown))))?;
            }
        }
        Ok(Exit::Done)
    }
}
