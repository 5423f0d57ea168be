//! Servers that answer from a script and remember what they were asked.
//!
//! ```text
//! let origin = Origin::new(|asked| answer("200 OK", &[("etag", "\"1\"")], b"<rss/>"));   // bytes, as they go over the wire
//! let origin = Origin::new(|_| Reply::bytes(head).wait(&gate).bytes(body).reset());      // or steps
//! ```
//!
//! A script gets a request and gives what to do about it, so that it can be wrong in every way. The same scripts answer over HTTP/1.1,
//! TLS and HTTP/2. `reply` has the steps, `http1` and `http2` take them, `certificate` makes what TLS needs, and `planet` is a project
//! that reads such servers.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Instant;

pub(crate) mod certificate;
mod counts;
mod http1;
mod http2;
mod itself;
pub(crate) mod planet;
pub(crate) mod reply;
mod served;

use certificate::Certificate;
pub(crate) use counts::Counted;
use counts::Counts;
pub(crate) use http2::frame;
pub(crate) use planet::Planet;
pub(crate) use reply::{Gate, Reply, answer};
pub(crate) use served::Served;

/// A request as it came.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    /// The method.
    pub(crate) method: String,
    /// Path and query, as sent.
    pub(crate) target: String,
    /// Header fields in order, names in lower case, values byte for byte; `:authority` of HTTP/2 among them.
    pub(crate) headers: Vec<(String, Vec<u8>)>,
    /// When its first line came.
    pub(crate) at: Instant,
    /// Which connection of the server it came over, counted from 0.
    pub(crate) connection: usize,
    /// `HTTP/1.1` or `HTTP/2`.
    pub(crate) protocol: &'static str,
}

impl Asked {
    /// The value of a field, where there is one.
    pub(crate) fn header(&self, name: &str) -> Option<String> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| String::from_utf8_lossy(value).into_owned())
    }

    /// The bytes of a field, where there is one.
    pub(crate) fn octets(&self, name: &str) -> Option<&[u8]> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_slice())
    }

    /// True where it says what is known of the document.
    pub(crate) fn is_conditional(&self) -> bool {
        self.octets("if-none-match").or(self.octets("if-modified-since")).is_some()
    }
}

type Script = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

/// What a server speaks.
#[derive(Clone)]
enum Speaks {
    /// HTTP/1.1 as it is.
    Plain,
    /// HTTP/1.1 in TLS.
    Tls(Arc<rustls::ServerConfig>),
    /// HTTP/2 or HTTP/1.1 in TLS, as the client wants.
    Both(Arc<rustls::ServerConfig>),
    /// HTTP/2 in TLS, of which these frames are all it says.
    Frames(Arc<rustls::ServerConfig>, Arc<Vec<u8>>),
}

/// What all connections of a server share.
struct Shared {
    asked: Mutex<Vec<Asked>>,
    counts: Counts,
    script: Script,
}

impl Shared {
    fn answer(&self, asked: Asked) -> Reply {
        let reply = (self.script)(&asked);
        self.asked.lock().unwrap().push(asked);
        reply
    }
}

/// A server. It goes away with the process; clones are the same server.
#[derive(Clone)]
pub(crate) struct Origin {
    address: SocketAddr,
    scheme: &'static str,
    shared: Arc<Shared>,
}

impl Origin {
    /// Starts a server at a port of 127.0.0.1 that answers as the script says.
    pub(crate) fn new<R: Into<Reply>>(script: impl Fn(&Asked) -> R + Send + Sync + 'static) -> Self {
        Self::at("127.0.0.1:0", script)
    }

    /// As [`new`](Self::new), at another address: all of 127.0.0.0/8 is at hand, and `[::1]`.
    pub(crate) fn at<R: Into<Reply>>(
        address: &str,
        script: impl Fn(&Asked) -> R + Send + Sync + 'static,
    ) -> Self {
        Self::listen(address, Speaks::Plain, script)
    }

    /// HTTP/1.1 in TLS.
    pub(crate) fn tls<R: Into<Reply>>(
        certificate: &Certificate,
        script: impl Fn(&Asked) -> R + Send + Sync + 'static,
    ) -> Self {
        Self::listen("127.0.0.1:0", Speaks::Tls(certificate.server(&[b"http/1.1"])), script)
    }

    /// HTTP/2 in TLS, and HTTP/1.1 for who offers no more.
    pub(crate) fn http2<R: Into<Reply>>(
        certificate: &Certificate,
        script: impl Fn(&Asked) -> R + Send + Sync + 'static,
    ) -> Self {
        Self::listen("127.0.0.1:0", Speaks::Both(certificate.server(&[b"h2", b"http/1.1"])), script)
    }

    /// HTTP/2 in TLS, where every connection gets these frames, whatever it says.
    pub(crate) fn frames(certificate: &Certificate, frames: Vec<u8>) -> Self {
        let speaks = Speaks::Frames(certificate.server(&[b"h2"]), Arc::new(frames));
        Self::listen("127.0.0.1:0", speaks, |_| Reply::default())
    }

    fn listen<R: Into<Reply>>(
        address: &str,
        speaks: Speaks,
        script: impl Fn(&Asked) -> R + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind(address).unwrap();
        let address = listener.local_addr().unwrap();
        let scheme = if matches!(speaks, Speaks::Plain) { "http" } else { "https" };
        let script: Script = Arc::new(move |asked| script(asked).into());
        let shared = Arc::new(Shared { asked: Mutex::default(), counts: Counts::default(), script });
        let mine = Arc::clone(&shared);
        std::thread::spawn(move || {
            for (connection, stream) in listener.incoming().flatten().enumerate() {
                let (shared, speaks) = (Arc::clone(&mine), speaks.clone());
                shared.counts.opens();
                std::thread::spawn(move || {
                    serve(stream, connection, &shared, speaks);
                    shared.counts.closes();
                });
            }
        });
        Self { address, scheme, shared }
    }

    /// `127.0.0.1:PORT`.
    pub(crate) fn authority(&self) -> String {
        self.address.to_string()
    }

    /// The URL of a path.
    pub(crate) fn url(&self, path: &str) -> String {
        format!("{}://{}{path}", self.scheme, self.address)
    }

    /// What it was asked, in order, since this was last called.
    pub(crate) fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut self.shared.asked.lock().unwrap())
    }

    /// Paths and queries that it was asked for, in order, since [`asked`](Self::asked) was last called.
    pub(crate) fn targets(&self) -> Vec<String> {
        self.asked().into_iter().map(|asked| asked.target).collect()
    }

    /// Connections and bytes until now.
    pub(crate) fn counted(&self) -> Counted {
        self.shared.counts.now()
    }
}

fn serve(stream: TcpStream, connection: usize, shared: &Arc<Shared>, speaks: Speaks) {
    let _ = stream.set_nodelay(true);
    match speaks {
        Speaks::Plain => http1::serve(stream, connection, shared),
        Speaks::Both(config) if http2::is_wanted(&stream) => http2::serve(stream, config, connection, shared),
        Speaks::Tls(config) | Speaks::Both(config) => http1::serve_tls(stream, config, connection, shared),
        Speaks::Frames(config, frames) => http2::send_frames(stream, config, &frames, shared),
    }
}
