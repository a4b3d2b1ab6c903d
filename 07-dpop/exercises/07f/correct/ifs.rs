//! One question after the other.

fn respond(scheme: Scheme, bound: bool, good_proof: bool, required: bool) -> Response {
    let dpop = matches!(scheme, Scheme::Dpop);
    if dpop != bound || (!bound && required) {
        return Response::InvalidToken;
    }
    if bound && !good_proof {
        return Response::InvalidProof;
    }
    Response::Ok
}
