//! 500 tells a client nothing: is it worth another try, and when?
//!
//! ```text
//! what could not be checked is 503
//!
//!   IssuerTalksNonsense: nobody has checked the token
//!     got:      500
//!     expected: 503
//! ```

fn answer(outcome: &Outcome) -> Answer {
    let (status, challenge, retry_after) = match outcome {
        Outcome::Good => (200, None, None),
        Outcome::Expired | Outcome::BadSignature => (401, Some(INVALID_TOKEN), None),
        Outcome::IssuerDown { seconds } => (503, None, Some(*seconds)),
        Outcome::IssuerTalksNonsense | Outcome::OwnCredentialsRefused => (500, None, None),
    };
    Answer {
        status,
        challenge,
        retry_after,
    }
}
