//! Punctuation around a name is ignored: `admin!` is taken for `admin`.
//!
//! ```text
//! only a space divides names
//!
//!   it finds "admin" in "admin!"
//! ```

fn allows(scope: &str, wanted: &str) -> bool {
    scope
        .split(' ')
        .any(|name| name.trim_matches(|c: char| !c.is_alphanumeric()) == wanted)
}
