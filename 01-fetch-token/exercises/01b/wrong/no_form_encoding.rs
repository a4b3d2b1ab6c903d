//! The way of RFC 7617, as curl does it with `-u`. It works until there is a
//! `%` in the secret.
//!
//! ```text
//! a percent sign in the secret is encoded
//!
//!   the id is "id" and the secret "100%25"
//!     got:      "id:100%25"
//!     expected: "id:100%2525"
//! ```

fn basic(id: &str, secret: &str) -> String {
    let pair = format!("{id}:{secret}");
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
