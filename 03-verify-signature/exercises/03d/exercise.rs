//! # 03d: a token for another API
//!
//! An issuer signs tokens for many APIs. A token that was issued for another API
//! is genuine and fresh, and still not for us: if we accept it, that other API,
//! which has seen it, can act as the client here.
//!
//! `aud` says whom a token is for. It is a string, or an array of strings. Is
//! one of them exactly `us`? `None` means that the claim is absent, and such a
//! token is refused.
//!
//! Check: `cargo workshop check 03d`
//! Read: RFC 7519 §4.1.3, RFC 8725 §3.9

#[cfg(test)]
mod check;

use serde_json::Value;

/// Whether the claim `aud` has `us` among its names.
fn is_for(us: &str, aud: Option<&Value>) -> bool {
    todo!("is aud {aud:?} for {us}?")
}
