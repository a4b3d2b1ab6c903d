//! # 04e, a solution
//!
//! One request, one token. Which of two is "the" token is a question that no
//! two programs answer alike, so the only safe answer is 400.

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
    let token = value
        .to_str()
        .ok()
        .and_then(|value| value.strip_prefix("Bearer "));
    let (name, _signature) = token
        .filter(|token| !token.contains([' ', ',']))
        .and_then(|token| token.split_once('.'))
        .ok_or(StatusCode::BAD_REQUEST)?;
    Ok(name.to_owned())
}
