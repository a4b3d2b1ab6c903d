//! The service of the book's chapter "Into production" starts from its settings and refuses what it must.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

#[expect(dead_code, reason = "its main is not called")]
#[path = "../examples/service.rs"]
mod service;

use axum::body::Body;
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use realm::Server;
use service::Settings;
use tower::ServiceExt;

fn settings(pairs: &[(&str, &str)]) -> anyhow::Result<Settings> {
    Settings::read(|name| {
        let mut pairs = pairs.iter();
        let found = pairs.find(|(variable, _)| *variable == name);
        found.map(|(_, value)| (*value).to_owned())
    })
}

#[tokio::test]
async fn it_guards_its_routes() {
    let realm = Server::start(0).await.unwrap();
    let settings = settings(&[
        ("OAUTH_ISSUER", realm.issuer()),
        ("OAUTH_AUDIENCE", "test_api_resource"),
        ("PUBLIC_URL", "https://reports.example/v1"),
    ]);
    let (app, _) = service::app(&settings.unwrap()).unwrap();
    let good = realm.token("test_api_client", "test_api_access").unwrap();
    let for_others = realm.token("test_api_client", "basic").unwrap();
    let metadata = "/.well-known/oauth-protected-resource/v1";
    for (path, token, status) in [
        ("/whoami", None, 401),
        ("/whoami", Some(&for_others), 401),
        ("/whoami", Some(&good), 200),
        ("/reports", None, 401),
        ("/reports", Some(&good), 403),
        ("/healthz", None, 200),
        ("/readyz", None, 200),
        (metadata, None, 200),
    ] {
        let mut request = Request::get(path);
        if let Some(token) = token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let request = request.body(Body::empty()).unwrap();
        let response = app.clone().oneshot(request).await.unwrap();
        assert_eq!(response.status(), status, "{path} {}", token.is_some());
    }
    realm.close().await;
}

#[test]
fn it_has_no_default_issuer() {
    const ALL: [(&str, &str); 3] = [
        ("OAUTH_ISSUER", "https://issuer.example"),
        ("OAUTH_AUDIENCE", "reports"),
        ("PUBLIC_URL", "https://reports.example"),
    ];
    assert!(settings(&ALL).is_ok());
    for (left_out, _) in ALL {
        let others: Vec<_> = ALL
            .into_iter()
            .filter(|(name, _)| *name != left_out)
            .collect();
        let error = settings(&others).err().unwrap().to_string();
        assert!(error.contains(left_out), "{error}");
    }
    for (name, bad) in [
        ("OAUTH_ISSUER", "http://issuer.example"),
        ("OAUTH_AUDIENCE", ""),
        ("PUBLIC_URL", "reports.example"),
        ("LISTEN", "50100"),
        ("DRAIN_SECONDS", "-1"),
    ] {
        let mut pairs = vec![(name, bad)];
        pairs.extend(ALL);
        assert!(settings(&pairs).is_err(), "{name}={bad}");
    }
}
