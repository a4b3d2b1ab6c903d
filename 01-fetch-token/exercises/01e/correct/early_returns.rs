//! Early returns, and `max`.

fn wait(answer: &Answer, tries: u32) -> Option<u64> {
    let retry_after = match answer {
        Answer::TimedOut => None,
        Answer::Status { code, retry_after } => {
            if *code == 429 || (500..600).contains(code) {
                *retry_after
            } else {
                return None;
            }
        }
    };
    let base = match tries {
        1 => 1,
        2 => 2,
        _ => return None,
    };
    let wait = base.max(retry_after.unwrap_or(0));
    if wait > LONGEST { None } else { Some(wait) }
}
