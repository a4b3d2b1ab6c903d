//! 4096 characters are not too many.
//!
//! ```text
//! the weak api lets it in
//!
//!   the weak API; the issuer has answered Inactive
//!     got:      401
//!     expected: 200
//! ```

fn forge() -> String {
    "x".repeat(4096)
}
