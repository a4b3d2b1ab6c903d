//! The form-encoding comes after the colon, and makes `%3A` of it: the server
//! finds no colon.
//!
//! ```text
//! a simple secret looks as in every tutorial
//!
//!   this is something else than expected:
//!     got:      "Basic dGVzdF9hcGlfY2xpZW50JTNBaHVudGVyMg=="
//!     expected: "Basic dGVzdF9hcGlfY2xpZW50Omh1bnRlcjI="
//! ```

fn basic(id: &str, secret: &str) -> String {
    let pair = format!("{id}:{secret}");
    let pair: String = byte_serialize(pair.as_bytes()).collect();
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
