//! One status for all: a client without the scope fetches new tokens forever,
//! and none of them helps.
//!
//! ```text
//! a missing scope is forbidden and named
//!
//!   the status for MissingScope("test_api_access")
//!     got:      401
//!     expected: 403
//! ```

fn challenge(reason: &Reason) -> (u16, String) {
    let error = match reason {
        Reason::NoToken => return (401, "Bearer".to_owned()),
        Reason::Malformed => "invalid_request",
        Reason::InvalidToken => "invalid_token",
        Reason::MissingScope(scope) => {
            let challenge = format!(r#"Bearer error="insufficient_scope", scope="{scope}""#);
            return (401, challenge);
        }
    };
    let status = if error == "invalid_request" { 400 } else { 401 };
    (status, format!(r#"Bearer error="{error}""#))
}
