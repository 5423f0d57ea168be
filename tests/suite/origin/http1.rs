//! HTTP/1.1, as it is or in TLS: reads requests, takes the steps of replies.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::time::Instant;

use super::reply::Step;
use super::{Asked, Reply, Shared};

pub(super) fn serve(stream: TcpStream, connection: usize, shared: &Shared) {
    let Ok(socket) = stream.try_clone() else { return };
    talk(stream, &socket, connection, shared);
}

pub(super) fn serve_tls(
    stream: TcpStream,
    config: Arc<rustls::ServerConfig>,
    connection: usize,
    shared: &Shared,
) {
    let Ok(socket) = stream.try_clone() else { return };
    let Ok(session) = rustls::ServerConnection::new(config) else { return };
    talk(rustls::StreamOwned::new(session, stream), &socket, connection, shared);
}

fn talk(stream: impl Read + Write, socket: &TcpStream, connection: usize, shared: &Shared) {
    let mut reader = BufReader::new(stream);
    while let Some(asked) = read(&mut reader, connection) {
        shared.counts.begins();
        let reply = shared.answer(asked);
        let goes_on = act(&reply, reader.get_mut(), socket, shared);
        shared.counts.ends();
        if !goes_on {
            break;
        }
    }
}

/// Takes the steps; true where the connection goes on.
fn act(reply: &Reply, stream: &mut (impl Read + Write), socket: &TcpStream, shared: &Shared) -> bool {
    let mut write = |bytes: &[u8]| {
        let sent = stream.write_all(bytes).and_then(|()| stream.flush()).is_ok();
        shared.counts.sends(if sent { bytes.len() } else { 0 });
        sent
    };
    for step in &reply.0 {
        let goes_on = match step {
            Step::Bytes(bytes) => write(bytes),
            Step::Drip(bytes, pause) => bytes.iter().all(|byte| {
                let sent = write(&[*byte]);
                if sent {
                    std::thread::sleep(*pause);
                }
                sent
            }),
            Step::Endless(bytes, most) => (0..most.div_ceil(bytes.len().max(1) as u64)).all(|_| write(bytes)),
            Step::Wait(gate) => {
                gate.pass();
                true
            }
            Step::Close => false,
            Step::Reset => {
                break_off(socket);
                false
            }
        };
        if !goes_on {
            return false;
        }
    }
    true
}

/// Has the system break the connection off when it is dropped, instead of closing it.
fn break_off(socket: &TcpStream) {
    let Ok(socket) = socket.try_clone() else { return };
    let runtime = super::http2::runtime();
    let _inside = runtime.enter();
    let _ = socket.set_nonblocking(true);
    if let Ok(socket) = tokio::net::TcpStream::from_std(socket) {
        let _ = socket.set_zero_linger();
    }
}

fn read(reader: &mut impl BufRead, connection: usize) -> Option<Asked> {
    let mut line = Vec::new();
    reader.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
    let at = Instant::now();
    let first = String::from_utf8_lossy(&line).into_owned();
    let mut words = first.split_whitespace();
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut headers = Vec::new();
    loop {
        let mut line = Vec::new();
        reader.read_until(b'\n', &mut line).ok().filter(|read| *read > 0)?;
        let line = line.strip_suffix(b"\n").unwrap_or(&line);
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { break };
        let name = String::from_utf8_lossy(&line[..colon]).to_ascii_lowercase();
        headers.push((name, line[colon + 1..].trim_ascii_start().to_vec()));
    }
    Some(Asked { method, target, headers, at, connection, protocol: "HTTP/1.1" })
}
