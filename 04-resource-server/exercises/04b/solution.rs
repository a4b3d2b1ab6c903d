//! # 04b, a solution
//!
//! In a list of words, compare whole words. The same mistake elsewhere:
//! `starts_with` for paths, `ends_with` for host names.

#[cfg(test)]
mod check;
mod weak;

/// The name of a scope that the issuer gives to you, and that the weak server takes for `admin`.
fn forge() -> String {
    "not_admin_at_all".to_owned()
}

/// The repaired server: whether the claim `scope` has the name `wanted` in it.
fn allows(scope: &str, wanted: &str) -> bool {
    scope.split(' ').any(|name| name == wanted)
}
