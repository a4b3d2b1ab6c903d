//! # 05b: make the issuer stumble
//!
//! The API in `weak.rs` asks the issuer about each token. If something goes
//! wrong, it lets the request in: "we cannot refuse customers because of a
//! hiccup". This is called *fail open*. You cannot make the issuer accept your
//! token. Can you make something go wrong?
//!
//! 1. Break it: `forge` returns a token that is not the issuer's, and that the
//!    weak API lets in.
//! 2. Repair it: `status` is what the API answers: 200 for an active token, 401
//!    for an inactive one, 503 when the issuer has said neither.
//!
//! Check: `cargo workshop check 05b`
//! Read: RFC 7662 §2.2 and §2.3, RFC 6750 §3.1

#[cfg(test)]
mod check;
mod weak;

use weak::Answer;

/// A token that the weak API lets in, though no issuer made it.
fn forge() -> String {
    todo!("a token that makes the issuer stumble")
}

/// The repaired API: its status, by what the issuer has answered.
fn status(answer: &Answer) -> u16 {
    todo!("the status, if the issuer answers {answer:?}")
}
