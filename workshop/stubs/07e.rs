//! # 07e: for how long a proof is accepted
//!
//! Clocks differ, so a proof is accepted from `WINDOW` seconds before its `iat`
//! to `WINDOW` seconds after, both included. `accepted_until` is the last second
//! at which a proof is accepted, or `None` if it is not accepted now. The API
//! remembers the proof until that second, and must not compute one that is too
//! early. A number that is too large for a time is no reason to stop.
//!
//! Check: `cargo workshop check 07e`
//! Read: RFC 9449 §4.3 and §11.1

#[cfg(test)]
mod check;

/// Seconds.
const WINDOW: u64 = 30;

/// The last second at which a proof of the time `iat` is accepted; `None` if it is not, now.
fn accepted_until(iat: u64, now: u64) -> Option<u64> {
    todo!("until when is a proof of {iat} accepted, if it is {now}, by {WINDOW} s?")
}
