//! Whatever failed is tried again, a wrong secret included. Most libraries'
//! "retry" is like this.
//!
//! ```text
//! a refusal is never tried again
//!
//!   try 1 came to Status { code: 400, retry_after: None }
//!     got:      Some(1)
//!     expected: None
//! ```

fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    let retry_after = match *answer {
        Answer::TimedOut => None,
        Answer::Status {
            code: 400..,
            retry_after,
        } => retry_after,
        Answer::Status { .. } => return None,
    };
    let wait = match tries {
        1 => 1,
        2 => 2,
        _ => return None,
    };
    Some(retry_after.map_or(wait, |seconds| seconds.max(wait))).filter(|wait| *wait <= LONGEST)
}
