//! # 02d: the name that occurs twice
//!
//! A gateway lets requests pass if their payload has the scope `read`, and
//! nothing more. The API behind it reads the same payload again, with another JSON
//! library. Both are in `weak.rs`, and both are correct by themselves.
//!
//! 1. Break it: `forge` returns a payload that the gateway takes for `read` and
//!    the API for `admin`.
//! 2. Repair it: `scope` is the API's new reader. It refuses a payload in which
//!    an object has a name twice, at any depth and in any spelling. Step 02 has
//!    a function for that.
//!
//! Check: `cargo workshop check 02d`
//! Read: RFC 7519 §4 (duplicate names), RFC 8259 §4

#[cfg(test)]
mod check;
mod weak;

/// A payload that is `read` to the gateway and `admin` to the API.
fn forge() -> String {
    todo!("a payload that the two servers of weak.rs read differently")
}

/// The scope of a payload that means the same to every reader; `None` if it has none, or is not such
/// a payload.
fn scope(payload: &str) -> Option<String> {
    todo!("the scope of {payload}")
}
