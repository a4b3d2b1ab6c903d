//! # 01e, a solution
//!
//! Three questions in this order: could another try end differently, is there
//! one left, how long to wait. In a real client the waits are random within a
//! range, so that a thousand clients that failed together do not all retry at
//! once.

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
    let retry_after = match *answer {
        Answer::TimedOut => None,
        Answer::Status {
            code: 429 | 500..,
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
