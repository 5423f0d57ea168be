//! What an entry of a feed says that is carried on as it is: as found in, fit to be published out.
//!
//! Looks at the texts of the draft, too, so that nothing is said twice; has to come before its content is taken out.

use crate::model::draft::{Draft, DraftBody, RawText};
use crate::model::parts::Image;
use crate::model::parts::carried::Carried;
use crate::model::parts::episode::Episode;

use super::{episode, media};

/// What is carried on of an entry.
#[derive(Default)]
pub(super) struct Told {
    /// What it is as an episode.
    pub(super) episode: Option<Box<Episode>>,
    /// All else.
    pub(super) carried: Option<Box<Carried>>,
}

/// The texts that the entry has in any case.
#[derive(Clone, Copy, Default)]
pub(super) struct Texts<'d> {
    summary: Option<&'d RawText>,
    body: Option<&'d RawText>,
}

impl<'d> Texts<'d> {
    /// The texts of a draft.
    pub(super) fn of(draft: &'d Draft) -> Self {
        let body = match &draft.body {
            DraftBody::Inline(body) => Some(body),
            DraftBody::None | DraftBody::Deferred(_) => None,
        };
        Self { summary: draft.summary.as_ref(), body }
    }

    /// True for the text of the entry's summary.
    pub(super) fn is_summary(self, text: &str) -> bool {
        self.summary.is_some_and(|summary| summary.value.trim() == text.trim())
    }

    /// True for the text of the entry's content.
    pub(super) fn is_content(self, text: &str) -> bool {
        self.body.is_some_and(|body| body.value.trim() == text.trim())
    }
}

/// What is carried on of a draft that `image` stands for.
pub(super) fn of(draft: &Draft, image: Option<&Image>) -> Told {
    let Some(more) = draft.syndicated.as_deref() else { return Told::default() };
    let base = draft.base.as_ref();
    let told = Texts::of(draft);
    let carried = Carried { media: media::media(base, more, image, told) };
    Told {
        episode: more.podcast.as_deref().and_then(|podcast| episode::episode(base, podcast, told)),
        carried: (carried != Carried::default()).then(|| Box::new(carried)),
    }
}
