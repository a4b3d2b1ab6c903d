//! WEAK ON PURPOSE: an API that does not look at `ath`.

/// A token, and the scope that it has. Both tokens are bound to the same client's key.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Token {
    pub(super) text: &'static str,
    pub(super) scope: &'static str,
}

/// A verified proof that was not used yet: `ath` is the hash of a token.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Proof {
    pub(super) htm: &'static str,
    pub(super) ath: Option<String>,
}

/// What `ath` is for a token. (Simplified: the real one is a SHA-256 in base64url.)
pub(super) fn hash(token: &str) -> String {
    format!("hash of {token}")
}

/// What you have: two tokens of the client, and one proof that was not used.
pub(super) const READ: Token = Token {
    text: "eyJ.read",
    scope: "read",
};
pub(super) const ADMIN: Token = Token {
    text: "eyJ.admin",
    scope: "admin",
};

pub(super) fn stolen_proof() -> Proof {
    Proof {
        htm: "DELETE",
        ath: Some(hash(READ.text)),
    }
}

/// The API: its status for a DELETE, which needs the scope `admin`.
pub(super) fn delete(token: &Token, proof: &Proof) -> u16 {
    match (proof.htm, token.scope) {
        ("DELETE", "admin") => 200,
        ("DELETE", _) => 403,
        _ => 401,
    }
}
