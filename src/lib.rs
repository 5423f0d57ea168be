//! feedloom: articles and feeds in, feeds out. See `docs/architecture.md` for the map.

pub mod app {
    //! Where the concrete types are put together.
    pub mod tables;
}
pub mod cli;
pub mod config;
pub mod model;
pub mod normalize;
pub mod parse;
pub mod sources;
pub mod text;
pub mod writers;
