//! One check is missing.
//!
//! ```text
//! all eight are there once
//!
//!   how often ClaimsAreForUs is there
//!     got:      0
//!     expected: 1
//! ```

fn order() -> Vec<Check> {
    use Check::*;
    vec![
        SizeIsSane,
        ThreeParts,
        HeaderIsJson,
        AlgorithmIsAllowed,
        KeyIsKnown,
        SignatureHolds,
        PayloadIsJson,
    ]
}
