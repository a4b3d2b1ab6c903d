//! WEAK ON PURPOSE: an API that compares `htu` with the `Host` header.

/// A request to the API. Its proof is genuine, and was not used.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Request {
    pub(super) host: String,
    pub(super) path: String,
    pub(super) htu: String,
}

/// What you have: the client called your own API, with a token that both APIs accept. You did not
/// use its proof.
pub(super) const HTU: &str = "https://api.attacker.example/reports";

/// The API at `https://api.bank.example`: its status.
pub(super) fn call(request: &Request) -> u16 {
    let url = format!("https://{}{}", request.host, request.path);
    match request.htu == url && request.path == "/reports" {
        true => 200,
        false => 401,
    }
}
