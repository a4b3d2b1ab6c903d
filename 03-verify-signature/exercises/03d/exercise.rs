//! # 03d: a token for somebody else
//!
//! An issuer signs tokens for many APIs. One that was issued for another API is
//! genuine, fresh, and none of our business: who accepts it lets that other
//! API, which has seen it, act as the client here.
//!
//! `aud` says whom a token is for. It is a text, or an array of texts. Does it
//! contain `us`, to the letter? `None` means that the claim is absent, and that
//! is a no.
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
