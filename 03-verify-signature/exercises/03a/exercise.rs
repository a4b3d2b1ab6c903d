//! # 03a: choose the key by its kid
//!
//! The issuer publishes several keys: the one that signs today, the one that
//! signed yesterday, one for encryption. The token's header has a `kid`, and
//! that alone decides which key is used.
//!
//! Find the key. A missing `kid` is `NoName`, an unknown one is `Unknown` (the
//! verifier may then look for newer keys), and a key that is not for signatures
//! is `NotForSignatures`: it must be of type `RSA`, and its `use` must be absent
//! or `sig`.
//!
//! Check: `cargo workshop check 03a`
//! Read: RFC 7517 §4.2 and §4.5, RFC 7515 §4.1.4

#[cfg(test)]
mod check;

/// A key as the issuer publishes it.
#[derive(Debug, PartialEq)]
struct Jwk {
    kid: &'static str,
    kty: &'static str,
    /// The member `use`.
    public_key_use: Option<&'static str>,
}

#[derive(Debug, PartialEq)]
enum Refusal {
    NoName,
    Unknown,
    NotForSignatures,
}

/// The key for a token with this `kid`.
fn choose<'a>(keys: &'a [Jwk], kid: Option<&str>) -> Result<&'a Jwk, Refusal> {
    todo!("the key {kid:?} of {keys:?}")
}
