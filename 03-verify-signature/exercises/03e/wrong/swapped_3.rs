//! The algorithm is checked after the search for the key.
//!
//! ```text
//! what needs no key comes before the search for one
//!
//!   AlgorithmIsAllowed before KeyIsKnown: asking the issuer is expensive
//! ```

fn order() -> Vec<Check> {
    use Check::*;
    vec![
        SizeIsSane,
        ThreeParts,
        HeaderIsJson,
        KeyIsKnown,
        AlgorithmIsAllowed,
        SignatureHolds,
        PayloadIsJson,
        ClaimsAreForUs,
    ]
}
