//! `split_whitespace` into a set.

fn forge() -> String {
    "administrator".to_string()
}

fn allows(scope: &str, wanted: &str) -> bool {
    scope
        .split_whitespace()
        .collect::<std::collections::HashSet<_>>()
        .contains(wanted)
}
