//! The `feedloom` program: see [`feedloom::cli`].

use std::process::ExitCode;

fn main() -> ExitCode {
    feedloom::cli::main()
}
