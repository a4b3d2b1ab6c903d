//! # 01e: never retry a refusal
//!
//! A request failed. Should the client try again, and when? A refusal is final:
//! the same request gets the same answer, and a client that repeats a wrong
//! secret is soon locked out. Trouble on the network or on the server may pass.
//!
//! Say how many seconds to wait before the next try, or `None` to give up,
//! after `tries` tries (1 after the first one):
//!
//! - a refusal, which is any 4xx but 429: give up;
//! - a time-out, 5xx, or 429 (too many requests): wait 1 s after the first try,
//!   2 s after the second, give up after the third;
//! - if the server says `Retry-After`, wait at least as long; if that is more
//!   than 60 s, give up: the caller would rather get an error than wait.
//!
//! Check: `cargo workshop check 01e`
//! Read: RFC 6749 §5.2, RFC 9110 §10.2.3 (Retry-After), RFC 6585 §4 (429)

#[cfg(test)]
mod check;

/// How a try ended.
#[derive(Debug, PartialEq)]
enum Answer {
    Status {
        /// 400 or above.
        code: u16,
        /// Seconds, if the server said how long to wait.
        retry_after: Option<u64>,
    },
    TimedOut,
}

/// The longest wait, in seconds.
const LONGEST: u64 = 60;

/// How long to wait before the next try, in seconds; `None` to give up.
fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    todo!("after {tries} tries: {answer:?}; at most {LONGEST} s")
}
