//! One `match` with four arms.

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
        Outcome::IssuerTalksNonsense | Outcome::OwnCredentialsRefused => Answer {
            status: 503,
            challenge: None,
            retry_after: Some(RETRY_AFTER),
        },
    }
}
