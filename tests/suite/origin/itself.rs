//! The servers of the tests do what their scripts say.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::time::Duration;

use super::certificate::{Authority, Certificate};
use super::reply::{chunk, head};
use super::{Gate, Origin, Reply, answer, http2};

fn ask(stream: &mut TcpStream, path: &str) {
    stream.write_all(format!("GET {path} HTTP/1.1\r\nHost: a\r\nX-Odd: \u{e9}\r\n\r\n").as_bytes()).unwrap();
}

fn hear(stream: &mut TcpStream, most: usize) -> String {
    let mut heard = vec![0; most];
    let read = stream.read(&mut heard).unwrap();
    String::from_utf8_lossy(&heard[..read]).into_owned()
}

#[test]
fn a_connection_is_kept_and_everything_that_comes_over_it_is_noted() {
    let origin = Origin::new(|asked| answer("200 OK", &[], asked.target.as_bytes()));
    let mut stream = TcpStream::connect(origin.authority()).unwrap();
    for path in ["/a?b", "/c"] {
        ask(&mut stream, path);
        assert!(hear(&mut stream, 1000).ends_with(path));
    }
    let asked = origin.asked();
    assert_eq!((asked[0].target.as_str(), asked[1].connection), ("/a?b", 0));
    assert_eq!(asked[0].octets("x-odd"), Some("\u{e9}".as_bytes()));
    assert_eq!((origin.counted().connections, origin.counted().most_busy), (1, 1));
}

#[test]
fn a_reply_waits_at_its_gate_and_breaks_off_where_it_says_so() {
    let gate = Gate::new();
    let held = gate.clone();
    let origin =
        Origin::at("[::1]:0", move |_| Reply::bytes(head("200 OK", &[])).wait(&held).then("late").reset());
    let mut stream = TcpStream::connect(origin.authority()).unwrap();
    ask(&mut stream, "/");
    assert!(hear(&mut stream, 1000).starts_with("HTTP/1.1 200"));
    gate.reached(1);
    gate.open();
    let mut rest = Vec::new();
    let error = stream.read_to_end(&mut rest).unwrap_err();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
}

#[test]
fn what_drips_comes_byte_by_byte_and_what_is_endless_ends_with_the_listener() {
    let origin = Origin::new(|asked| match asked.target.as_str() {
        "/drip" => Reply::default().drip("abc", Duration::from_millis(1)).close(),
        _ => Reply::bytes(head("200 OK", &[("transfer-encoding", "chunked")])).endless(chunk(b"x"), 1 << 40),
    });
    let mut stream = TcpStream::connect(origin.authority()).unwrap();
    ask(&mut stream, "/drip");
    let mut heard = String::new();
    stream.read_to_string(&mut heard).unwrap();
    assert_eq!(heard, "abc");
    let mut stream = TcpStream::connect(origin.authority()).unwrap();
    ask(&mut stream, "/endless");
    hear(&mut stream, 10);
    drop(stream);
    while origin.counted().open > 0 {
        std::thread::yield_now();
    }
}

/// What a client that believes the authority gets.
async fn get(
    authority: &Authority,
    url: &str,
    http1: bool,
) -> Result<(http::Version, String), reqwest::Error> {
    let _ = rustls::crypto::ring::default_provider().install_default();
    let believed = reqwest::Certificate::from_pem(authority.pem().as_bytes())?;
    let mut builder = reqwest::Client::builder().no_proxy().tls_certs_only([believed]);
    if http1 {
        builder = builder.http1_only();
    }
    let response = builder.build()?.get(url).send().await?;
    Ok((response.version(), response.text().await?))
}

#[test]
fn the_same_script_answers_over_tls_and_http2() {
    let authority = Authority::new();
    let good = authority.certify(&["127.0.0.1"]);
    let script = |asked: &super::Asked| Reply::bytes(answer("200 OK", &[], asked.protocol.as_bytes()));
    let (tls, both) = (Origin::tls(&good, script), Origin::http2(&good, script));
    http2::runtime().block_on(async {
        assert_eq!(get(&authority, &tls.url("/"), false).await.unwrap().1, "HTTP/1.1");
        assert_eq!(get(&authority, &both.url("/"), true).await.unwrap().1, "HTTP/1.1");
        let (version, text) = get(&authority, &both.url("/"), false).await.unwrap();
        assert_eq!((version, text.as_str()), (http::Version::HTTP_2, "HTTP/2"));
    });
    assert_eq!(both.targets().len(), 2);
}

#[test]
fn wrong_certificates_and_broken_streams_are_refused() {
    let authority = Authority::new();
    let good = authority.certify(&["127.0.0.1"]);
    let goes = |_: &super::Asked| Reply::bytes(answer("200 OK", &[], b""));
    let breaks = |asked: &super::Asked| {
        let begun = Reply::bytes(head("200 OK", &[("content-length", "10")])).then("12345");
        if asked.target == "/close" { begun.close() } else { begun.reset() }
    };
    // SETTINGS, an answer to the first request, and frames that nobody asked for.
    let frames = [http2::frame(4, 0, 0, b""), http2::frame(1, 4, 1, &[0x88]), http2::frame(0, 0, 9, b"?")];
    http2::runtime().block_on(async {
        for wrong in [
            authority.certify_expired(&["127.0.0.1"]),
            authority.certify(&["other.example"]),
            Certificate::of_its_own(&["127.0.0.1"]),
        ] {
            assert!(get(&authority, &Origin::tls(&wrong, goes).url("/"), false).await.is_err());
        }
        let origin = Origin::http2(&good, breaks);
        for path in ["/close", "/reset"] {
            assert!(get(&authority, &origin.url(path), false).await.is_err(), "{path}");
        }
        let origin = Origin::frames(&good, frames.concat());
        assert!(get(&authority, &origin.url("/"), false).await.is_err());
    });
}
