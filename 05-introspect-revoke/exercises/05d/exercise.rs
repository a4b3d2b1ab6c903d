//! # 05d: revoke it, and see the window
//!
//! A token was revoked. When does the API start to refuse it? That depends on
//! how the API validates tokens, and it decides which way you need. All times
//! are seconds.
//!
//! - `Local`: by the signature and the claims. They do not change, so the token
//!   works until `exp`, and `LEEWAY` longer, because clocks differ.
//! - `Introspection`: the issuer is asked about each request. It knows immediately;
//!   it also refuses from `exp` on, without leeway.
//! - `Cached`: the issuer is asked, but its answer is used for `max_age`
//!   seconds, and not beyond `exp`. `asked_at` is the last time that it was
//!   asked before the token was revoked; it said "active". When that answer
//!   has expired, the issuer is asked about the next request.
//!
//! Return the first second in which a request with the token is refused.
//!
//! Check: `cargo workshop check 05d`
//! Read: RFC 7009 §3, RFC 7662 §4

#[cfg(test)]
mod check;

/// By how much clocks may differ.
const LEEWAY: u64 = 60;

/// How tokens are validated.
#[derive(Debug, PartialEq)]
enum Judge {
    Local,
    Introspection,
    Cached { asked_at: u64, max_age: u64 },
}

/// The first second in which a token is refused that was revoked at `revoked_at`.
fn refused_from(judge: &Judge, revoked_at: u64, exp: u64) -> u64 {
    todo!("{judge:?}: revoked at {revoked_at}, exp {exp}, leeway {LEEWAY}")
}
