//! `wanted` is not used.
//!
//! ```text
//! the repaired server finds the name wherever it is
//!
//!   it does not find "read" in "read"
//! ```

fn allows(scope: &str, _wanted: &str) -> bool {
    scope.split(' ').any(|n| n == "admin")
}
