//! The wait doubles, but there is no last try: a server that is down is asked
//! for ever.
//!
//! ```text
//! the third try is the last
//!
//!   try 3 came to TimedOut
//!     got:      Some(4)
//!     expected: None
//! ```

fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    let retry_after = match *answer {
        Answer::TimedOut => None,
        Answer::Status {
            code: 429 | 500..,
            retry_after,
        } => retry_after,
        Answer::Status { .. } => return None,
    };
    let wait = 1 << (tries - 1);
    Some(retry_after.map_or(wait, |seconds| seconds.max(wait))).filter(|wait| *wait <= LONGEST)
}
