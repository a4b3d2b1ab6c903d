//! Each invented `kid` may cause a request to the issuer, for tokens that are
//! refused anyway.
//!
//! ```text
//! what needs no key comes before the search for one
//!
//!   AlgorithmIsAllowed before KeyIsKnown: asking the issuer is expensive
//! ```

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
