//! A minute in which everything happens to an API at once. What do good clients see of it?
//!
//! `cargo run -p scenarios --example soak`; `SOAK_SECONDS` is 60 unless it is set.
//!
//! The API is the program `04-resource-server` as it comes. Against it: clients that send requests and
//! never read the answers, connections that are opened and left idle, tokens with invented `kid`s, and an
//! issuer that is down for one second in five. The good clients renew their tokens as step 01 does.
#![expect(
    clippy::unwrap_used,
    reason = "what cannot be set up has nothing to measure"
)]

use std::collections::BTreeMap;
use std::env;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use attack_lab::Attacker;
use axum::http::{HeaderMap, StatusCode};
use fetch_token::{AuthMethod, Client, TokenSource, http, token_endpoint};
use resource_server::call_api;
use scenarios::{Fault, FaultyIssuer, Program, forge};
use serde_json::json;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;
use tokio::time::{interval, sleep};

const GOOD_CLIENTS: usize = 8;
const SLOW_READERS: usize = 200;
const IDLE: usize = 900;
const UNKNOWN_KIDS_PER_SECOND: u32 = 50;

type Counts = Arc<Mutex<BTreeMap<String, usize>>>;

#[tokio::main]
async fn main() {
    let seconds = env::var("SOAK_SECONDS").map_or(60, |text| text.parse().unwrap());
    let issuer = FaultyIssuer::start().await.unwrap();
    let api = Program::new("04-resource-server")
        .env("LISTEN", "127.0.0.1:0")
        .env("OAUTH_ISSUER", &issuer.issuer)
        .env("RUST_LOG", "warn")
        .start("Ctrl-C ends it")
        .unwrap();
    let url = api.api().unwrap();
    let address = url.trim_start_matches("http://").to_owned();

    let end = Instant::now() + Duration::from_secs(seconds);
    let counts = Counts::default();
    let mut good = Vec::new();
    for _ in 0..GOOD_CLIENTS {
        let source = source(&issuer.issuer);
        let (url, counts) = (url.clone(), Arc::clone(&counts));
        good.push(tokio::spawn(async move {
            good_client(&url, &source, &counts, end).await
        }));
    }
    sleep(Duration::from_secs(1)).await;
    for _ in 0..SLOW_READERS {
        tokio::spawn(slow_reader(address.clone()));
    }
    for _ in 0..IDLE {
        tokio::spawn(idle(address.clone()));
    }
    tokio::spawn(unknown_kids(url.clone(), issuer.issuer.clone()));
    while Instant::now() < end {
        sleep(Duration::from_secs(4)).await;
        let down = Fault::Status(StatusCode::SERVICE_UNAVAILABLE, HeaderMap::new());
        issuer.fail("", down);
        sleep(Duration::from_secs(1)).await;
        issuer.repair();
    }
    for client in good {
        client.await.unwrap();
    }
    let counts = counts.lock().unwrap();
    println!(
        "{GOOD_CLIENTS} good clients for {seconds} s, beside {SLOW_READERS} slow readers, {IDLE} idle connections,"
    );
    println!(
        "{UNKNOWN_KIDS_PER_SECOND} invented kids a second, and an issuer that is down one second in five:"
    );
    for (outcome, count) in counts.iter() {
        println!("{count:>8}  {outcome}");
    }
}

fn source(issuer: &str) -> TokenSource {
    let client = Client::with_secret(
        "test_api_client",
        "test-api-client-secret",
        AuthMethod::Post,
    );
    let endpoint = token_endpoint(&issuer.parse().unwrap());
    TokenSource::new(http::client().unwrap(), endpoint, client, "test_api_access")
}

async fn good_client(url: &str, source: &TokenSource, counts: &Counts, end: Instant) {
    let http = http::client().unwrap();
    let url = format!("{url}/api/private-scoped");
    while Instant::now() < end {
        let outcome = match source.token().await {
            Err(error) => format!("no token: {error}"),
            Ok(token) => match call_api(&http, &url, &token).await {
                Ok(_) => "200 OK".to_owned(),
                Err(error) => error.to_string().replace(&url, "the API"),
            },
        };
        *counts.lock().unwrap().entry(outcome).or_default() += 1;
        sleep(Duration::from_millis(10)).await;
    }
}

/// Sends as long as the API takes it, and reads nothing; when the API ends it, once more.
async fn slow_reader(address: String) {
    let request = "GET /api/public HTTP/1.1\r\nhost: a\r\n\r\n".repeat(200);
    loop {
        if let Ok(mut stream) = TcpStream::connect(&address).await {
            while stream.write_all(request.as_bytes()).await.is_ok() {}
        }
        sleep(Duration::from_millis(100)).await;
    }
}

/// Opens a connection and says nothing; when the API ends it, once more.
async fn idle(address: String) {
    loop {
        if let Ok(stream) = TcpStream::connect(&address).await {
            stream.readable().await.ok();
        }
        sleep(Duration::from_millis(100)).await;
    }
}

async fn unknown_kids(url: String, issuer: String) {
    let attacker = Attacker::new(&issuer, forge::now()).unwrap();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut ticks = interval(Duration::from_secs(1) / UNKNOWN_KIDS_PER_SECOND);
    for number in 0_u64.. {
        ticks.tick().await;
        let kid = format!("invented-{number}");
        let token = attacker.forged(json!({"alg": "RS256", "typ": "JWT", "kid": kid}));
        let request = http.get(format!("{url}/api/private")).bearer_auth(token);
        tokio::spawn(request.timeout(Duration::from_secs(5)).send());
    }
}
