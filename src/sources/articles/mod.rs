//! stub
use super::Adapter;
/// stub
pub const ADAPTER: Adapter = Adapter {
    name: "articles",
    about: "",
    keys: &[],
    build: |_, _, _| Err(super::BuildError { key: "path", message: String::new() }),
};
