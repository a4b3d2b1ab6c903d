//! Another scheme is taken for a malformed request.
//!
//! ```text
//! the repaired api asks who sent nothing to authenticate
//!
//!   the headers are ["Basic Z3Vlc3Q6eA=="]
//!     got:      400
//!     expected: 401
//! ```

async fn who(headers: HeaderMap) -> Result<String, StatusCode> {
    let mut values = headers.get_all("authorization").iter();
    let value = values.next().ok_or(StatusCode::UNAUTHORIZED)?;
    if values.next().is_some() {
        return Err(StatusCode::BAD_REQUEST);
    }
    let value = value.to_str().map_err(|_| StatusCode::BAD_REQUEST)?;
    let (scheme, token) = value.split_once(' ').unwrap_or((value, ""));
    match token.split_once('.') {
        Some((name, _)) if scheme.eq_ignore_ascii_case("bearer") && !token.contains([' ', ',']) => {
            Ok(name.to_owned())
        }
        _ => Err(StatusCode::BAD_REQUEST),
    }
}
