//! The header is read before there is one.
//!
//! ```text
//! a part is there before it is read
//!
//!   ThreeParts before HeaderIsJson: without dots there is no first part
//! ```

fn order() -> Vec<Check> {
    use Check::*;
    vec![
        SizeIsSane,
        HeaderIsJson,
        ThreeParts,
        AlgorithmIsAllowed,
        KeyIsKnown,
        SignatureHolds,
        PayloadIsJson,
        ClaimsAreForUs,
    ]
}
