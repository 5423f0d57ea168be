//! Normalizing: a draft in, an entry out, or the reason why there is none.

pub mod sanitize;
