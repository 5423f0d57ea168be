//! The server: a feed for every number, with an `ETag`, and 304 for who has it.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

use super::corpus::Corpus;

/// A server in a process of its own, which ends with this value.
pub(crate) struct Server {
    process: Child,
    /// Its port on the loopback.
    pub(crate) port: u16,
}

impl Server {
    /// Starts one that waits so many milliseconds before each answer.
    pub(crate) fn start(latency: u64) -> Self {
        let mut process = Command::new(std::env::current_exe().unwrap())
            .args(["serve", &latency.to_string()])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Self { process, port: line.trim().parse().unwrap() }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Serves until the process is killed.
pub(crate) fn serve(latency: u64) {
    let corpus = Arc::new(Corpus::new());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    println!("{}", listener.local_addr().unwrap().port());
    for stream in listener.incoming().flatten() {
        let corpus = Arc::clone(&corpus);
        std::thread::spawn(move || converse(&stream, &corpus, latency));
    }
}

fn converse(stream: &TcpStream, corpus: &Corpus, latency: u64) {
    let _ = stream.set_nodelay(true);
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    let mut answer = Vec::new();
    while let Some((number, knows)) = read(&mut reader) {
        if latency > 0 {
            std::thread::sleep(Duration::from_millis(latency));
        }
        answer.clear();
        if knows {
            answer.extend(format!("HTTP/1.1 304 Not Modified\r\netag: \"{number}\"\r\n\r\n").into_bytes());
        } else {
            let body = corpus.feed(number);
            answer.extend(
                format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: application/xml\r\netag: \"{number}\"\r\ncontent-length: {}\r\n\r\n",
                    body.len()
                )
                .into_bytes(),
            );
            answer.extend(body);
        }
        if writer.write_all(&answer).is_err() {
            return;
        }
    }
}

/// The number of the feed that is asked for, and whether the asker has it.
fn read(reader: &mut BufReader<&TcpStream>) -> Option<(usize, bool)> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    let number = line.split_whitespace().nth(1)?.trim_start_matches('/').parse().ok()?;
    let mut knows = false;
    loop {
        line.clear();
        reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if line.trim_end().is_empty() {
            return Some((number, knows));
        }
        knows |= line.get(..14).is_some_and(|name| name.eq_ignore_ascii_case("if-none-match:"));
    }
}
