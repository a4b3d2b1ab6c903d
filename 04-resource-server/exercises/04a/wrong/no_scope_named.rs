//! 403, but the client does not learn which scope to ask for.
//!
//! ```text
//! a missing scope is forbidden and named
//!
//!   the challenge for MissingScope("test_api_access") is "Bearer error=\"insufficient_scope\""
//!     got:      [("error", "insufficient_scope")]
//!     expected: [("error", "insufficient_scope"), ("scope", "test_api_access")]
//! ```

fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken => (401, "Bearer".to_owned()),
        Reason::Malformed => (400, r#"Bearer error="invalid_request""#.to_owned()),
        Reason::InvalidToken => (401, r#"Bearer error="invalid_token""#.to_owned()),
        Reason::MissingScope(_) => (403, r#"Bearer error="insufficient_scope""#.to_owned()),
    }
}
