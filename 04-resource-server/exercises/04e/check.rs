//! The checks of 04e. The names of the tests say what is demanded.

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::Request;
use axum::http::header::AUTHORIZATION;
use axum::routing::get;
use tower::ServiceExt;

use super::{forge, weak, who};

/// What an API answers: the status, and the body.
async fn ask(api: Router, request: Request<Body>) -> (u16, String) {
    let response = api.oneshot(request).await.expect("a router always answers");
    let status = response.status().as_u16();
    let body = to_bytes(response.into_body(), 1000)
        .await
        .expect("the body is short");
    (status, String::from_utf8_lossy(&body).into_owned())
}

async fn ask_repaired(values: &[&str]) -> (u16, String) {
    let mut request = Request::get("/who");
    for value in values {
        request = request.header(AUTHORIZATION, *value);
    }
    let request = request.body(Body::empty()).expect("it is a request");
    ask(Router::new().route("/who", get(who)), request).await
}

#[test]
fn the_proxy_lets_the_forged_request_pass() {
    let request = forge();
    let headers = request.headers();
    assert!(
        weak::proxy_lets_pass(headers),
        "the proxy refuses {headers:?}"
    );
}

#[tokio::test]
async fn the_weak_api_takes_it_for_admin() {
    let answer = ask(weak::api(), forge()).await;
    assert_eq!(
        answer,
        (200, "admin".to_owned()),
        "what the weak API answers to GET /who"
    );
}

#[tokio::test]
async fn the_repaired_api_knows_a_guest() {
    let answer = ask_repaired(&[&format!("Bearer {}", weak::GUEST)]).await;
    assert_eq!(answer, (200, "guest".to_owned()), "one header, one token");
    let answer = ask_repaired(&[&format!("bearer {}", weak::GUEST)]).await;
    assert_eq!(
        answer,
        (200, "guest".to_owned()),
        "the scheme in lower case"
    );
}

#[tokio::test]
async fn the_repaired_api_refuses_two_headers() {
    let (status, _) = ask_repaired(&["Bearer guest.sig", "Bearer admin.sig"]).await;
    assert_eq!(status, 400, "two headers");
    let (status, _) = ask_repaired(&["Bearer guest.sig", "Bearer guest.sig"]).await;
    assert_eq!(status, 400, "two headers, and both are the same");
}

#[tokio::test]
async fn the_repaired_api_refuses_two_tokens_in_one_header() {
    for value in [
        "Bearer guest.sig, Bearer admin.sig",
        "Bearer guest.sig admin.sig",
    ] {
        let (status, _) = ask_repaired(&[value]).await;
        assert_eq!(status, 400, "one header: {value}");
    }
}

#[tokio::test]
async fn the_repaired_api_asks_who_sent_nothing_to_authenticate() {
    let (status, _) = ask_repaired(&[]).await;
    assert_eq!(status, 401, "no header");
    let (status, _) = ask_repaired(&["Basic Z3Vlc3Q6eA=="]).await;
    assert_eq!(status, 401, "a header of the scheme Basic");
}
