//! # 03e, wrong: the key before the algorithm
//!
//! Each invented `kid` may cause a request to the issuer, for tokens that are
//! refused anyway.

#[cfg(test)]
#[path = "../check.rs"]
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
    /// The signature is the key's, for these bytes.
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
    vec![
        Check::SizeIsSane,
        Check::ThreeParts,
        Check::HeaderIsJson,
        Check::KeyIsKnown,
        Check::AlgorithmIsAllowed,
        Check::SignatureHolds,
        Check::PayloadIsJson,
        Check::ClaimsAreForUs,
    ]
}
