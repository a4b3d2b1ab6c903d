//! # 07f: which scheme, which token, which answer
//!
//! An API takes bearer tokens and bound tokens, unless DPoP is required. The
//! token is valid; `bound` says whether it has a `cnf`. `respond` is the answer:
//!
//! - bound, as `DPoP`, with a good proof: `Ok`;
//! - bound, as `DPoP`, without one: `InvalidProof`;
//! - bound, as `Bearer`: `InvalidToken`, with or without a proof;
//! - not bound, as `DPoP`: `InvalidToken`;
//! - not bound, as `Bearer`: `Ok`, or `InvalidToken` if DPoP is required.
//!
//! Check: `cargo workshop check 07f`
//! Read: RFC 9449 §7.1 and §7.2

#[cfg(test)]
mod check;

/// How the token arrived.
#[derive(Clone, Copy, Debug)]
enum Scheme {
    Bearer,
    Dpop,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Response {
    Ok,
    /// 401 `invalid_token`.
    InvalidToken,
    /// 401 `invalid_dpop_proof`.
    InvalidProof,
}

/// The answer to a request with a valid token.
fn respond(scheme: Scheme, bound: bool, good_proof: bool, required: bool) -> Response {
    todo!("{scheme:?}, bound {bound}, good proof {good_proof}, DPoP required {required}")
}
