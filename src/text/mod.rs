//! Text: the arithmetic of characters, dates, URLs and HTML. Pure functions.

pub mod address;
pub mod alike;
pub mod canonical;
pub mod charset;
pub mod date;
pub mod html;
pub mod media_type;
pub mod nearest;
pub mod people;
pub mod printable;
pub mod slug;
pub mod source_line;
pub mod units;
