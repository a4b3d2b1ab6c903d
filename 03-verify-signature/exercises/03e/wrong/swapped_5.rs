//! The payload is read before the signature is verified.
//!
//! ```text
//! nothing that a stranger may have written is read
//!
//!   SignatureHolds before PayloadIsJson: until the signature holds, anyone may have written it
//! ```

fn order() -> Vec<Check> {
    use Check::*;
    vec![
        SizeIsSane,
        ThreeParts,
        HeaderIsJson,
        AlgorithmIsAllowed,
        KeyIsKnown,
        PayloadIsJson,
        SignatureHolds,
        ClaimsAreForUs,
    ]
}
