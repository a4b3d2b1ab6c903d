//! The checks of 04f. The names of the tests say what is required.

use axum::http::header::{AUTHORIZATION, RETRY_AFTER, WWW_AUTHENTICATE};
use realm::Server;
use reqwest::header::HeaderMap;
use tokio::net::TcpListener;

use super::{AUDIT, READ, service};

const CLIENT: &str = "test_api_client";

/// What the service answers: the status, the headers and the body.
type Response = (u16, HeaderMap, String);

/// An issuer and the service, each on a port of this machine.
struct World {
    issuer: Server,
    url: String,
}

impl World {
    async fn start() -> Self {
        let issuer = Server::start(0).await.expect("a port is free");
        let url = serve(issuer.issuer()).await;
        Self { issuer, url }
    }

    async fn get(&self, path: &str, token: Option<&str>) -> Response {
        println!("input: GET {path}");
        let mut request = reqwest::Client::new().get(format!("{}{path}", self.url));
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let response = request.send().await.expect("the service answers");
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        (
            status,
            headers,
            response.text().await.expect("the body is text"),
        )
    }

    fn token(&self, scope: &str) -> String {
        self.issuer
            .token(CLIENT, scope)
            .expect("the realm has the client and the scope")
    }
}

/// Starts the service and returns its URL.
async fn serve(issuer: &str) -> String {
    let router = service(issuer).expect("it is a service");
    let listener = TcpListener::bind("127.0.0.1:0")
        .await
        .expect("a port is free");
    let address = listener.local_addr().expect("it listens");
    tokio::spawn(axum::serve(listener, router).into_future());
    format!("http://{address}")
}

fn is(expected: (u16, &str), path: &str, what: &str, (status, _, body): &Response) {
    assert_eq!((*status, body.as_str()), expected, "GET {path} with {what}");
}

/// A refusal: its status, and what must be in its challenge.
fn is_refused(expected: u16, parts: &[&str], path: &str, what: &str, response: &Response) {
    let (status, headers, _) = response;
    assert_eq!(*status, expected, "GET {path} with {what}");
    let challenge = headers
        .get(WWW_AUTHENTICATE)
        .and_then(|value| value.to_str().ok());
    let challenge = challenge.unwrap_or_default();
    for part in parts {
        assert!(
            challenge.contains(part),
            "GET {path} with {what}: {part} is not in {challenge:?}"
        );
    }
}

#[tokio::test]
async fn health_is_open_to_anyone() {
    let world = World::start().await;
    is(
        (200, "ok"),
        "/health",
        "no token",
        &world.get("/health", None).await,
    );
    is(
        (200, "ok"),
        "/health",
        "a bad token",
        &world.get("/health", Some("x")).await,
    );
}

#[tokio::test]
async fn a_valid_token_says_who_is_calling() {
    let world = World::start().await;
    let response = world.get("/whoami", Some(&world.token(READ))).await;
    is((200, CLIENT), "/whoami", "a valid token", &response);
}

#[tokio::test]
async fn a_route_requires_its_scope() {
    let world = World::start().await;
    let response = world.get("/stock", Some(&world.token(READ))).await;
    is(
        (200, "12 apples"),
        "/stock",
        "a token with the scope",
        &response,
    );
    // The issuer has no client with that scope.
    let response = world.get("/audit", Some(&world.token(READ))).await;
    let parts = [
        r#"error="insufficient_scope""#,
        &format!(r#"scope="{AUDIT}""#),
    ];
    is_refused(
        403,
        &parts,
        "/audit",
        "a token without the scope",
        &response,
    );
}

const METADATA: &str =
    r#"resource_metadata="https://stock.example/.well-known/oauth-protected-resource""#;

#[tokio::test]
async fn without_a_token_the_client_learns_how_to_get_one() {
    let world = World::start().await;
    for path in ["/whoami", "/stock", "/audit"] {
        let response = world.get(path, None).await;
        is_refused(401, &["Bearer", METADATA], path, "no token", &response);
    }
}

#[tokio::test]
async fn a_token_that_is_not_valid_is_refused() {
    let world = World::start().await;
    let other = World::start().await;
    let good = world.token(READ);
    let parts: Vec<_> = good.split('.').collect();
    let [header, payload, signature] = parts[..] else {
        panic!("a token has three parts")
    };
    let unsigned = format!("{header}.{payload}.");
    let changed = format!("{header}.{payload}A.{signature}");
    // Both issuers use the same key, which is published; only `iss` differs.
    let foreign = other.token(READ);
    for (what, token) in [
        ("something that is not a token", "abc"),
        ("a token for no API", &world.token("basic")),
        ("a token without its signature", &unsigned),
        ("a token of another issuer", &foreign),
        ("a token with another payload", &changed),
    ] {
        for path in ["/whoami", "/stock", "/audit"] {
            let response = world.get(path, Some(token)).await;
            is_refused(401, &[r#"error="invalid_token""#], path, what, &response);
        }
    }
}

#[tokio::test]
async fn a_new_key_of_the_issuer_is_found() {
    let world = World::start().await;
    world.get("/whoami", Some(&world.token(READ))).await;
    world.issuer.rotate().expect("the realm makes a key");
    let response = world.get("/whoami", Some(&world.token(READ))).await;
    is(
        (200, CLIENT),
        "/whoami",
        "a token that a new key signed",
        &response,
    );
}

#[tokio::test]
async fn if_the_keys_cannot_be_fetched_it_is_not_the_clients_fault() {
    let World { issuer, .. } = World::start().await;
    let token = issuer
        .token(CLIENT, READ)
        .expect("the realm has the client and the scope");
    let name = issuer.issuer().to_owned();
    issuer.close().await;
    let other = World {
        url: serve(&name).await,
        ..World::start().await
    };
    let (status, headers, _) = other.get("/stock", Some(&token)).await;
    assert_eq!(status, 503, "GET /stock, while the issuer is down");
    assert!(headers.contains_key(RETRY_AFTER), "there is no Retry-After");
}
