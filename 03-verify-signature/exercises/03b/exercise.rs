//! # 03b: a token that says it needs no signature
//!
//! The server in `weak.rs` lets the token decide how it is verified. One of
//! the algorithms that JWS has registered is `none`.
//!
//! 1. Break it: `forge` takes a good token with the scope `read`, and returns
//!    one with the scope `admin` that the weak server accepts. You have no key,
//!    and need none.
//! 2. Repair it: `accepts` lets in what the issuer signed with RS256, and
//!    nothing else. `weak::issuer::signed_rs256(key, signing_input, signature)`
//!    is sound, and no token may crash the server.
//!
//! Check: `cargo workshop check 03b`
//! Read: RFC 8725 §2.1 and §3.1, RFC 7518 §3.6

#[cfg(test)]
mod check;
mod weak;

/// A token with the scope `admin` that the weak server accepts, from a good one with another scope.
fn forge(token: &str) -> String {
    todo!("forge a token from one of {} bytes", token.len())
}

/// The repaired server: whether it lets the token in. `key` is the issuer's public key.
fn accepts(token: &str, key: &[u8]) -> bool {
    todo!(
        "check a token of {} bytes, with a key of {} bytes",
        token.len(),
        key.len()
    )
}
