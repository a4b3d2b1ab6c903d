//! # 04c: 503 is not 401
//!
//! Was the token validated? If it was, and is bad, the client is told so: 401
//! with a challenge. If it could not be validated, the problem is the server's
//! and not the client's: 503, no challenge, and `Retry-After`. A client that
//! gets 401 instead throws a good token away and fetches a new one, for each
//! request, from an issuer that is already in trouble.
//!
//! Answer each outcome. `RETRY_AFTER` is for those that do not say how long the
//! trouble lasts.
//!
//! Check: `cargo workshop check 04c`
//! Read: RFC 9110 §15.6.4 (503), RFC 6750 §3.1

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
    todo!("answer {outcome:?} with {INVALID_TOKEN}, or to come back in {RETRY_AFTER} s")
}
