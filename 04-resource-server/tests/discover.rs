//! What a client learns from an API about which it knows the URL alone, and from one that lies.

#![expect(clippy::unwrap_used, reason = "this is a test, helpers included")]

use std::process::Command;
use std::sync::mpsc::channel;

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::WWW_AUTHENTICATE;
use axum::response::IntoResponse;
use axum::routing::{get, post};
use fetch_token::http;
use realm::Server;
use resource_server::{Discovered, ResourceDiscoveryError, discover};
use serde_json::{Value, json};
use tokio::net::TcpListener;

const METADATA: &str = "/.well-known/oauth-protected-resource";

/// An API with this response to a request without a token, and this metadata. `API` is its URL.
async fn api(status: u16, challenge: &str, metadata: (u16, Value)) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let status = StatusCode::from_u16(status).unwrap();
    let challenge = challenge.replace("API", &url);
    let document = metadata.1.to_string().replace("API", &url);
    let metadata_status = StatusCode::from_u16(metadata.0).unwrap();
    let refuse = async move || (status, [(WWW_AUTHENTICATE, challenge)]).into_response();
    let describe = async move || (metadata_status, document);
    let app = Router::new()
        .route("/a", get(refuse))
        .route(METADATA, get(describe));
    tokio::spawn(axum::serve(listener, app).into_future());
    url
}

async fn found(
    status: u16,
    challenge: &str,
    metadata: (u16, Value),
) -> Result<Discovered, ResourceDiscoveryError> {
    let api = api(status, challenge, metadata).await;
    discover(&http::client().unwrap(), &api, "/a").await
}

