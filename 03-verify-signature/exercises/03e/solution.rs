//! # 03e, a solution
//!
//! Each check relies on those before it. Two of them guard the expensive ones:
//! the algorithm before the search for a key, the key before the signature.

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
    vec![
        Check::SizeIsSane,
        Check::ThreeParts,
        Check::HeaderIsJson,
        Check::AlgorithmIsAllowed,
        Check::KeyIsKnown,
        Check::SignatureHolds,
        Check::PayloadIsJson,
        Check::ClaimsAreForUs,
    ]
}
