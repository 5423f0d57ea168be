//! The integration tests, a module for each feature.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod acceptance;
mod add;
mod adopt;
mod after;
mod apart;
mod articles;
mod bodies;
mod changes;
mod cli;
mod config;
mod dates;
mod differential;
mod discover;
mod feed_source;
mod fetch;
mod fuzz;
mod harness;
mod healing;
mod hostile;
mod house;
mod identity;
mod import_export;
mod init;
mod inspect;
mod inspect_url;
mod killed;
mod layout;
mod limits;
mod listing;
mod names;
mod news;
mod origin;
mod outlines;
mod planet;
mod polling;
mod readme;
mod reports;
mod site;
mod state;
mod status;
mod store;
mod unchanged;
mod vanished;
mod writers;
