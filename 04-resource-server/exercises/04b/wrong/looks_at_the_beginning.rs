//! `admin_of_nothing` begins with `admin`.
//!
//! ```text
//! the repaired server requires the whole name
//!
//!   it finds "admin" in "admin_of_nothing"
//! ```

fn allows(scope: &str, wanted: &str) -> bool {
    scope.split(' ').any(|name| name.starts_with(wanted))
}
