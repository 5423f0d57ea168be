//! Standard output and standard error.
//!
//! A reader that has seen enough (`feedloom list | head`) closes the pipe: that ends the output, and is no error.

use std::io::{self, Write};

pub use crate::text::printable::printable;

/// Writes data to standard output.
///
/// # Errors
/// What the system said, but for a closed pipe.
pub fn data(bytes: &[u8]) -> io::Result<()> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        result => result,
    }
}

/// Says something to the user, on standard error. What came from files must have gone through [`printable`].
pub fn say(message: &str) {
    let mut out = io::stderr().lock();
    // Where nobody can be told, there is nobody to tell that.
    let _ = writeln!(out, "{message}");
}
