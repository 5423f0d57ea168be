//! Article files: what their body is, and how it becomes HTML.

pub mod body;
