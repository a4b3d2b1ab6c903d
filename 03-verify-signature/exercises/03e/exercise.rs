//! # 03e: the order of the checks
//!
//! A verifier makes eight checks. In which order? Two rules give the answer.
//! What is cheap comes before what is expensive, so that nonsense costs
//! nothing. And nothing in the token is used until we know who wrote it: the
//! payload is not even read before the signature has been verified. The header
//! is the one exception, because it names the key.
//!
//! Return all eight, the first one first. `03-verify-signature/src/verifier.rs`
//! has them as code.
//!
//! Check: `cargo workshop check 03e`
//! Read: RFC 7519 §7.2, RFC 8725 §3

#[cfg(test)]
mod check;

/// A check of a verifier.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Check {
    /// `exp` is ahead, `iss` and `aud` are the ones that we expect.
    ClaimsAreForUs,
    /// `alg` is in our own list.
    AlgorithmIsAllowed,
    /// There are three parts with dots in between.
    ThreeParts,
    /// The key made this signature, for these bytes.
    SignatureHolds,
    /// The first part is base64url and JSON.
    HeaderIsJson,
    /// Not longer than any real token.
    SizeIsSane,
    /// The second part is base64url and JSON.
    PayloadIsJson,
    /// The issuer has a key of that `kid`; it may have to be asked.
    KeyIsKnown,
}

fn order() -> Vec<Check> {
    todo!("the eight checks in their order")
}
