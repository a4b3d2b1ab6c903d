//! Whoever sends a bound token as Bearer needs no proof.

fn respond(scheme: Scheme, bound: bool, good_proof: bool, required: bool) -> Response {
    match (scheme, bound) {
        (Scheme::Dpop, true) if good_proof => Response::Ok,
        (Scheme::Dpop, true) => Response::InvalidProof,
        (Scheme::Bearer, _) if !required => Response::Ok,
        _ => Response::InvalidToken,
    }
}
