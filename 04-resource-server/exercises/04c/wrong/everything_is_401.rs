//! # 04c, wrong: everything is 401
//!
//! What is not good is bad. In an outage of the issuer, all clients throw good
//! tokens away.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

/// What came of judging a token.
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
        _ => (401, Some(INVALID_TOKEN), None),
    };
    Answer {
        status,
        challenge,
        retry_after,
    }
}
