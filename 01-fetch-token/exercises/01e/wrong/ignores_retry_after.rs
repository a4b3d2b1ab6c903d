//! # 01e, wrong: ignores retry after
//!
//! The server says when it will be back, and the client knows better.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// What came of a try.
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
