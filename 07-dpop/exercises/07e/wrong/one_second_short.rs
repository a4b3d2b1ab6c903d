//! The edges are left out.
//!
//! ```text
//! both edges belong to the window
//!
//!   iat 1699999970, now 1700000000
//!     got:      None
//!     expected: Some(1700000000)
//! ```

fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    (iat.abs_diff(now) < WINDOW).then(|| iat.saturating_add(WINDOW))
}
