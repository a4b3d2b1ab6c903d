//! # 05e: what the issuer says to a revocation
//!
//! A client revokes its token before it shuts down. The issuer's answer says
//! whether it may forget the token, or must try again: until then the token
//! works, for anyone who has it.
//!
//! - 200: `Gone`, whatever the body says. This is also the answer for a token
//!   that the issuer does not know: it is not valid, and that was the aim.
//!   (Keycloak then puts an error into the body of the 200.)
//! - 503, any other 5xx, and no answer at all: `TryAgain`. The token may still
//!   be there.
//! - 401: `OwnCredentials`; the token is still there, and trying again does not
//!   help.
//! - any other status: `Refused`, for example for a token of another client.
//!
//! Check: `cargo workshop check 05e`
//! Read: RFC 7009 §2.2 and §2.2.1

#[cfg(test)]
mod check;

/// An issuer's answer.
#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    body: &'static str,
}

/// What the client does next.
#[derive(Debug, PartialEq)]
enum Next {
    Gone,
    TryAgain,
    OwnCredentials,
    Refused,
}

/// What to do after a revocation; `None` if the issuer has not answered.
fn next(answer: Option<&Answer>) -> Next {
    todo!("what to do after {answer:?}")
}
