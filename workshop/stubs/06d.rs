//! # 06d: an assertion for someone else
//!
//! The bank in `weak.rs` accepts assertions whose `aud` begins with its own
//! name. You are an attacker who runs an authorization server, and the bank's
//! customer is going to fetch a token from yours as well. It signs an assertion
//! for the name that your server has.
//!
//! 1. Break it: `name` is the name of your server, an https URL whose host ends
//!    in `.attacker.example`. The bank must accept what the customer signs for
//!    it.
//! 2. Repair it: `is_for_us` says whether an assertion with this `aud` is for
//!    the server `us`, and for no other. `aud` may be a string, or a list
//!    of one string.
//!
//! Check: `cargo workshop check 06d`
//! Read: RFC 7523 §3 (aud), RFC 7519 §4.1.3, RFC 3986 §6.2.1

#[cfg(test)]
mod check;
mod weak;

use serde_json::Value;

/// What your server is called.
fn name() -> String {
    todo!("an issuer identifier of yours")
}

/// The repaired check: whether an assertion with this `aud` is for the server `us` alone.
fn is_for_us(aud: &Value, us: &str) -> bool {
    todo!("is an assertion for {aud} meant for {us}?")
}
