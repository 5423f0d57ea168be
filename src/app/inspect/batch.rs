//! Many documents in one run. In: a line for each, `PATH TAB CONTENT-TYPE TAB BASE-URL`, of which the last two may be empty.
//! Out: a line of JSON for each, in the same order: the document, or `{"error": "…"}`.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

use serde_json::json;
use url::Url;

use super::{Inspector, Surroundings, read_file};

/// Documents for each core that are read at a time, and wait for the slowest of them.
const BLOCK: usize = 16;

/// Reads the documents that `lines` names, on all cores, and writes what they are.
///
/// The lines that have come are answered before it waits for more, so that a program may ask for one document at a time.
///
/// # Errors
/// Where `lines` cannot be read or `out` cannot be written.
pub fn batch(lines: impl Read, mut out: impl Write) -> io::Result<()> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let mut inspectors: Vec<Inspector> = Vec::new();
    inspectors.resize_with(cores, Inspector::default);
    let mut lines = BufReader::with_capacity(64 * 1024, lines);
    let mut blank = 0;
    loop {
        let block = next_block(&mut lines, cores * BLOCK, &mut blank)?;
        if block.is_empty() {
            return Ok(());
        }
        for answer in answers(&block, &mut inspectors) {
            out.write_all(answer.as_bytes())?;
            out.write_all(b"\n")?;
        }
        out.flush()?;
    }
}

/// The lines that can be had without waiting, one at least, about `most` at the most. None: the end.
///
/// `blank` counts the blank lines that have come last: they name no document where nothing follows them.
fn next_block<R: Read>(lines: &mut BufReader<R>, most: usize, blank: &mut usize) -> io::Result<Vec<Vec<u8>>> {
    let mut block = Vec::new();
    while block.is_empty() || (block.len() < most && memchr::memchr(b'\n', lines.buffer()).is_some()) {
        let mut line = Vec::new();
        if lines.read_until(b'\n', &mut line)? == 0 {
            break;
        }
        if line.trim_ascii().is_empty() {
            *blank += 1;
        } else {
            block.resize(block.len() + std::mem::take(blank), Vec::new());
            block.push(line);
        }
    }
    Ok(block)
}

/// The answers to a block of lines, in its order.
fn answers(block: &[Vec<u8>], inspectors: &mut [Inspector]) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let done: Vec<Mutex<String>> = block.iter().map(|_| Mutex::default()).collect();
    thread::scope(|scope| {
        for inspector in inspectors.iter_mut() {
            let (next, done) = (&next, &done);
            scope.spawn(move || {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let (Some(line), Some(done)) = (block.get(at), done.get(at)) else { return };
                    *done.lock().unwrap_or_else(PoisonError::into_inner) = answer(line, inspector);
                }
            });
        }
    });
    done.into_iter().map(|answer| answer.into_inner().unwrap_or_else(PoisonError::into_inner)).collect()
}

/// The answer to one line. A document that makes reading fail must not take the others with it.
fn answer(line: &[u8], inspector: &mut Inspector) -> String {
    let outcome = catch_unwind(AssertUnwindSafe(|| document(line, inspector)));
    let outcome = outcome.unwrap_or_else(|_| {
        *inspector = Inspector::default();
        Err("reading failed inside; please report this document".to_owned())
    });
    outcome.unwrap_or_else(|error| json!({ "error": error }).to_string())
}

fn document(line: &[u8], inspector: &mut Inspector) -> Result<String, String> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let line = String::from_utf8(line.to_vec()).map_err(|_| "the line is not UTF-8".to_owned())?;
    let mut fields = line.split('\t');
    let path = fields.next().unwrap_or_default();
    let mut field = || fields.next().map(str::trim).filter(|text| !text.is_empty());
    let content_type = field().map(str::to_owned);
    let base = field()
        .map(|base| {
            Url::parse(base).map_err(|error| format!("the base `{base}` is no absolute URL: {error}"))
        })
        .transpose()?;
    let read = || {
        let path = Path::new(path);
        // A pipe that nobody writes to would hold up all other lines.
        if !path.metadata()?.is_file() {
            return Err(io::Error::other("it is no regular file").into());
        }
        let bytes = read_file(path)?;
        inspector.inspect(&bytes, &Surroundings { content_type, base })?.document()
    };
    read().map_err(|error| error.to_string())
}
