//! Use Check::*.

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
        ClaimsAreForUs,
    ]
}
