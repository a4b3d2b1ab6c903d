//! Ten megabytes are decoded and parsed before their size is
//! checked.
//!
//! ```text
//! the size comes before everything that grows with it
//!
//!   SizeIsSane before ThreeParts: a huge token must cost nothing
//! ```

fn order() -> Vec<Check> {
    vec![
        Check::ThreeParts,
        Check::HeaderIsJson,
        Check::SizeIsSane,
        Check::AlgorithmIsAllowed,
        Check::KeyIsKnown,
        Check::SignatureHolds,
        Check::PayloadIsJson,
        Check::ClaimsAreForUs,
    ]
}
