//! `feedloom config`: what is in force, and where it comes from.

use clap::Args;

use super::{Exit, Failure, Globals, tables, terminal};
use crate::config::{print, reference, schema};

/// Show the configuration that is in force, and where each value comes from
#[derive(Args, Debug)]
pub(super) struct ConfigVerb {
    /// Print the JSON Schema of the file, for editors
    #[arg(long, conflicts_with = "reference")]
    schema: bool,
    /// Print the reference of all keys, as Markdown
    #[arg(long, hide = true)]
    reference: bool,
}

impl ConfigVerb {
    pub(super) fn run(&self, globals: &Globals) -> Result<Exit, Failure> {
        let tables = tables();
        let text = if self.schema {
            schema::schema(&tables)
        } else if self.reference {
            reference::markdown(&tables)
        } else {
            let config = globals.load(&tables)?;
            if globals.json {
                format!("{:#}\n", print::json(&config, &tables))
            } else {
                print::toml(&config, &tables)
            }
        };
        terminal::data(text.as_bytes())
            .map_err(|error| Failure::failed(format!("standard output: {error}")))?;
        Ok(Exit::Done)
    }
}
