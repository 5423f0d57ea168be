//! feedloom: articles and feeds in, feeds out. See `docs/architecture.md` for the map.

pub mod app;
pub mod cli;
pub mod clock;
pub mod compose;
pub mod config;
pub mod fetch;
pub mod model;
pub mod normalize;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod schedule;
pub mod sources;
pub mod store;
pub mod text;
pub mod writers;
