//! The cache is used beyond exp.
//!
//! ```text
//! no cache is used beyond exp
//!
//!   Cached { asked_at: 1295, max_age: 10 }, revoked at 1298, exp 1300
//!     got:      1305
//!     expected: 1300
//! ```

fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    match judge {
        Judge::Local => exp + LEEWAY,
        Judge::Introspection => revoked_at.min(exp),
        Judge::Cached { asked_at, max_age } => (asked_at + max_age).max(revoked_at.min(exp)),
    }
}
