//! `exp` is not the end: the verifier forgives a minute.
//!
//! ```text
//! the signature knows nothing of it
//!
//!   Local, revoked at 1100, exp 1300
//!     got:      1300
//!     expected: 1360
//! ```

fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    match judge {
        Judge::Local => exp,
        Judge::Introspection => revoked_at.min(exp),
        Judge::Cached { asked_at, max_age } => revoked_at.max(asked_at + max_age).min(exp),
    }
}
