//! What writers produce.

use std::sync::Arc;

/// A file to publish: where, of which media type, and its bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Path below the publishing folder, with `/`.
    pub path: String,
    /// Its media type, with parameters, as a server should send it.
    pub media_type: &'static str,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}
