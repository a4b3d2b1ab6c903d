//! # 04b: scopes are whole words
//!
//! The claim `scope` is one string that lists names. The server in `weak.rs`
//! requires the scope `admin`, and looks for these characters. Its issuer lets
//! every client register a scope under a name of its choice; only `admin` is
//! taken.
//!
//! 1. Break it: `forge` returns the name of the scope that you register.
//! 2. Repair it: `allows` says whether a scope is among the names. There is a
//!    single space between names, and upper and lower case differ.
//!
//! Check: `cargo workshop check 04b`
//! Read: RFC 6749 §3.3

#[cfg(test)]
mod check;
mod weak;

/// The name of a scope that the issuer gives to you, and that the weak server takes for `admin`.
fn forge() -> String {
    todo!("the name of your own scope")
}

/// The repaired server: whether the claim `scope` has the name `wanted` in it.
fn allows(scope: &str, wanted: &str) -> bool {
    todo!("does {scope:?} allow {wanted:?}?")
}
