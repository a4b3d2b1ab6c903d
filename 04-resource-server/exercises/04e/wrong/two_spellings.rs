//! `Bearer` and `bearer`, but not `BEARER`.
//!
//! ```text
//! the scheme may be written in any case
//!
//!   one header: BEARER guest.c2lnbmVkIGJ5IHRoZSBpc3N1ZXI
//!     got:      (401, "")
//!     expected: (200, "guest")
//! ```

async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    let mut values = headers.get_all("authorization").iter();
    let value = values.next().ok_or(StatusCode::UNAUTHORIZED)?;
    if values.next().is_some() {
        return Err(StatusCode::BAD_REQUEST);
    }
    let value = value.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
    let token = value
        .strip_prefix("Bearer ")
        .or(value.strip_prefix("bearer "))
        .ok_or(StatusCode::UNAUTHORIZED)?;
    match token.split_once('.') {
        Some((name, _)) if !token.contains([' ', ',']) => Ok(name.to_owned()),
        _ => Err(StatusCode::BAD_REQUEST),
    }
}
