//! Parsers: bytes in, drafts and defects out. No network, no disk, no clock.

pub mod article;
pub mod defect;
pub mod discover;
pub mod feed;
pub mod front_matter;
pub mod opml;
pub mod robots;
pub mod xml;
