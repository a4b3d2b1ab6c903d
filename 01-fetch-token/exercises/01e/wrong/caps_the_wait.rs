//! A wait that is too long is cut to a minute.
//!
//! ```text
//! but not for endless patience
//!
//!   try 1 came to Status { code: 429, retry_after: Some(61) }
//!     got:      Some(60)
//!     expected: None
//! ```

fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    let asked = match answer {
        Answer::Status {
            code: 429 | 500..,
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
    Some(asked.max(least).min(LONGEST))
}
