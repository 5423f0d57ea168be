//! Article files: what their metadata means, what their body is, and how it becomes HTML.

pub mod body;
pub mod dialect;
pub mod meta;
