//! WEAK ON PURPOSE: a proxy and an API that look at different headers of one request.

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::routing::get;

/// The one token whose signature is good.
pub(super) const GUEST: &str = "guest.c2lnbmVkIGJ5IHRoZSBpc3N1ZXI";

/// The proxy looks at the first header.
pub(super) fn proxy_lets_pass(headers: &HeaderMap) -> bool {
    let value = headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok());
    value.and_then(|value| value.strip_prefix("Bearer ")) == Some(GUEST)
}

/// The API looks at the last one.
pub(super) fn api() -> Router {
    Router::new().route("/who", get(who))
}

async fn who(headers: HeaderMap) -> String {
    let last = headers.get_all(AUTHORIZATION).iter().next_back();
    let token = last.and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
    let name = token.and_then(|token| token.split('.').next());
    name.unwrap_or("nobody").to_owned()
}
