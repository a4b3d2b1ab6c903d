//! # 04b, wrong: ignores case
//!
//! Scopes are compared letter by letter: to the issuer `Admin` is a name that
//! anybody may register.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

/// The name of a scope that the issuer gives to you, and that the weak server takes for `admin`.
fn forge() -> String {
    "not_admin_at_all".to_owned()
}

/// The repaired server: whether the claim `scope` has the name `wanted` in it.
fn allows(scope: &str, wanted: &str) -> bool {
    scope
        .split(' ')
        .any(|name| name.eq_ignore_ascii_case(wanted))
}
