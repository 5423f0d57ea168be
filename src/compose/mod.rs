//! Composing: which feeds an entry is in, what a feed is called, where its documents are, and how much of it fits.
//!
//! In: entries and what the store knows of feeds. Out: the views that writers are given. Pure functions.

pub mod fit;
pub mod head;
pub mod layout;
pub mod membership;
pub mod overlay;
pub mod places;
pub mod rules;
pub mod share;
