//! The integration tests, a module for each feature.
<<<<<<< HEAD

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod articles;
mod bodies;
mod cli;
mod config;
mod harness;
mod init;
=======
mod house;
mod writers;
>>>>>>> h-d
mod store;
mod writers;
