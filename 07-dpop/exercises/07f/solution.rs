//! # 07f, a solution
//!
//! The row that is forgotten most often is the bound token as `Bearer`. With it,
//! every stolen token works again.

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
    match (scheme, bound) {
        (Scheme::Dpop, true) if good_proof => Response::Ok,
        (Scheme::Dpop, true) => Response::InvalidProof,
        (Scheme::Bearer, false) if !required => Response::Ok,
        _ => Response::InvalidToken,
    }
}
