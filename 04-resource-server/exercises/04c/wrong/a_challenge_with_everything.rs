//! 503, but with a challenge: the client is told to authenticate again, which
//! does not help.
//!
//! ```text
//! what could not be checked is 503
//!
//!   IssuerDown { seconds: 2 }: another token would not help
//!     got:      Some("Bearer error=\"invalid_token\"")
//!     expected: None
//! ```

fn answer(outcome: &Outcome) -> Answer {
    let (status, challenge, retry_after) = match outcome {
        Outcome::Good => (200, None, None),
        Outcome::Expired | Outcome::BadSignature => (401, Some(INVALID_TOKEN), None),
        Outcome::IssuerDown { seconds } => (503, Some(INVALID_TOKEN), Some(*seconds)),
        Outcome::IssuerTalksNonsense | Outcome::OwnCredentialsRefused => {
            (503, Some(INVALID_TOKEN), Some(RETRY_AFTER))
        }
    };
    Answer {
        status,
        challenge,
        retry_after,
    }
}
