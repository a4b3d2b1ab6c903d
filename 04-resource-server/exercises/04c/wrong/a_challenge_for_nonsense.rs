//! 503 with a challenge if the issuer's answer cannot be read.
//!
//! ```text
//! what could not be checked is 503
//!
//!   IssuerTalksNonsense: another token would not help
//!     got:      Some("Bearer error=\"invalid_token\"")
//!     expected: None
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
        Outcome::IssuerDown { seconds } => Answer {
            status: 503,
            challenge: None,
            retry_after: Some(*seconds),
        },
        Outcome::IssuerTalksNonsense => Answer {
            status: 503,
            challenge: Some(INVALID_TOKEN),
            retry_after: Some(RETRY_AFTER),
        },
        Outcome::OwnCredentialsRefused => Answer {
            status: 503,
            challenge: None,
            retry_after: Some(RETRY_AFTER),
        },
    }
}
