//! Spaces between the parameters, and no comma.
//!
//! ```text
//! a missing scope is forbidden and named
//!
//!   "error=\"insufficient_scope\" scope=\"test_api_access\"" is not a name and a value in quotes, in "Bearer error=\"insufficient_scope\" scope=\"test_api_access\""
//! ```

fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken => (401, "Bearer".to_owned()),
        Reason::Malformed => (400, r#"Bearer error="invalid_request""#.to_owned()),
        Reason::InvalidToken => (401, r#"Bearer error="invalid_token""#.to_owned()),
        Reason::MissingScope(scope) => (
            403,
            format!(r#"Bearer error="insufficient_scope" scope="{scope}""#),
        ),
    }
}
