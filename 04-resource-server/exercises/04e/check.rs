//! The checks of 04e. The names of the tests say what is required.

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

async fn ask_repaired(values: &[&[u8]]) -> (u16, String) {
    let texts = values.iter().map(|value| String::from_utf8_lossy(value));
    println!("input: the headers {:?}", texts.collect::<Vec<_>>());
    let mut request = Request::get("/who");
    for value in values {
        request = request.header(AUTHORIZATION, *value);
    }
    let request = request.body(Body::empty()).expect("it is a request");
    ask(Router::new().route("/who", get(who)), request).await
}

async fn knows(name: &str, value: &str) {
    let answer = ask_repaired(&[value.as_bytes()]).await;
    assert_eq!(answer, (200, name.to_owned()), "one header: {value}");
}

async fn refuses(status: u16, values: &[&str]) {
    let bytes: Vec<_> = values.iter().map(|value| value.as_bytes()).collect();
    let (found, _) = ask_repaired(&bytes).await;
    assert_eq!(found, status, "the headers are {values:?}");
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
async fn the_repaired_api_knows_who_is_calling() {
    knows("guest", &format!("Bearer {}", weak::GUEST)).await;
    knows("admin", "Bearer admin.sig").await;
    knows("x-1_y", "Bearer x-1_y.s.i.g").await;
}

#[tokio::test]
async fn the_scheme_may_be_written_in_any_case() {
    for scheme in ["Bearer", "bearer", "BEARER", "bEaReR"] {
        knows("guest", &format!("{scheme} {}", weak::GUEST)).await;
    }
}

#[tokio::test]
async fn the_repaired_api_refuses_two_headers() {
    refuses(400, &["Bearer guest.sig", "Bearer admin.sig"]).await;
    refuses(400, &["Bearer guest.sig", "Bearer guest.sig"]).await;
    refuses(400, &["Basic Z3Vlc3Q6eA==", "Bearer guest.sig"]).await;
    refuses(400, &["Bearer guest.sig", "Basic Z3Vlc3Q6eA=="]).await;
    refuses(400, &["Bearer a.b", "Bearer c.d", "Bearer e.f"]).await;
}

#[tokio::test]
async fn the_repaired_api_refuses_what_is_not_one_token() {
    for token in [
        "guest.sig, Bearer admin.sig",
        "guest.sig admin.sig",
        "guest.sig,admin.sig",
        "guest.sig,",
        ",guest.sig",
        " guest.sig",
        "guest",
        "",
    ] {
        refuses(400, &[&format!("Bearer {token}")]).await;
    }
}

#[tokio::test]
async fn the_repaired_api_asks_who_sent_nothing_to_authenticate() {
    refuses(401, &[]).await;
    for value in [
        "Basic Z3Vlc3Q6eA==",
        "Basic a.b",
        "DPoP guest.sig",
        "Bearers guest.sig",
        "Bearerguest.sig",
        "",
    ] {
        refuses(401, &[value]).await;
    }
}

#[tokio::test]
async fn bytes_that_are_not_text_are_not_a_crash() {
    let (status, body) = ask_repaired(&[b"Bearer \xff.sig"]).await;
    assert!(
        [400, 401].contains(&status),
        "let in as {body:?}, with the byte 255 in the header"
    );
}
