//! A proof from the future is accepted whatever its time.
//!
//! ```text
//! both edges belong to the window
//!
//!   iat 1700000031, now 1700000000
//!     got:      Some(1700000061)
//!     expected: None
//! ```

fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    let end = iat.saturating_add(WINDOW);
    (now <= end).then_some(end)
}
