//! The integration tests, a module for each feature.
mod house;
mod writers;
mod store;
