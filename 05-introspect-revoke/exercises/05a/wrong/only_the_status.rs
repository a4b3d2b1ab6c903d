//! 200 means yes. But the issuer answers 200 for inactive tokens as well.
//!
//! ```text
//! false is a no
//!
//!   200 {"active":false}
//!     got:      Ok(true)
//!     expected: Ok(false)
//! ```

fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    match status {
        200 if body.starts_with('{') => Ok(true),
        _ => Err(NoAnswer),
    }
}
