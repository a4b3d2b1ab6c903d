//! Values without quotes.
//!
//! ```text
//! a malformed request is a bad request
//!
//!   "error=invalid_request" is not a name and a value in quotes, in "Bearer error=invalid_request"
//! ```

fn challenge(reason: &Reason) -> (u16, String) {
    match reason {
        Reason::NoToken => (401, "Bearer".to_owned()),
        Reason::Malformed => (400, "Bearer error=invalid_request".to_owned()),
        Reason::InvalidToken => (401, "Bearer error=invalid_token".to_owned()),
        Reason::MissingScope(scope) => (
            403,
            format!("Bearer error=insufficient_scope, scope={scope}"),
        ),
    }
}
