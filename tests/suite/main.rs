//! The integration tests, a module for each feature.

mod cli;
mod config;
mod harness;
mod init;
