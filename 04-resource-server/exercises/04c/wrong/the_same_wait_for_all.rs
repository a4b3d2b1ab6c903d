//! `RETRY_AFTER` for every outcome.
//!
//! ```text
//! the client learns when to come back
//!
//!   IssuerDown { seconds: 0 }
//!     got:      Answer { status: 503, challenge: None, retry_after: Some(5) }
//!     expected: Answer { status: 503, challenge: None, retry_after: Some(0) }
//! ```

fn answer(outcome: &Outcome) -> Answer {
    match outcome {
        Outcome::Good => Answer {
            status: 200,
            challenge: None,
            retry_after: None,
        },
        Outcome::Expired | Outcome::BadSignature => Answer {
            status: 401,
            challenge: Some(INVALID_TOKEN),
            retry_after: None,
        },
        _ => Answer {
            status: 503,
            challenge: None,
            retry_after: Some(RETRY_AFTER),
        },
    }
}
