//! A list of what is forbidden. The same attack with HS384 is not on it.
//!
//! ```text
//! the repaired server refuses every mac by the public key
//!
//!   it accepts HS384 with the public key, if the header says "HS384"
//! ```

use decode_jwt::decode;

fn accepts(token: &str, key: &[u8]) -> bool {
    let Ok(decoded) = decode(token) else {
        return false;
    };
    let alg = decoded.header.get("alg").and_then(|alg| alg.as_str());
    alg != Some("HS256") && weak::accepts(token, key)
}
