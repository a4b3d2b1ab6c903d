//! "Expired tokens are cheap to refuse." But who says that they are expired? A
//! stranger may have written it.
//!
//! ```text
//! nothing that a stranger may have written is read
//!
//!   SignatureHolds before PayloadIsJson: until the signature holds, anyone may have written it
//! ```

fn order() -> Vec<Check> {
    vec![
        Check::SizeIsSane,
        Check::ThreeParts,
        Check::HeaderIsJson,
        Check::PayloadIsJson,
        Check::ClaimsAreForUs,
        Check::AlgorithmIsAllowed,
        Check::KeyIsKnown,
        Check::SignatureHolds,
    ]
}
