//! # 04e, a solution
//!
//! One request, one token. No two programs agree on which of two is "the" token,
//! so the only safe answer is 400.

#[cfg(test)]
mod check;
mod weak;

use axum::body::Body;
use axum::http::header::AUTHORIZATION;
use axum::http::{HeaderMap, Request, StatusCode};

/// A request to `/who` that passes the proxy, and is `admin` to the API.
fn forge() -> Request<Body> {
    let request = Request::get("/who")
        .header(AUTHORIZATION, format!("Bearer {}", weak::GUEST))
        .header(AUTHORIZATION, "Bearer admin.bm9ib2R5IGxvb2tz");
    request.body(Body::empty()).unwrap_or_default()
}

/// The repaired handler: who is calling.
async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let value = values.next().ok_or(StatusCode::UNAUTHORIZED)?;
    if values.next().is_some() {
        return Err(StatusCode::BAD_REQUEST);
    }
    let value = value.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(StatusCode::UNAUTHORIZED);
    }
    match token.split_once('.') {
        Some((name, _signature)) if !token.contains([' ', ',']) => Ok(name.to_owned()),
        _ => Err(StatusCode::BAD_REQUEST),
    }
}
