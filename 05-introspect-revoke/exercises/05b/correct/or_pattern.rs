//! A match with an or-pattern.

fn forge() -> String {
    "a".repeat(5000)
}
