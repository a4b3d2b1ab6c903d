//! # 07d: who says what the API is called
//!
//! You run an API, and so does a bank. A client has called yours, with a token
//! that both accept, and a proof for `weak::HTU`. You pass the request on to the
//! bank. Its API in `weak.rs` compares `htu` with its own URL, which it takes
//! from the `Host` header.
//!
//! 1. Break it: `pass_on` is the request that you send. The weak API must answer
//!    200. The proof is as it is.
//! 2. Repair it: `is_for_us` compares `htu` with the URL that the operator has
//!    configured, `public_url`, and the path. The query and the fragment of
//!    `htu` are ignored, and scheme and host are compared without case; the
//!    path is not.
//!
//! Check: `cargo workshop check 07d`
//! Read: RFC 9449 §4.3, RFC 3986 §6.2.2.1

#[cfg(test)]
mod check;
mod weak;

use weak::Request;

/// What you send to the bank.
fn pass_on() -> Request {
    todo!("a request with a proof for {}", weak::HTU)
}

/// The repaired check. `public_url` is in lower case, and has neither a path nor a slash at its end.
fn is_for_us(request: &Request, public_url: &str) -> bool {
    todo!("is {request:?} for {public_url}?")
}
