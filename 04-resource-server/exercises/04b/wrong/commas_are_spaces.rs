//! It is generous about what divides names. But a comma may stand in a name.
//!
//! ```text
//! only a space divides names
//!
//!   it finds "admin" in "admin,"
//! ```

fn allows(scope: &str, wanted: &str) -> bool {
    scope.split([' ', ',', ';']).any(|name| name == wanted)
}
