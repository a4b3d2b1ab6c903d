//! The server says when it will be back, and the client knows better.
//!
//! ```text
//! the server may ask for more patience
//!
//!   try 1 came to Status { code: 429, retry_after: Some(2) }
//!     got:      Some(1)
//!     expected: Some(2)
//! ```

fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    match *answer {
        Answer::TimedOut
        | Answer::Status {
            code: 429 | 500.., ..
        } => {}
        Answer::Status { retry_after, .. } => {
            return retry_after.filter(|seconds| *seconds > LONGEST);
        }
    }
    match tries {
        1 => Some(1),
        2 => Some(2),
        _ => None,
    }
}
