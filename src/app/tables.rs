//! The names and keys of all adapters and writers, as the configuration wants them.

use crate::config::{AdapterKeys, Documents, Tables, WriterName};
use crate::sources::{ADAPTERS, keys};
use crate::writers::{Scope, WRITERS};

/// What there is to be configured.
#[must_use]
pub fn tables() -> Tables {
    let adapters =
        ADAPTERS.iter().map(|row| AdapterKeys { name: row.name, about: row.about, keys: row.keys }).collect();
    let writers = WRITERS
        .iter()
        .map(|row| WriterName {
            name: row.name,
            about: row.about,
            file_name: row.file_name,
            documents: match row.scope() {
                Scope::Feed => Documents::OfFeeds,
                Scope::Site => Documents::OfSite,
            },
        })
        .collect();
    Tables { adapters, writers, shared: &[keys::POLLED, keys::ENTRIES] }
}
