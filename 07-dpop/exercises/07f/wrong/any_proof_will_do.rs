//! A proof makes every token a good one, though nothing ties the two together.
//!
//! ```text
//! a token that is not bound is no dpop token
//!
//!   Dpop, bound false, good proof true, DPoP required false
//!     got:      Ok
//!     expected: InvalidToken
//! ```

fn respond(scheme: Scheme, bound: bool, good_proof: bool, required: bool) -> Response {
    match (scheme, bound) {
        (Scheme::Dpop, _) if good_proof => Response::Ok,
        (Scheme::Dpop, true) => Response::InvalidProof,
        (Scheme::Bearer, false) if !required => Response::Ok,
        _ => Response::InvalidToken,
    }
}
