//! Whoever sends a bound token as Bearer needs no proof.
//!
//! ```text
//! a bound token is no bearer token
//!
//!   Bearer, bound true, good proof false, DPoP required false
//!     got:      Ok
//!     expected: InvalidToken
//! ```

fn respond(scheme: Scheme, bound: bool, good_proof: bool, required: bool) -> Response {
    match (scheme, bound) {
        (Scheme::Dpop, true) if good_proof => Response::Ok,
        (Scheme::Dpop, true) => Response::InvalidProof,
        (Scheme::Bearer, _) if !required => Response::Ok,
        _ => Response::InvalidToken,
    }
}
