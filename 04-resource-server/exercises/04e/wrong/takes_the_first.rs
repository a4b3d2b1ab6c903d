//! Now the API looks where this proxy looks. The next proxy looks elsewhere.
//!
//! ```text
//! the repaired api refuses two headers
//!
//!   the headers are ["Bearer guest.sig", "Bearer admin.sig"]
//!     got:      200
//!     expected: 400
//! ```

async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    let value = headers.get(AUTHORIZATION).ok_or(StatusCode::UNAUTHORIZED)?;
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
