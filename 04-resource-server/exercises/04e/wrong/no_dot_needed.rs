//! A token without a dot, and an empty one, are let in.
//!
//! ```text
//! the repaired api refuses what is not one token
//!
//!   the headers are ["Bearer guest"]
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
    if token.contains([' ', ',']) {
        return Err(StatusCode::BAD_REQUEST);
    }
    Ok(token.split('.').next().unwrap_or_default().to_owned())
}
