//! What is not good is bad. In an outage of the issuer, all clients throw good
//! tokens away.
//!
//! ```text
//! what could not be checked is 503
//!
//!   IssuerDown { seconds: 2 }: nobody has checked the token
//!     got:      401
//!     expected: 503
//! ```

fn answer(outcome: &Outcome) -> Answer {
    let (status, challenge, retry_after) = match outcome {
        Outcome::Good => (200, None, None),
        _ => (401, Some(INVALID_TOKEN), None),
    };
    Answer {
        status,
        challenge,
        retry_after,
    }
}
