//! `gzip` (RFC 1952): one member after the other, and whatever comes behind them.
//!
//! Two things are wrong often enough to be coped with: servers that say `gzip` of a body that is plain, and bytes behind the last member.

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::{Stage, Step, Wrong, pass};

const MAGIC: [u8; 2] = [0x1f, 0x8b];
/// Bytes of a member's header at the most. File names and comments have no bound of their own.
const MOST_HEADER: usize = 64 << 10;

/// The coding.
pub(super) struct Gzip {
    state: State,
    inflate: Decompress,
    crc: Crc,
    members: usize,
    note: Option<&'static str>,
}

enum State {
    /// Before a member: the bytes of its magic that have come.
    Magic(usize),
    Header(Header),
    Content,
    /// The eight bytes behind the content.
    Trailer([u8; 8], usize),
    /// The body is no gzip.
    Plain,
    /// The first byte of the magic came and the second did not.
    HalfPlain,
    /// What comes behind the last member.
    Behind,
}

impl Gzip {
    pub(super) fn new() -> Self {
        Self {
            state: State::Magic(0),
            inflate: Decompress::new(false),
            crc: Crc::new(),
            members: 0,
            note: None,
        }
    }

    fn magic(&mut self, seen: usize, input: &[u8]) -> Step {
        let Some(byte) = input.first() else { return Step::default() };
        if MAGIC.get(seen) == Some(byte) {
            self.state = if seen == 0 { State::Magic(1) } else { State::Header(Header::new()) };
            return Step { read: 1, written: 0 };
        }
        if self.members > 0 {
            self.note = Some("there are bytes behind its compressed content; they are left out");
            self.state = State::Behind;
        } else {
            self.note = Some("its server says that it is compressed (gzip), and it is not");
            self.state = if seen == 0 { State::Plain } else { State::HalfPlain };
        }
        Step::default()
    }

    fn content(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Wrong> {
        let (step, has_ended) = inflate(&mut self.inflate, input, output)?;
        self.crc.update(output.get(..step.written).unwrap_or_default());
        if has_ended {
            self.state = State::Trailer([0; 8], 0);
        }
        Ok(step)
    }

    fn trailer(&mut self, mut bytes: [u8; 8], filled: usize, input: &[u8]) -> Result<Step, Wrong> {
        let Some((slot, byte)) = bytes.get_mut(filled).zip(input.first()) else { return Ok(Step::default()) };
        *slot = *byte;
        self.state = State::Trailer(bytes, filled + 1);
        if filled + 1 == bytes.len() {
            // The sum, then the length of what was compressed (RFC 1952 §2.3.1).
            let is_right =
                u64::from_le_bytes(bytes) == u64::from(self.crc.amount()) << 32 | u64::from(self.crc.sum());
            if !is_right {
                return Err(Wrong::Corrupt("its compressed content (gzip) does not match its checksum"));
            }
            self.crc.reset();
            self.inflate.reset(false);
            self.members += 1;
            self.state = State::Magic(0);
        }
        Ok(Step { read: 1, written: 0 })
    }
}

impl Stage for Gzip {
    fn step(&mut self, input: &[u8], output: &mut [u8]) -> Result<Step, Wrong> {
        loop {
            match &mut self.state {
                State::Magic(seen) => {
                    let seen = *seen;
                    let step = self.magic(seen, input);
                    if step.read > 0 || matches!(self.state, State::Magic(_)) {
                        return Ok(step);
                    }
                }
                State::Header(header) => {
                    let (read, is_over) = header.read(input)?;
                    if is_over {
                        self.state = State::Content;
                    }
                    return Ok(Step { read, written: 0 });
                }
                State::Content => return self.content(input, output),
                State::Trailer(bytes, filled) => {
                    let (bytes, filled) = (*bytes, *filled);
                    return self.trailer(bytes, filled, input);
                }
                State::Plain => return Ok(pass(input, output)),
                State::HalfPlain => {
                    self.state = State::Plain;
                    return Ok(Step { read: 0, written: pass(&MAGIC[..1], output).written });
                }
                State::Behind => return Ok(Step { read: input.len(), written: 0 }),
            }
        }
    }

