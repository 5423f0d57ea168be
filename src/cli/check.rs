//! `feedloom check`: looks at the configuration and the articles, and writes nothing.

use clap::Args;

use super::{Exit, Failure, Globals, tables};

/// Look at the configuration and the articles, and say what is wrong; write nothing
#[derive(Args, Debug)]
pub(super) struct Check {}

impl Check {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let _config = globals.load(&tables())?;
        Err(Failure::failed("check: the pipeline is not connected"))
    }
}
