//! Finding the token in the request.

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;

use crate::Rejection;

/// The token of the `Authorization` header.
///
/// RFC 6750 has two more places for it, the body and the query. They are not looked at: a query
/// ends in every log and browser history on the way (RFC 9700 §4.3.2).
///
/// # Errors
/// [`Rejection::NoToken`] if there is no such header or it is of another scheme, so the client did
/// not try; [`Rejection::Malformed`] if it tried, but not as RFC 6750 §2.1 has it.
pub fn bearer_token(headers: &HeaderMap) -> Result<&str, Rejection> {
    let mut values = headers.get_all(AUTHORIZATION).iter();
    let Some(value) = values.next() else {
        return Err(Rejection::NoToken);
    };
    // Two headers, two tokens: a proxy may have judged one of them, and the API the other.
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
        return Err(malformed("the token has letters that no token has"));
    }
    Ok(token)
}

/// `1*( ALPHA / DIGIT / "-" / "." / "_" / "~" / "+" / "/" ) *"="`
///
/// RFC 6750 §2.1
fn is_b64token(text: &str) -> bool {
    let letters = text.trim_end_matches('=');
    let is_letter = |byte: u8| LETTERS.get(usize::from(byte)) == Some(&true);
    !letters.is_empty() && letters.bytes().all(is_letter)
}

/// Which bytes are letters of a token. A table, because a token has a thousand of them, and to compare
/// each with every range takes longer than the SHA-256 of the whole.
#[expect(clippy::indexing_slicing, reason = "out of bounds would not compile")]
const LETTERS: [bool; 256] = {
    let mut letters = [false; 256];
    let mut byte = 0;
    while byte < letters.len() {
        let letter = byte as u8;
        letters[byte] = letter.is_ascii_alphanumeric()
            || matches!(letter, b'-' | b'.' | b'_' | b'~' | b'+' | b'/');
        byte += 1;
    }
    letters
};