#[tokio::test]
async fn the_challenge_leads_to_the_token_endpoint_and_the_scope() {
    let server = Server::start(0).await.unwrap();
    let metadata = |scopes: Value| {
        (
            200,
            json!({
                "resource": "API",
                "authorization_servers": [server.issuer(), "https://second.example"],
                "scopes_supported": scopes,
            }),
        )
    };
    let plain = r#"Bearer resource_metadata="API/.well-known/oauth-protected-resource""#;
    let with_scope = format!(r#"Basic realm="a", {plain}, scope="read write""#);
    for (challenge, scopes, expected) in [
        (with_scope.as_str(), json!(["other"]), Some("read write")),
        (plain, json!(["read", "admin"]), Some("read admin")),
        (plain, json!(null), None),
    ] {
        let found = found(401, challenge, metadata(scopes)).await.unwrap();
        assert_eq!(found.issuer.as_str(), server.issuer());
        let endpoint = format!("{}/protocol/openid-connect/token", server.issuer());
        assert_eq!(found.metadata.token_endpoint().unwrap().as_str(), endpoint);
        assert_eq!(found.scope.as_deref(), expected);
    }
}

#[tokio::test]
async fn what_an_api_cannot_make_a_client_believe() {
    let server = Server::start(0).await.unwrap();
    let good = || {
        let servers = [server.issuer()];
        json!({"resource": "API", "authorization_servers": servers})
    };
    let with = |name: &str, value: Value| {
        let mut metadata = good();
        metadata[name] = value;
        (200, metadata)
    };
    let challenge = r#"Bearer resource_metadata="API/.well-known/oauth-protected-resource""#;
    let somewhere = r#"Bearer resource_metadata="https://other.example/metadata""#;
    let nowhere = r#"Bearer resource_metadata="metadata""#;
    let other_scheme = r#"Basic resource_metadata="API/.well-known/oauth-protected-resource""#;
    let alias = format!("{}/", server.issuer());
    type Kind = fn(&ResourceDiscoveryError) -> bool;
    let rows: [(u16, &str, (u16, Value), Kind); 14] = [
        (200, challenge, (200, good()), |error| {
            matches!(error, ResourceDiscoveryError::NotRefused { .. })
        }),
        (403, challenge, (200, good()), |error| {
            matches!(error, ResourceDiscoveryError::NotRefused { .. })
        }),
        (401, "Bearer", (200, good()), |error| {
            matches!(error, ResourceDiscoveryError::NoMetadataUrl(_))
        }),
        (401, other_scheme, (200, good()), |error| {
            matches!(error, ResourceDiscoveryError::NoMetadataUrl(_))
        }),
        (401, somewhere, (200, good()), |error| {
            matches!(error, ResourceDiscoveryError::Elsewhere(_))
        }),
        (401, nowhere, (200, good()), |error| {
            matches!(error, ResourceDiscoveryError::Elsewhere(_))
        }),
        (401, challenge, (404, good()), |error| {
            matches!(error, ResourceDiscoveryError::NotMetadata { .. })
        }),
        (401, challenge, (200, json!(["API"])), |error| {
            matches!(error, ResourceDiscoveryError::NotMetadata { .. })
        }),
        (401, challenge, with("resource", json!("API/")), |error| {
            matches!(error, ResourceDiscoveryError::OtherResource { .. })
        }),
        (
            401,
            challenge,
            with("resource", json!("https://bank.example")),
            |error| matches!(error, ResourceDiscoveryError::OtherResource { .. }),
        ),
        (
            401,
            challenge,
            with("authorization_servers", json!([])),
            |error| matches!(error, ResourceDiscoveryError::NoIssuer),
        ),
        (
            401,
            challenge,
            with("authorization_servers", json!(["http://other.example"])),
            |error| matches!(error, ResourceDiscoveryError::Issuer(_)),
        ),
        // A server whose metadata is another one's.
        (
            401,
            challenge,
            with("authorization_servers", json!([alias])),
            |error| matches!(error, ResourceDiscoveryError::Metadata(_)),
        ),
        (
            401,
            challenge,
            with("authorization_servers", json!(["http://127.0.0.1:1"])),
            |error| matches!(error, ResourceDiscoveryError::Metadata(_)),
        ),
    ];
    for (status, challenge, metadata, kind) in rows {
        let row = format!("{status} {challenge} {metadata:?}");
        let error = found(status, challenge, metadata).await.unwrap_err();
        assert!(kind(&error), "{row}: {error}");
    }
}

/// The API is the attacker's, and so is the authorization server that it names: that one must not get to
/// see a secret, unless the client's operator has named it, too.
#[tokio::test]
async fn a_secret_is_not_sent_to_a_server_that_only_the_api_names() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let challenge = format!(r#"Bearer resource_metadata="{url}{METADATA}""#);
    let resource = json!({"resource": url, "authorization_servers": [format!("{url}/as")]});
    let issuer = json!({
        "issuer": format!("{url}/as"),
        "token_endpoint": format!("{url}/token"),
        "jwks_uri": format!("{url}/keys"),
    });
    let (sender, received) = channel();
    let token = async move |body: String| {
        sender.send(body).ok();
        StatusCode::BAD_REQUEST
    };
    let refuse = async move || (StatusCode::UNAUTHORIZED, [(WWW_AUTHENTICATE, challenge)]);
    let app = Router::new()
        .route("/api/private-scoped", get(refuse))
        .route(METADATA, get(async move || resource.to_string()))
        .route(
            "/as/.well-known/openid-configuration",
            get(async move || issuer.to_string()),
        )
        .route("/token", post(token));
    tokio::spawn(axum::serve(listener, app).into_future());

    let run = async |issuer: Option<String>| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_04-call-api"));
        for (name, _) in std::env::vars() {
            if name.starts_with("OAUTH_") || name.to_ascii_lowercase().ends_with("_proxy") {
                command.env_remove(name);
            }
        }
        command.env("OAUTH_CLIENT_ID", "reporter");
        command.env("OAUTH_CLIENT_SECRET", "hunter2");
        command.env("API_URL", &url).arg("--discover");
        command.envs(issuer.map(|issuer| ("OAUTH_ISSUER", issuer)));
        let output = tokio::task::spawn_blocking(move || command.output());
        let output = output.await.unwrap().unwrap();
        String::from_utf8(output.stderr).unwrap()
    };
    let refused = run(None).await;
    assert!(refused.contains("a secret is not sent"), "{refused}");
    assert!(received.try_recv().is_err(), "it was sent: {refused}");

    let other = run(Some("https://issuer.example".to_owned())).await;
    assert!(other.contains("but OAUTH_ISSUER is"), "{other}");
    assert!(received.try_recv().is_err(), "it was sent: {other}");

    run(Some(format!("{url}/as"))).await;
    let sent = received.try_recv().unwrap();
    assert!(sent.contains("client_secret=hunter2"), "{sent}");
}
