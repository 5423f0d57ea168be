//! Content codings undone, as the bytes come in.
//!
//! In: `Content-Encoding`, and the body in pieces. Out: its content in pieces of no more than [`PIECE`] bytes, so that whoever takes them can
//! stop at any of them. No more memory is used than the window of the coding, whatever the body says.

mod brotli;
mod gzip;
mod zlib;
mod zstandard;

/// Bytes of content that are made at one time at the most.
pub(super) const PIECE: usize = 16 << 10;

/// Codings that are undone one after the other at the most: more are the work of somebody who wants to see what happens.
const MOST_CODINGS: usize = 2;

/// What is wrong with a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wrong {
    /// It is not what its coding makes.
    Corrupt(&'static str),
    /// It ends before its end.
    Truncated,
}

/// What one step did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Step {
    read: usize,
    written: usize,
}

/// One coding.
trait Stage: Send {
    /// Reads some of the input, writes some output, or both. Neither: it needs more input.
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Wrong>;

    /// True where what was read is whole.
    fn is_whole(&self) -> bool;

    /// What was wrong and coped with.
    fn note(&self) -> Option<&'static str> {
        None
    }
}

/// The codings of a body.
pub(super) struct Decoding {
    /// The one that is undone last.
    inner: Box<dyn Stage>,
    outer: Option<Outer>,
    output: Box<[u8]>,
    /// True where nothing came at all: there is nothing to be undone.
    is_empty: bool,
}

/// The coding that is undone first, where there are two.
struct Outer {
    stage: Box<dyn Stage>,
    between: Box<[u8]>,
    from: usize,
    to: usize,
    written: u64,
}

impl Decoding {
    /// What `Content-Encoding` asks for: nothing, where the body is as it is.
    ///
    /// # Errors
    /// The coding that is not known, or that there are too many, in words.
    pub(super) fn of<'a>(fields: impl Iterator<Item = &'a [u8]>) -> Result<Option<Self>, String> {
        let mut stages: Vec<Box<dyn Stage>> = Vec::new();
        for name in fields.flat_map(|field| field.split(|byte| *byte == b',')) {
            let Some(stage) = stage(name.trim_ascii())? else { continue };
            if stages.len() == MOST_CODINGS {
                return Err(format!("more than {MOST_CODINGS} content codings on top of each other"));
            }
            stages.push(stage);
        }
        // They are named in the order in which they were applied (RFC 9110 §8.4).
        let outer = stages.pop();
        let (inner, outer) = match (stages.pop(), outer) {
            (Some(inner), outer) => (inner, outer),
            (None, Some(only)) => (only, None),
            (None, None) => return Ok(None),
        };
        let buffer = || vec![0; PIECE].into_boxed_slice();
        let outer = outer.map(|stage| Outer { stage, between: buffer(), from: 0, to: 0, written: 0 });
        Ok(Some(Self { inner, outer, output: buffer(), is_empty: true }))
    }

    /// The next piece of what comes of `input`, which is shortened by what was read. `None`: all of it was read.
    pub(super) fn next(&mut self, input: &mut &[u8]) -> Result<Option<&[u8]>, Wrong> {
        self.is_empty &= input.is_empty();
        let written = match &mut self.outer {
            None => run(&mut *self.inner, input, &mut self.output)?,
            Some(outer) => outer.run(input, &mut *self.inner, &mut self.output)?,
        };
        Ok((written > 0).then(|| self.output.get(..written)).flatten())
    }

    /// Bytes that were made on the way and are not content: what a coding within a coding costs.
    pub(super) fn between(&self) -> u64 {
        self.outer.as_ref().map_or(0, |outer| outer.written)
    }

    /// Says whether the body was whole.
    pub(super) fn finish(&self) -> Result<(), Wrong> {
        let is_whole =
            self.inner.is_whole() && self.outer.as_ref().is_none_or(|outer| outer.stage.is_whole());
        if is_whole || self.is_empty { Ok(()) } else { Err(Wrong::Truncated) }
    }

    /// What was wrong and coped with.
    pub(super) fn notes(&self) -> impl Iterator<Item = &'static str> {
        self.outer.as_ref().and_then(|outer| outer.stage.note()).into_iter().chain(self.inner.note())
    }
}

impl Outer {
    fn run(&mut self, input: &mut &[u8], inner: &mut dyn Stage, output: &mut [u8]) -> Result<usize, Wrong> {
        loop {
            let mut pending = self.between.get(self.from..self.to).unwrap_or_default();
            let before = pending.len();
            let written = run(inner, &mut pending, output)?;
            self.from += before - pending.len();
            if written > 0 {
                return Ok(written);
            }
            let made = run(&mut *self.stage, input, &mut self.between)?;
            (self.from, self.to) = (0, made);
            self.written += made as u64;
            if made == 0 {
                return Ok(0);
            }
        }
    }
}

/// Steps until there is output, or no more input.
fn run(stage: &mut dyn Stage, input: &mut &[u8], output: &mut [u8]) -> Result<usize, Wrong> {
    loop {
        let step = stage.step(input, output)?;
        *input = input.get(step.read..).unwrap_or_default();
        if step.written > 0 || step.read == 0 {
            return Ok(step.written);
        }
    }
}

fn stage(name: &[u8]) -> Result<Option<Box<dyn Stage>>, String> {
    let is = |known: &str| name.eq_ignore_ascii_case(known.as_bytes());
    Ok(Some(if is("gzip") || is("x-gzip") {
        Box::new(gzip::Gzip::new())
    } else if is("deflate") {
        Box::new(zlib::Deflate::new())
    } else if is("br") {
        Box::new(brotli::Brotli::new())
    } else if is("zstd") {
        Box::new(zstandard::Zstd::new().map_err(|error| error.to_string())?)
    } else if name.is_empty() || is("identity") {
        return Ok(None);
    } else {
        // What is not text would be of no help in a message.
        let shown = name.get(..name.len().min(40)).unwrap_or_default();
        let shown: String = String::from_utf8_lossy(shown).chars().filter(char::is_ascii_graphic).collect();
        return Err(format!("the content coding `{shown}`, which feedloom does not know"));
    }))
}

/// Hands input on as it is.
fn pass(input: &[u8], output: &mut [u8]) -> Step {
    let length = input.len().min(output.len());
    if let (Some(from), Some(to)) = (input.get(..length), output.get_mut(..length)) {
        to.copy_from_slice(from);
    }
    Step { read: length, written: length }
}

#[cfg(test)]
mod tests;
