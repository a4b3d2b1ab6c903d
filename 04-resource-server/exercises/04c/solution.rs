//! # 04c, a solution
//!
//! The `match` has no `_` arm: anyone who adds an outcome must decide whether
//! the token was validated.

#[cfg(test)]
mod check;

/// How validating a token ended.
#[derive(Debug, PartialEq)]
enum Outcome {
    Good,
    Expired,
    BadSignature,
    /// The keys could not be fetched. It may be better in so many seconds.
    IssuerDown {
        seconds: u64,
    },
    /// The issuer answered with something that is not JSON.
    IssuerTalksNonsense,
    /// The issuer answered our introspection request with 401.
    OwnCredentialsRefused,
}

/// What the caller sees.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    /// `WWW-Authenticate`.
    challenge: Option<&'static str>,
    /// `Retry-After`, in seconds.
    retry_after: Option<u64>,
}

const INVALID_TOKEN: &str = r#"Bearer error="invalid_token""#;
const RETRY_AFTER: u64 = 5;

fn answer(outcome: &Outcome) -> Answer {
    let (status, challenge, retry_after) = match outcome {
        Outcome::Good => (200, None, None),
        Outcome::Expired | Outcome::BadSignature => (401, Some(INVALID_TOKEN), None),
        Outcome::IssuerDown { seconds } => (503, None, Some(*seconds)),
        Outcome::IssuerTalksNonsense | Outcome::OwnCredentialsRefused => {
            (503, None, Some(RETRY_AFTER))
        }
    };
    Answer {
        status,
        challenge,
        retry_after,
    }
}
