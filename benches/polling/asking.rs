//! What to compare with: the same client in a loop that does nothing else, or has another reader read what comes.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use feedloom::clock::Clock;
use feedloom::fetch::client::Client;
use feedloom::fetch::{Fetch as _, Request, Response, Wanted};
use feedloom::model::net::{HostName, HostPolicy, Net};
use feedloom::model::poll::{Octets, RequestOptions, Validators};
use url::Url;

use super::CONNECTIONS;

/// Asks for `number` feeds of a server of this machine. `what`: `fetch`, `conditional`, `feed-rs`, which leaves bodies as they are, or
/// `feed-rs-cleaned`.
pub(crate) fn run(port: u16, number: usize, what: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let name = HostName { host: "127.0.0.1".to_owned(), port: Some(port) };
        let host = HostPolicy {
            name: name.clone(),
            max_concurrent: Some(CONNECTIONS),
            min_interval: Some(Duration::ZERO),
            retry_after: None,
        };
        let net = Net { allow: vec![name], hosts: vec![host], ..Net::default() };
        let client = Arc::new(Client::new(Arc::new(net), Clock::running()).unwrap());
        let counter = Arc::new(AtomicUsize::new(0));
        let mut tasks = tokio::task::JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (client, counter, what) = (Arc::clone(&client), Arc::clone(&counter), what.to_owned());
            tasks.spawn(async move {
                loop {
                    let at = counter.fetch_add(1, Ordering::Relaxed);
                    if at >= number {
                        return;
                    }
                    let url = Url::parse(&format!("http://127.0.0.1:{port}/{at}")).unwrap();
                    let response = ask(&client, url, at, what == "conditional").await;
                    if what.starts_with("feed-rs") {
                        let reader =
                            feed_rs::parser::Builder::new().sanitize_content(what != "feed-rs").build();
                        let feed = reader.parse(response.body.as_slice()).unwrap();
                        assert!(feed.entries.len() >= 20);
                    }
                }
            });
        }
        while let Some(done) = tasks.join_next().await {
            done.unwrap();
        }
    });
}

async fn ask(client: &Client, url: Url, at: usize, is_conditional: bool) -> Response {
    let etag = Some(Octets::new(format!("\"{at}\"")));
    let validators = is_conditional.then(|| Validators { url: url.clone(), etag, last_modified: None });
    let turn = client.turn(&url).await.unwrap();
    let request =
        Request { url, wanted: Wanted::Feed, validators, delta: false, options: RequestOptions::default() };
    let response = client.get(turn, request).await.unwrap();
    assert_eq!(response.status, if is_conditional { 304 } else { 200 });
    response
}
