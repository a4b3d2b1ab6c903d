//! The issuer knows its tokens: what it does not know is inactive.
//!
//! ```text
//! the weak api lets it in
//!
//!   the weak API; the issuer has answered Inactive
//!     got:      401
//!     expected: 200
//! ```

fn forge() -> String {
    "admin".to_owned()
}
