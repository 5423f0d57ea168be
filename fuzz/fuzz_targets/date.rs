//! Fuzzes `dates` of bodies.rs, from the seeds in seeds/date.
#![no_main]

#[path = "../bodies.rs"]
#[expect(dead_code, reason = "each program runs one of the bodies")]
mod bodies;

libfuzzer_sys::fuzz_target!(|data: &[u8]| bodies::dates(data));
