//! # 03c: the public key as a secret
//!
//! RS256 verifies with a public key. HS256 verifies with a secret that both
//! sides share. The server in `weak.rs` has one file for "the key", and the
//! token says how to use it. The file is public.
//!
//! 1. Break it: `forge` returns a token with the given payload that the weak
//!    server accepts. `key` is the issuer's public key, which anyone can
//!    download; `hs256(secret, signing_input)` makes the signature.
//! 2. Repair it: `accepts` lets in what the issuer signed with RS256, and
//!    nothing else. `weak::issuer::signed_rs256(key, signing_input, signature)`
//!    is sound, and no token may crash the server.
//!
//! Check: `cargo workshop check 03c`
//! Read: RFC 8725 §2.1 and §3.1, RFC 7515 §7.1

#[cfg(test)]
mod check;
mod weak;

use weak::hs256;

/// A token with this payload (JSON) that the weak server accepts. `key` is public.
fn forge(payload: &str, key: &[u8]) -> String {
    todo!(
        "a token with {payload}; hs256 gives {}",
        hs256(key, "the signing input")
    )
}

/// The repaired server: whether it lets the token in. `key` is the issuer's public key.
fn accepts(token: &str, key: &[u8]) -> bool {
    todo!(
        "check a token of {} bytes, with a key of {} bytes",
        token.len(),
        key.len()
    )
}
