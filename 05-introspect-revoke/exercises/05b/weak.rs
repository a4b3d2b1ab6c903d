//! WEAK ON PURPOSE: an API that lets requests in when it does not know better. Its issuer is sound.

/// What came of asking the issuer.
#[derive(Debug, PartialEq)]
pub(super) enum Answer {
    Active,
    Inactive,
    /// Some other status than 200.
    Refused(u16),
    TimedOut,
}

/// The one token that is active.
pub(super) const GOOD: &str = "a-good-token";

/// The issuer, as it is asked by introspection.
pub(super) fn ask_issuer(token: &str) -> Answer {
    match token {
        "" => Answer::Refused(400),
        _ if token.len() > 4096 => Answer::Refused(413),
        GOOD => Answer::Active,
        _ => Answer::Inactive,
    }
}

/// The API: its status. It wants a token, but not too badly.
pub(super) fn call(token: &str) -> u16 {
    if token.is_empty() {
        return 401;
    }
    match ask_issuer(token) {
        Answer::Inactive => 401,
        Answer::Active | Answer::Refused(_) | Answer::TimedOut => 200,
    }
}
