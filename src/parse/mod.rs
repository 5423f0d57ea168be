//! Parsers: bytes in, drafts and defects out. No network, no disk, no clock.

pub mod article;
pub mod front_matter;
