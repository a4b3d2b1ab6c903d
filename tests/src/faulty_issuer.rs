//! An issuer that fails on command.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::{Request, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use fetch_token::{AuthMethod, Client, fetch_token, token_endpoint};
use realm::Server;
use secrecy::ExposeSecret;
use tokio::net::TcpListener;
use tokio::sync::watch;

/// What is wrong with a response.
#[derive(Clone, Debug)]
pub enum Fault {
    /// No response until [`FaultyIssuer::release`].
    Hang,
    /// The response of the moment of the request, but kept back until then, too.
    Late,
    /// An error status without a body.
    Status(StatusCode, HeaderMap),
    /// This status with this JSON.
    Error(StatusCode, String),
    /// 200 with this type and body instead of the right ones.
    Body(&'static str, String),
    /// A redirect to somewhere else.
    Redirect,
    /// The connection ends in the middle of the body.
    Cut,
    /// More bytes than a client should read.
    Flood,
}

/// An embedded realm behind a proxy that counts requests, and that can be made to fail.
///
/// The realm takes its issuer from the URL of the request, so its tokens name the proxy.
pub struct FaultyIssuer {
    /// The issuer's URL.
    pub issuer: String,
    /// The realm behind the proxy.
    pub realm: Server,
    proxy: Arc<FaultProxy>,
}

struct FaultProxy {
    upstream: String,
    http: reqwest::Client,
    faults: Mutex<Vec<(&'static str, Fault)>>,
    counts: Mutex<HashMap<String, usize>>,
    released: watch::Sender<()>,
}

impl FaultyIssuer {
    /// A realm that works, so far.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start() -> anyhow::Result<Self> {
        let realm = Server::start(0).await?;
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let upstream = realm.issuer().trim_end_matches("/realms/myorg").to_owned();
        let proxy = Arc::new(FaultProxy {
            upstream,
            http: reqwest::Client::builder()
                .redirect(reqwest::redirect::Policy::none())
                .timeout(Duration::from_secs(10))
                .build()?,
            faults: Mutex::default(),
            counts: Mutex::default(),
            released: watch::Sender::new(()),
        });
        let app = Router::new().fallback(pass).with_state(Arc::clone(&proxy));
        tokio::spawn(axum::serve(listener, app).into_future());
        let issuer = format!("http://{address}/realms/myorg");
        Ok(Self {
            issuer,
            realm,
            proxy,
        })
    }

    /// From now on, requests to paths with this end fail; `""` is all of them.
    pub fn fail(&self, path: &'static str, fault: Fault) {
        lock(&self.proxy.faults).push((path, fault));
    }

    /// From now on, nothing fails.
    pub fn repair(&self) {
        lock(&self.proxy.faults).clear();
        self.release();
    }

    /// Answers the requests that hang.
    pub fn release(&self) {
        self.proxy.released.send_replace(());
    }

    /// How many requests there were to paths with this end.
    #[must_use]
    pub fn count(&self, path: &str) -> usize {
        let counts = lock(&self.proxy.counts);
        let matching = counts
            .iter()
            .filter(|(requested, _)| requested.ends_with(path));
        matching.map(|(_, count)| count).sum()
    }

    /// Waits until there were that many.
    pub async fn requested(&self, path: &str, count: usize) {
        while self.count(path) < count {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    }

    /// Waits until a response is kept back.
    pub async fn kept_back(&self) {
        self.requested(HELD, 1).await;
    }

    /// A valid token of this issuer.
    ///
    /// # Errors
    /// If it returns none.
    pub async fn token(&self) -> anyhow::Result<String> {
        let (id, secret) = ("test_api_client", "test-api-client-secret");
        let client = Client::with_secret(id, secret, AuthMethod::Post);
        let endpoint = token_endpoint(&self.issuer.parse()?);
        let response = fetch_token(&self.proxy.http, &endpoint, &client, "test_api_access").await?;
        Ok(response.access_token.expose_secret().to_owned())
    }
}

/// Where responses that are kept back are counted.
const HELD: &str = "kept back";

async fn pass(State(proxy): State<Arc<FaultProxy>>, request: Request) -> Response {
    // Before the request is counted: a test that has seen the count can then release it.
    let mut released = proxy.released.subscribe();
    let path = request.uri().path().to_owned();
    *lock(&proxy.counts).entry(path.clone()).or_default() += 1;
    let fault = {
        let faults = lock(&proxy.faults);
        let matching = faults.iter().rev().find(|(end, _)| path.ends_with(end));
        matching.map(|(_, fault)| fault.clone())
    };
    match fault {
        None => {}
        Some(Fault::Hang) => drop(released.changed().await),
        Some(Fault::Late) => {
            let response = proxy.pass(request).await;
            *lock(&proxy.counts).entry(HELD.to_owned()).or_default() += 1;
            drop(released.changed().await);
            return response.unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response());
        }
        Some(Fault::Status(status, headers)) => return (status, headers).into_response(),
        Some(Fault::Error(status, body)) => {
            return (status, [(CONTENT_TYPE, "application/json")], body).into_response();
        }
        Some(Fault::Body(content_type, body)) => {
            return ([(CONTENT_TYPE, content_type)], body).into_response();
        }
        Some(Fault::Redirect) => {
            let elsewhere = HeaderValue::from_static("http://127.0.0.1:9/elsewhere");
            return (StatusCode::FOUND, [(LOCATION, elsewhere)]).into_response();
        }
        Some(Fault::Cut) => return cut().into_response(),
        Some(Fault::Flood) => return "x".repeat(16 * 1024 * 1024).into_response(),
    }
    proxy
        .pass(request)
        .await
        .unwrap_or_else(|_| StatusCode::BAD_GATEWAY.into_response())
}

/// A body that breaks off after its beginning.
fn cut() -> Body {
    use futures_util::stream;
    let broken = std::io::Error::from(std::io::ErrorKind::ConnectionReset);
    Body::from_stream(stream::iter([
        Ok(Bytes::from_static(b"{\"iss")),
        Err(broken),
    ]))
}

impl FaultProxy {
    async fn pass(&self, request: Request) -> anyhow::Result<Response> {
        let (parts, body) = request.into_parts();
        let body = axum::body::to_bytes(body, 1024 * 1024).await?;
        let response = self
            .http
            .request(parts.method, format!("{}{}", self.upstream, parts.uri))
            .headers(parts.headers)
            .body(body)
            .send()
            .await?;
        let (status, headers) = (response.status(), response.headers().clone());
        Ok((status, headers, response.bytes().await?).into_response())
    }
}

fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
