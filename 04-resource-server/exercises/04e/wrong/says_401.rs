//! 401 asks the client to authenticate. It has done so, twice: the request is
//! malformed.
//!
//! ```text
//! the repaired api refuses two headers
//!
//!   the headers are ["Bearer guest.sig", "Bearer admin.sig"]
//!     got:      401
//!     expected: 400
//! ```

async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return Err(StatusCode::UNAUTHORIZED);
    };
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
