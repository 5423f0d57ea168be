//! The integration tests, a module for each feature.

mod articles;
mod bodies;
