//! The token in the request (RFC 6750 §2.1).

use axum::http::HeaderMap;
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use axum::response::Response;
use serde_json::Value;
use verify_signature::{Claims, VerifyError};

use crate::Rejection;

/// How a token arrives, and what else the request must prove. This step has one, [`Bearer`]; step 07
/// adds DPoP.
pub trait Presentation: Send + Sync + 'static {
    /// The token in a request's headers.
    ///
    /// # Errors
    /// [`Rejection::NoToken`], [`Rejection::Malformed`]
    fn token<'r>(&self, headers: &'r HeaderMap) -> Result<&'r str, Rejection>;

    /// Verifies that the sender of the request may use the token, whose claims are validated.
    ///
    /// # Errors
    /// The [`Rejection`] of what is not proven.
    fn verify_sender(
        &self,
        request: &Parts,
        token: &str,
        claims: &Claims,
    ) -> impl Future<Output = Result<(), Rejection>> + Send;

    /// Changes the response to a rejected request, which has a challenge for bearer tokens. Its `parameters`
    /// are those of every challenge for this route.
    fn challenge(
        &self,
        _request: &Parts,
        _rejection: &Rejection,
        _parameters: &str,
        _response: &mut Response,
    ) {
    }

    /// Adds to the metadata of the API (RFC 9728 §2).
    fn describe(&self, _metadata: &mut Value) {}
}

/// Anyone who has the token may use it (RFC 6750 §1.2).
#[derive(Clone, Copy, Debug)]
pub struct Bearer;

impl Presentation for Bearer {
    fn token<'r>(&self, headers: &'r HeaderMap) -> Result<&'r str, Rejection> {
        bearer_token(headers)
    }

    /// The last line of defence: whatever the validator lets through, this verifies no proof.
    async fn verify_sender(&self, _: &Parts, _: &str, claims: &Claims) -> Result<(), Rejection> {
        match claims.is_bound() {
            true => Err(VerifyError::SenderConstrained.into()),
            false => Ok(()),
        }
    }
}

/// The token of the `Authorization` header.
///
/// # Errors
/// As of [`authorization_token`], for the scheme Bearer.
pub fn bearer_token(headers: &HeaderMap) -> Result<&str, Rejection> {
    authorization_token(headers, &["Bearer"])
}

/// The token of an `Authorization` header with one of these schemes, whose names are compared without
/// case.
///
/// RFC 6750 allows two more places for it, the body and the query. They are not supported: a query
/// ends up in every log and browser history on the way (RFC 9700 §4.3.2).
///
/// # Errors
/// [`Rejection::NoToken`] if there is no such header, or it is of another scheme: the client did not
/// try. [`Rejection::Malformed`] if it tried, but not in the form of RFC 6750 §2.1.
pub fn authorization_token<'r>(
    headers: &'r HeaderMap,
    schemes: &[&str],
) -> Result<&'r str, Rejection> {
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
    let value = str::from_utf8(value.as_bytes()).ok();
    let value = value.filter(|value| value.is_ascii());
    let value = value.ok_or_else(|| malformed("the header has bytes beyond ASCII"))?;
    let (scheme, rest) = value.split_once(' ').unwrap_or((value, ""));
    if !schemes
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
    {
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
    let allowed =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-'..=b'/' | b'_' | b'~' | b'+');
    // Not `all`, which stops at the first bad byte: every request pays for a loop over each byte, and
    // this one the compiler turns into steps of 16.
    !token.is_empty() && token.bytes().fold(true, |good, byte| good & allowed(byte))
}
