//! # 07a: what a proof says
//!
//! A proof is about one request. Write its claims: `htm` is the method, `htu`
//! the URL without query and fragment, `iat` the time, `jti` what makes it one
//! of a kind. With a token, there is `ath` as well, whose value is given. A
//! request for a token has none, and the claim is then absent, not null.
//!
//! Check: `cargo workshop check 07a`
//! Read: RFC 9449 §4.2

#[cfg(test)]
mod check;

use serde_json::Value;

/// The claims of a proof; `ath` is the hash of the token, if there is one.
fn claims(method: &str, url: &str, ath: Option<&str>, iat: u64, jti: &str) -> Value {
    todo!("{method} {url}, {ath:?}, {iat}, {jti}")
}
