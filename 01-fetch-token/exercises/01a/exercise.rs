//! # 01a: read the error response
//!
//! The token endpoint refused a request, and you have to decide what to do about
//! it. The reason is in the body: `{"error": "…", "error_description": "…"}`.
//! The code in `error` is for programs. The description is for people and may
//! say anything, in any language.
//!
//! Turn a response into advice:
//!
//! - a status of 500 and above, whatever the body: `TryLater`;
//! - `invalid_client`, and `unauthorized_client`, which is Keycloak's word for
//!   a wrong secret: `CheckCredentials`;
//! - `invalid_scope`: `CheckScope`;
//! - any other code: `CheckRequest`;
//! - no JSON object with a string `error` in it: `WrongServer`, because an
//!   authorization server would have sent one.
//!
//! Check: `cargo workshop check 01a`
//! Read: RFC 6749 §5.2

#[cfg(test)]
mod check;

/// What to do about a refused token request.
#[derive(Debug, PartialEq)]
enum Advice {
    CheckCredentials,
    CheckScope,
    CheckRequest,
    WrongServer,
    TryLater,
}

fn advice(status: u16, body: &str) -> Advice {
    todo!("what to do about status {status} and the body {body}")
}
