//! A client that has sent nothing is told that its token is invalid.
//!
//! ```text
//! a client that sent nothing did nothing wrong
//!
//!   this is something else than expected:
//!     got:      (401, "Bearer error=\"invalid_token\"")
//!     expected: (401, "Bearer")
//! ```

fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken | Reason::InvalidToken => {
            (401, r#"Bearer error="invalid_token""#.to_owned())
        }
        Reason::Malformed => (400, r#"Bearer error="invalid_request""#.to_owned()),
        Reason::MissingScope(scope) => {
            let challenge = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
            (403, challenge)
        }
    }
}
