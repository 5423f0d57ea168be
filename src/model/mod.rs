//! What flows through the pipeline. Values only: nothing here does I/O, knows a wire format or reads a clock.

pub mod adopted;
pub mod change;
pub mod document;
pub mod draft;
pub mod entry;
pub mod evidence;
pub mod feed;
pub mod ids;
pub mod looks;
pub mod net;
pub mod options;
pub mod outline;
pub mod parts;
pub mod plan;
pub mod policy;
pub mod poll;
pub mod recent;
pub mod spelled;
pub mod syndicated;
pub mod uri;

/// A future that a method of one of the seams returns.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;
