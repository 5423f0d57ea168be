//! What was typed: the values by key, and where each comes from. `feedloom config` shows it; problems point into it.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

use super::problem::Place;
use crate::model::options::Options;

/// Where a value comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Nobody gave one.
    Default,
    /// The file, at these bytes.
    File(Range<usize>),
    /// The file, a variable or a flag says that it is to be read from elsewhere. The value itself is not to be shown.
    Secret {
        /// Where the reference stands.
        place: Place,
        /// `env` or `file`.
        from: String,
        /// The name of the variable, or the path.
        name: String,
    },
    /// A variable of the environment, or a flag, as it was typed.
    Override(String),
}

/// The values of a configuration, and where they come from.
#[derive(Clone, Debug, Default)]
pub struct Typed {
    /// The text of the file.
    pub text: Arc<str>,
    /// All values, also those that hold because nobody gave one.
    pub options: Options,
    /// By dotted name, such as `site.author.name`, `paths.home.atom`, and `source.0.path` for the first source.
    pub origins: BTreeMap<String, Origin>,
    /// Where tables begin, by dotted name.
    pub headers: BTreeMap<String, Range<usize>>,
}

impl Typed {
    /// Where the value of that dotted name was given; `None` where nobody gave one.
    #[must_use]
    pub fn place(&self, name: &str) -> Option<Place> {
        match self.origins.get(name)? {
            Origin::Default => None,
            Origin::File(span) => Some(span.clone().into()),
            Origin::Secret { place, .. } => Some(place.clone()),
            Origin::Override(by) => Some(Place::Override(by.clone())),
        }
    }

    /// Where the table of that dotted name begins, or the nearest around it that was typed.
    #[must_use]
    pub fn header(&self, name: &str) -> Place {
        let mut name = name;
        loop {
            if let Some(span) = self.headers.get(name) {
                return span.clone().into();
            }
            match name.rsplit_once('.') {
                Some((outer, _)) => name = outer,
                None => return Place::File,
            }
        }
    }
}
