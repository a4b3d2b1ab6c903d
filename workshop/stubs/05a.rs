//! # 05a: active means true
//!
//! The issuer's response to an introspection request decides who gets in, so it
//! must be read strictly. `active` is required and a boolean: `true` or
//! `false`. Everything else says nothing about the token: the string `"true"`,
//! a 1, a missing `active`, any status but 200. A 401 in particular is about
//! our own credentials.
//!
//! `Ok(true)` and `Ok(false)` are for answers, `Err(NoAnswer)` for everything
//! else.
//!
//! Check: `cargo workshop check 05a`
//! Read: RFC 7662 §2.2 and §2.3

#[cfg(test)]
mod check;

/// The issuer has said nothing about the token.
#[derive(Debug, PartialEq)]
struct NoAnswer;

/// Whether the token is active, by the issuer's answer.
fn is_active(status: u16, body: &str) -> Result<bool, NoAnswer> {
    todo!("is the token active, if the issuer says {status} and {body}?")
}
