//! The order of the enum.
//!
//! ```text
//! the size comes before everything that grows with it
//!
//!   SizeIsSane before ThreeParts: a huge token must cost nothing
//! ```

fn order() -> Vec<Check> {
    use Check::*;
    vec![
        ClaimsAreForUs,
        AlgorithmIsAllowed,
        ThreeParts,
        SignatureHolds,
        HeaderIsJson,
        SizeIsSane,
        PayloadIsJson,
        KeyIsKnown,
    ]
}
