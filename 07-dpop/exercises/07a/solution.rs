//! # 07a, a solution
//!
//! The query stays out because it may be long, or secret, and because proxies
//! reorder it. So a proof says nothing about the query.

#[cfg(test)]
mod check;

use serde_json::{Value, json};

/// The claims of a proof; `ath` is the hash of the token, if there is one.
fn claims(method: &str, url: &str, ath: Option<&str>, iat: u64, jti: &str) -> Value {
    let htu = url.split(['?', '#']).next().unwrap_or(url);
    let mut claims = json!({"htm": method, "htu": htu, "iat": iat, "jti": jti});
    if let (Some(ath), Some(members)) = (ath, claims.as_object_mut()) {
        members.insert("ath".to_owned(), json!(ath));
    }
    claims
}
