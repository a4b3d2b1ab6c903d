//! The issuer says 401, so the client gets 401. But it was our secret that was
//! refused.
//!
//! ```text
//! what could not be checked is 503
//!
//!   OwnCredentialsRefused: nobody has checked the token
//!     got:      401
//!     expected: 503
//! ```

fn answer(outcome: &Outcome) -> Answer {
    let (status, challenge, retry_after) = match outcome {
        Outcome::Good => (200, None, None),
        Outcome::Expired | Outcome::BadSignature | Outcome::OwnCredentialsRefused => {
            (401, Some(INVALID_TOKEN), None)
        }
        Outcome::IssuerDown { seconds } => (503, None, Some(*seconds)),
        Outcome::IssuerTalksNonsense => (503, None, Some(RETRY_AFTER)),
    };
    Answer {
        status,
        challenge,
        retry_after,
    }
}