    fn is_whole(&self) -> bool {
        match self.state {
            State::Plain | State::HalfPlain | State::Behind => true,
            // One byte behind the last member may be anything.
            State::Magic(_) => self.members > 0,
            _ => false,
        }
    }

    fn note(&self) -> Option<&'static str> {
        self.note
    }
}

/// One step of `deflate` (RFC 1951), and whether the content has ended with it.
pub(super) fn inflate(
    inflate: &mut Decompress,
    input: &[u8],
    output: &mut [u8],
) -> Result<(Step, bool), Wrong> {
    let (read, written) = (inflate.total_in(), inflate.total_out());
    let status = inflate
        .decompress(input, output, FlushDecompress::None)
        .map_err(|_| Wrong::Corrupt("its compressed content cannot be undone"))?;
    let since = |before: u64, now: u64| usize::try_from(now - before).unwrap_or(usize::MAX);
    let step = Step { read: since(read, inflate.total_in()), written: since(written, inflate.total_out()) };
    Ok((step, status == Status::StreamEnd))
}

/// A member's header behind its magic, byte by byte.
struct Header {
    part: Part,
    flags: u8,
    seen: usize,
}

#[derive(Clone, Copy)]
enum Part {
    /// Method, flags, time, extra flags, system.
    Fixed(usize),
    ExtraLength(u16, usize),
    Extra(usize),
    Name,
    Comment,
    Checksum(usize),
    Over,
}

impl Header {
    fn new() -> Self {
        Self { part: Part::Fixed(0), flags: 0, seen: 0 }
    }

    /// Bytes that were read, and whether the header is over.
    fn read(&mut self, input: &[u8]) -> Result<(usize, bool), Wrong> {
        for (at, byte) in input.iter().enumerate() {
            self.seen += 1;
            if self.seen > MOST_HEADER {
                return Err(Wrong::Corrupt("the header of its compressed content (gzip) has no end"));
            }
            self.byte(*byte)?;
            if matches!(self.part, Part::Over) {
                return Ok((at + 1, true));
            }
        }
        Ok((input.len(), false))
    }

    fn byte(&mut self, byte: u8) -> Result<(), Wrong> {
        self.part = match self.part {
            Part::Fixed(0) if byte != 8 => {
                return Err(Wrong::Corrupt("its compressed content (gzip) is damaged"));
            }
            Part::Fixed(7) => self.behind(0),
            Part::Fixed(at) => {
                if at == 1 {
                    self.flags = byte;
                }
                Part::Fixed(at + 1)
            }
            Part::ExtraLength(_, 0) => Part::ExtraLength(u16::from(byte), 1),
            Part::ExtraLength(low, _) => match usize::from(low | u16::from(byte) << 8) {
                0 => self.behind(1),
                length => Part::Extra(length),
            },
            Part::Extra(1) => self.behind(1),
            Part::Extra(left) => Part::Extra(left - 1),
            Part::Name if byte == 0 => self.behind(2),
            Part::Comment if byte == 0 => self.behind(3),
            Part::Checksum(0) => Part::Checksum(1),
            Part::Checksum(_) => Part::Over,
            same => same,
        };
        Ok(())
    }

    /// The part that follows when the first `done` of the optional ones are over.
    fn behind(&self, done: usize) -> Part {
        let optional =
            [(4, Part::ExtraLength(0, 0)), (8, Part::Name), (16, Part::Comment), (2, Part::Checksum(0))];
        let mut rest = optional.into_iter().skip(done);
        rest.find(|(flag, _)| self.flags & flag != 0).map_or(Part::Over, |(_, part)| part)
    }
}
