//! What is said of feeds that lack something.
