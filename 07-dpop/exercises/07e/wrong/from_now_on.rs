//! It counts from now, and not from `iat`.
//!
//! ```text
//! a new proof is accepted for thirty seconds
//!
//!   iat 1699999999, now 1700000000
//!     got:      Some(1700000030)
//!     expected: Some(1700000029)
//! ```

fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    (iat.abs_diff(now) <= WINDOW).then(|| now.saturating_add(WINDOW))
}
