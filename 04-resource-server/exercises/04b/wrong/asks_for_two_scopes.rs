//! # 04b, wrong: asks for two scopes
//!
//! A name with a blank in it would be two names. The issuer knows that.

#[cfg(test)]
#[path = "../check.rs"]
mod check;
#[path = "../weak.rs"]
mod weak;

/// The name of a scope that the issuer gives to you, and that the weak server takes for `admin`.
fn forge() -> String {
    "x admin".to_owned()
}

/// The repaired server: whether the claim `scope` has the name `wanted` in it.
fn allows(scope: &str, wanted: &str) -> bool {
    scope.split(' ').any(|name| name == wanted)
}
