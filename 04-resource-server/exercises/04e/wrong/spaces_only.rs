//! A space is refused, a comma without a space is not.
//!
//! ```text
//! the repaired api refuses what is not one token
//!
//!   the headers are ["Bearer guest.sig,admin.sig"]
//!     got:      200
//!     expected: 400
//! ```

async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    let mut values = headers.get_all("authorization").iter();
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
        Some((name, _)) if !token.contains(' ') => Ok(name.to_owned()),
        _ => Err(StatusCode::BAD_REQUEST),
    }
}
