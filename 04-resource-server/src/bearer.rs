//! The token in the request (RFC 6750 §2.1).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::Rejection;

/// The token of the `Authorization` header.
///
/// RFC 6750 allows two more places for it, the body and the query. They are not supported: a query
/// ends up in every log and browser history on the way (RFC 9700 §4.3.2).
///
/// # Errors
/// [`Rejection::NoToken`] if there is no such header, or it is of another scheme: the client did not
/// try. [`Rejection::Malformed`] if it tried, but not in the form of RFC 6750 §2.1.
pub fn bearer_token(headers: &HeaderMap) -> Result<&str, Rejection> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(Rejection::NoToken);
    };
    // Two headers, two tokens: a proxy may check one of them, and the API the other.
    if values.next().is_some() {
        return Err(Rejection::Malformed {
            reason: "more than one Authorization header",
        });
    }
    let malformed = |reason| Rejection::Malformed { reason };
    let value = value
        .to_str()
        .map_err(|_| malformed("the header has bytes beyond ASCII"))?;
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Rejection::NoToken);
    }
    let token = rest.trim_start_matches(' ');
    if token.is_empty() {
        return Err(malformed("no token after the scheme"));
    }
    if !is_b64token(token) {
        return Err(malformed("the token has characters that no token has"));
    }
    Ok(token)
}

/// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
///
/// RFC 6750 §2.1
fn is_b64token(text: &str) -> bool {
    let token = text.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    !token.is_empty() && token.bytes().all(allowed)
}
