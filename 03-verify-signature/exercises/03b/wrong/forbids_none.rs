//! A list of what is forbidden. `None` and `nOnE` are not on it.
//!
//! ```text
//! the repaired server refuses every spelling of none
//!
//!   it accepts the header {"alg":"None"} with the signature ""
//! ```

use decode_jwt::decode;

fn accepts(token: &str, key: &[u8]) -> bool {
    let Ok(decoded) = decode(token) else {
        return false;
    };
    let alg = decoded.header.get("alg").and_then(Value::as_str);
    alg != Some("none") && weak::accepts(token, key)
}
