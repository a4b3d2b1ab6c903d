//! WEAK ON PURPOSE: an API that verifies proofs and remembers none of them.

/// A request. Its proof is genuine if `key` is the one that made it: nobody else can.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) scheme: &'static str,
    pub(super) token: &'static str,
    pub(super) proof: Option<Proof>,
}

/// A verified proof: its identifier, and the last second at which it is accepted.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Proof {
    pub(super) jti: String,
    pub(super) expires_at: u64,
}

/// What the log shows: the client's request, which was answered with 200.
pub(super) fn log() -> Request {
    Request {
        scheme: "DPoP",
        token: "eyJ.bound",
        proof: Some(Proof {
            jti: "a1".to_owned(),
            expires_at: 130,
        }),
    }
}

/// The API at this time: its status. The token is bound, so it must come with a proof.
pub(super) fn call(request: &Request, now: u64) -> u16 {
    match (&request.proof, request.scheme) {
        (Some(proof), "DPoP") if now <= proof.expires_at => 200,
        _ => 401,
    }
}
