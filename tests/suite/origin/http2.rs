//! HTTP/2 in TLS: the same scripts, on a runtime of their own; or frames as they are written.

use std::io::{Cursor, Read as _, Write as _};
use std::net::TcpStream;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use h2::server::SendResponse;
use h2::{Reason, SendStream};
use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::reply::Step;
use super::{Asked, Shared};

type Bytes = Cursor<Vec<u8>>;

/// The runtime of all servers.
pub(super) fn runtime() -> &'static Runtime {
    static RUNTIME: OnceLock<Runtime> = OnceLock::new();
    RUNTIME.get_or_init(|| {
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    })
}

/// True where the client that has just connected offers HTTP/2. Nothing is taken from the connection.
pub(super) fn is_wanted(stream: &TcpStream) -> bool {
    let mut hello = vec![0; 1 << 14];
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    for _ in 0..1000 {
        let Ok(read @ 1..) = stream.peek(&mut hello) else { return false };
        let mut acceptor = rustls::server::Acceptor::default();
        if acceptor.read_tls(&mut Cursor::new(&hello[..read])).is_err() {
            return false;
        }
        match acceptor.accept() {
            Ok(Some(accepted)) => {
                let _ = stream.set_read_timeout(None);
                return accepted
                    .client_hello()
                    .alpn()
                    .is_some_and(|mut offered| offered.any(|name| name == b"h2"));
            }
            Ok(None) => std::thread::sleep(Duration::from_millis(1)),
            Err(_) => return false,
        }
    }
    false
}

pub(super) fn serve(
    stream: TcpStream,
    config: Arc<rustls::ServerConfig>,
    connection: usize,
    shared: &Arc<Shared>,
) {
    runtime().block_on(async {
        let _ = stream.set_nonblocking(true);
        let Ok(stream) = tokio::net::TcpStream::from_std(stream) else { return };
        let Ok(stream) = tokio_rustls::TlsAcceptor::from(config).accept(stream).await else { return };
        let Ok(mut session) = h2::server::Builder::new().handshake::<_, Bytes>(stream).await else { return };
        let (end, mut ends) = mpsc::channel(1);
        loop {
            tokio::select! {
                accepted = session.accept() => {
                    let Some(Ok((request, respond))) = accepted else { return };
                    let asked = asked(request, connection);
                    tokio::spawn(answer(asked, respond, Arc::clone(shared), end.clone()));
                }
                _ = ends.recv() => session.abrupt_shutdown(Reason::NO_ERROR),
            }
        }
    });
}

fn asked(request: http::Request<h2::RecvStream>, connection: usize) -> Asked {
    let (parts, _) = request.into_parts();
    let authority = parts.uri.authority().map(|authority| authority.as_str().as_bytes().to_vec());
    let target = parts.uri.path_and_query().map_or_else(String::new, ToString::to_string);
    let mut headers: Vec<(String, Vec<u8>)> =
        authority.into_iter().map(|authority| (":authority".to_owned(), authority)).collect();
    headers.extend(
        parts.headers.iter().map(|(name, value)| (name.as_str().to_owned(), value.as_bytes().to_vec())),
    );
    let method = parts.method.as_str().to_owned();
    Asked { method, target, headers, at: Instant::now(), connection, protocol: "HTTP/2" }
}

async fn answer(asked: Asked, respond: SendResponse<Bytes>, shared: Arc<Shared>, end: mpsc::Sender<()>) {
    shared.counts.begins();
    let reply = shared.answer(asked);
    let _ = act(reply.0, respond, &shared, end).await;
    shared.counts.ends();
}

async fn act(
    steps: Vec<Step>,
    mut respond: SendResponse<Bytes>,
    shared: &Shared,
    end: mpsc::Sender<()>,
) -> Result<(), h2::Error> {
    let mut steps = steps.into_iter();
    let first = steps.next();
    if let Some(Step::Close) = first {
        let _ = end.send(()).await;
        // The stream is left as it is until the connection is gone.
        end.closed().await;
        return Ok(());
    }
    let Some(Step::Bytes(first)) = first else {
        respond.send_reset(Reason::REFUSED_STREAM);
        return Ok(());
    };
    let (head, body) = divide(&first);
    let mut stream = respond.send_response(head, false)?;
    send(&mut stream, body, shared).await?;
    for step in steps {
        match step {
            Step::Bytes(bytes) => send(&mut stream, bytes, shared).await?,
            Step::Drip(bytes, pause) => {
                for byte in bytes {
                    send(&mut stream, vec![byte], shared).await?;
                    tokio::time::sleep(pause).await;
                }
            }
            Step::Endless(bytes, most) => {
                for _ in 0..most.div_ceil(bytes.len().max(1) as u64) {
                    send(&mut stream, bytes.clone(), shared).await?;
                }
            }
            Step::Wait(gate) => {
                let _ = tokio::task::spawn_blocking(move || gate.pass()).await;
            }
            Step::Close => {
                let _ = end.send(()).await;
                return Ok(());
            }
            Step::Reset => {
                stream.send_reset(Reason::INTERNAL_ERROR);
                return Ok(());
            }
        }
    }
    stream.send_data(Cursor::new(Vec::new()), true)
}

/// The head of an answer as HTTP/1.1 writes it, without what means something there only; and what follows.
fn divide(first: &[u8]) -> (http::Response<()>, Vec<u8>) {
    let end = first.windows(4).position(|bytes| bytes == b"\r\n\r\n").map_or(first.len(), |at| at + 4);
    let (head, body) = first.split_at(end);
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    let status = String::from_utf8_lossy(lines.next().unwrap_or_default()).into_owned();
    let status: u16 = status.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or(200);
    let mut response = http::Response::builder().status(status);
    for line in lines {
        let Some(colon) = line.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&line[..colon], line[colon + 1..].trim_ascii_start());
        if !name.eq_ignore_ascii_case(b"connection") && !name.eq_ignore_ascii_case(b"transfer-encoding") {
            response = response.header(name, value);
        }
    }
    (response.body(()).unwrap(), body.to_vec())
}

async fn send(stream: &mut SendStream<Bytes>, mut bytes: Vec<u8>, shared: &Shared) -> Result<(), h2::Error> {
    while !bytes.is_empty() {
        stream.reserve_capacity(bytes.len());
        let room = std::future::poll_fn(|context| stream.poll_capacity(context)).await;
        let Some(Ok(room)) = room else { return Err(Reason::CANCEL.into()) };
        let rest = bytes.split_off(room.min(bytes.len()));
        shared.counts.sends(bytes.len());
        stream.send_data(Cursor::new(bytes), false)?;
        bytes = rest;
    }
    Ok(())
}

/// Sends frames as they are, and listens until the client has had enough.
pub(super) fn send_frames(
    stream: TcpStream,
    config: Arc<rustls::ServerConfig>,
    frames: &[u8],
    shared: &Shared,
) {
    let _ = stream.set_read_timeout(Some(Duration::from_secs(10)));
    let Ok(session) = rustls::ServerConnection::new(config) else { return };
    let mut stream = rustls::StreamOwned::new(session, stream);
    let mut heard = [0; 4096];
    if !matches!(stream.read(&mut heard), Ok(1..)) {
        return;
    }
    for part in frames.chunks(1 << 14) {
        if stream.write_all(part).and_then(|()| stream.flush()).is_err() {
            return;
        }
        shared.counts.sends(part.len());
    }
    while matches!(stream.read(&mut heard), Ok(1..)) {}
}

/// One frame (RFC 9113 §4.1).
pub(crate) fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}
