//! The scopes of the examples.
//!
//! ```text
//! a missing scope is forbidden and named
//!
//!   the challenge for MissingScope("a") is "Bearer error=\"insufficient_scope\", scope=\"test_api_access\""
//!     got:      [("error", "insufficient_scope"), ("scope", "test_api_access")]
//!     expected: [("error", "insufficient_scope"), ("scope", "a")]
//! ```

fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken => (401, "Bearer".to_owned()),
        Reason::Malformed => (400, r#"Bearer error="invalid_request""#.to_owned()),
        Reason::InvalidToken => (401, r#"Bearer error="invalid_token""#.to_owned()),
        Reason::MissingScope("read write") => (
            403,
            r#"Bearer error="insufficient_scope", scope="read write""#.to_owned(),
        ),
        Reason::MissingScope(_) => (
            403,
            r#"Bearer error="insufficient_scope", scope="test_api_access""#.to_owned(),
        ),
    }
}
