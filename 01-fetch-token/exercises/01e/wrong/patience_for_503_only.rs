//! Retry-After counts with 503; with 429, where it matters most, it is ignored.
//!
//! ```text
//! the server may ask for more patience
//!
//!   try 1 came to Status { code: 429, retry_after: Some(2) }
//!     got:      Some(1)
//!     expected: Some(2)
//! ```

fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    let asked = match answer {
        Answer::Status {
            code: 503,
            retry_after,
        } => retry_after.unwrap_or(0),
        Answer::Status {
            code: 429 | 500.., ..
        }
        | Answer::TimedOut => 0,
        Answer::Status { .. } => return None,
    };
    let least = match tries {
        1 => 1,
        2 => 2,
        _ => return None,
    };
    Some(asked.max(least)).filter(|wait| *wait <= LONGEST)
}
