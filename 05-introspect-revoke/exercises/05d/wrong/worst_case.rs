//! The worst case, whenever the issuer was asked.
//!
//! ```text
//! a cached yes is used to its end
//!
//!   Cached { asked_at: 1095, max_age: 10 }, revoked at 1100, exp 1300
//!     got:      1110
//!     expected: 1105
//! ```

fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    match judge {
        Judge::Local => exp + LEEWAY,
        Judge::Introspection => revoked_at.min(exp),
        Judge::Cached { max_age, .. } => (revoked_at + max_age).min(exp),
    }
}
