//! The writers, judged by readers that are not ours: a strict XML parser and a JSON parser.
#![expect(clippy::expect_used, reason = "a test's own values are as it made them")]

mod atom;
mod carried;
mod hostile;
mod html;
mod json;
mod opml;
mod read_back;
mod round_trip;
mod rss;
mod views;
mod whole;
