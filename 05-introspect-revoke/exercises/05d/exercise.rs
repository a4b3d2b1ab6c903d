//! # 05d: revoke it, and see the window
//!
//! A token was revoked. From when on is it refused? That depends on who judges,
//! and it is the question that decides which judge you need. All times are
//! seconds.
//!
//! - `Local`: by the signature and the claims. It cannot know, so the token
//!   works until `exp`, and `LEEWAY` longer, since clocks differ.
//! - `Introspection`: the issuer is asked about each request. It knows at once;
//!   it also says no from `exp` on, without leeway.
//! - `Cached`: as before, but a yes that was had at `asked_at` is used for
//!   `max_age` seconds, and not beyond `exp`. After that the issuer is asked
//!   again.
//!
//! Return the first second in which the token is refused.
//!
//! Check: `cargo workshop check 05d`
//! Read: RFC 7009 §3, RFC 7662 §4

#[cfg(test)]
mod check;

/// By how much clocks may differ.
const LEEWAY: u64 = 60;

/// Who decides about tokens.
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
