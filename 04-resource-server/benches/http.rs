//! Requests per second over real connections: what the guard takes away from an open route.
//!
//! `cargo bench -p resource-server --bench http`
//!
//! The routes take turns within one run, so that a machine that grows slower does so for all of
//! them. The client writes the same bytes again and again and looks at no more than the length of
//! the answer, to leave the machine to the server.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "what cannot be set up has nothing to measure"
)]

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::response::Json;
use axum::routing::get;
use fetch_token::http;
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, Limits, TokenCache, TokenValidator, app,
    listen, serve,
};
use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio::task::JoinSet;
use verify_signature::{Clock, Policy, Verifier};

const CONNECTIONS: usize = 16;
const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_secs(1);

struct Row {
    name: &'static str,
    address: String,
    request: String,
    rates: Vec<f64>,
}

fn main() {
    // As `#[tokio::main]` makes them: a thread for each core. Server and client share the machine.
    let runtime = || Runtime::new().unwrap();
    let (server, client) = (runtime(), runtime());
    let mut rows = server.block_on(rows());
    for row in &mut rows {
        measure(&client, row, ROUND / 4);
        row.rates.clear();
    }
    for _ in 0..ROUNDS {
        for row in &mut rows {
            measure(&client, row, ROUND);
        }
    }
    println!(
        "{CONNECTIONS} connections, {ROUNDS} rounds of {} s, in turn",
        ROUND.as_secs()
    );
    println!(
        "{:44}{:>12}{:>12}{:>12}{:>10}",
        "", "min", "median", "max", "of open"
    );
    let open = rows[1].rates.clone();
    for row in &rows {
        let ratios = row
            .rates
            .iter()
            .zip(&open)
            .map(|(rate, open)| rate / open * 100.0);
        let (rates, ratio) = (sorted(row.rates.clone()), sorted(ratios.collect()));
        println!(
            "{:44}{:>12.0}{:>12.0}{:>12.0}{:>8.1} %",
            row.name,
            rates[0],
            rates[ROUNDS / 2],
            rates[ROUNDS - 1],
            ratio[ROUNDS / 2],
        );
    }
}

fn sorted(mut numbers: Vec<f64>) -> Vec<f64> {
    numbers.sort_by(f64::total_cmp);
    numbers
}

async fn rows() -> Vec<Row> {
    let realm = realm::Server::start(0).await.unwrap();
    let issuer = realm.issuer().to_owned();
    let token = realm.token("test_api_client", "test_api_access").unwrap();

    let remembering = api(&issuer, 100).await;
    let forgetful = api(&issuer, 0).await;
    let row = |name, address: &str, path: &str| Row {
        name,
        address: address.to_owned(),
        request: format!(
            "GET {path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer {token}\r\n\r\n"
        ),
        rates: Vec::new(),
    };
    let rows = vec![
        row("a bare axum route", &bare().await, "/api/public"),
        row("/api/public, the open route", &remembering, "/api/public"),
        row(
            "/api/private-scoped, cached token",
            &remembering,
            "/api/private-scoped",
        ),
        row(
            "/api/private-scoped, a new token each time",
            &forgetful,
            "/api/private-scoped",
        ),
    ];
    // The keys are known to both; the realm is not needed any more.
    realm.close().await;
    rows
}

/// A route with the same response as the open one, and nothing around it.
async fn bare() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let response = json!({"message": "No need of Authorization to see this"});
    let public = get(async move || Json(response));
    let app = Router::new().route("/api/public", public);
    tokio::spawn(axum::serve(listener, app).into_future());
    address
}

async fn api(issuer: &str, capacity: usize) -> String {
    let verifier = Verifier::new(Policy::new(issuer, "test_api_resource"), Clock::system());
    let keys = JwksCache::new(http::client().unwrap(), issuer, JwksCacheConfig::default());
    let validator = TokenCache::with_capacity(JwtValidator::new(verifier, keys), capacity);
    validator.ready().await.unwrap();
    let listener = listen("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let config = ApiConfig {
        resource: format!("http://{address}").parse().unwrap(),
        issuers: vec![issuer.to_owned()],
        scope: "test_api_access".parse().unwrap(),
    };
    let app = app(&config, Arc::new(validator));
    tokio::spawn(serve(
        listener,
        app,
        Limits::default(),
        std::future::pending(),
    ));
    address
}

fn measure(client: &Runtime, row: &mut Row, time: Duration) {
    let begin = Instant::now();
    let end = begin + time;
    let count: usize = client.block_on(async {
        let mut connections = JoinSet::new();
        for _ in 0..CONNECTIONS {
            let (address, request) = (row.address.clone(), row.request.clone());
            connections.spawn(async move { requests(&address, &request, end).await });
        }
        connections.join_all().await.into_iter().sum()
    });
    row.rates.push(count as f64 / begin.elapsed().as_secs_f64());
}

/// Sends the request on one connection until the time is over, and counts the answers.
async fn requests(address: &str, request: &str, end: Instant) -> usize {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let mut buffer = vec![0; 4096];
    stream.write_all(request.as_bytes()).await.unwrap();
    let length = stream.read(&mut buffer).await.unwrap();
    assert!(
        buffer.starts_with(b"HTTP/1.1 200 OK"),
        "{}",
        String::from_utf8_lossy(&buffer)
    );
    let mut count = 1;
    while Instant::now() < end {
        stream.write_all(request.as_bytes()).await.unwrap();
        // Every answer to the same request has the same length.
        stream.read_exact(&mut buffer[..length]).await.unwrap();
        assert!(buffer.starts_with(b"HTTP/1.1 200 OK"));
        count += 1;
    }
    count
}
