//! A token with two parts ends the server.
//!
//! ```text
//! the repaired server refuses what is not a whole token
//!
//!   your code panicked with a token of one part:
//!   index out of bounds: the len is 1 but the index is 1
//! ```

fn accepts(token: &str, key: &[u8]) -> bool {
    let parts: Vec<&str> = token.split('.').collect();
    let Ok(header) = BASE64_URL_SAFE_NO_PAD.decode(parts[0]) else {
        return false;
    };
    let Ok(header) = serde_json::from_slice::<serde_json::Value>(&header) else {
        return false;
    };
    header["alg"] == "RS256"
        && weak::issuer::signed_rs256(key, &format!("{}.{}", parts[0], parts[1]), parts[2])
}
