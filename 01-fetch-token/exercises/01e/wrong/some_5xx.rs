//! Only 429, 500 and 503 are retried: 502 and 504 are not.
//!
//! ```text
//! trouble is tried again and each time later
//!
//!   try 1 came to Status { code: 501, retry_after: None }
//!     got:      None
//!     expected: Some(1)
//! ```

fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    let asked = match answer {
        Answer::Status {
            code: 429 | 500 | 503,
            retry_after,
        } => retry_after.unwrap_or(0),
        Answer::TimedOut => 0,
        Answer::Status { .. } => return None,
    };
    let least = match tries {
        1 => 1,
        2 => 2,
        _ => return None,
    };
    Some(asked.max(least)).filter(|wait| *wait <= LONGEST)
}
