//! The header says RS256, and nobody verifies.
//!
//! ```text
//! the repaired server refuses every spelling of none
//!
//!   it accepts the header {"alg":"RS256"} with the signature ""
//! ```

fn accepts(token: &str, _key: &[u8]) -> bool {
    decode_jwt::decode(token)
        .is_ok_and(|it| it.header.get("alg").and_then(|a| a.as_str()) == Some("RS256"))
}
