//! `ends_with` instead of equality.
//!
//! ```text
//! the repaired server requires the whole name
//!
//!   it finds "admin" in "not_admin"
//! ```

fn allows(scope: &str, wanted: &str) -> bool {
    scope.split(' ').any(|name| name.ends_with(wanted))
}
