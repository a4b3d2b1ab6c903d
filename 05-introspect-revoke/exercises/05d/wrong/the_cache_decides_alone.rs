//! If the cached answer has expired before the token is revoked, the next answer is a
//! yes again.
//!
//! ```text
//! after a cached yes is over the issuer is asked again
//!
//!   Cached { asked_at: 1050, max_age: 10 }, revoked at 1100, exp 1300
//!     got:      1060
//!     expected: 1100
//! ```

fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    match judge {
        Judge::Local => exp + LEEWAY,
        Judge::Introspection => revoked_at.min(exp),
        Judge::Cached { asked_at, max_age } => (asked_at + max_age).min(exp),
    }
}
