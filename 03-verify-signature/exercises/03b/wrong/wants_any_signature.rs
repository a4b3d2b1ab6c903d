//! It refuses tokens without a signature, and lets in those with a wrong one.
//!
//! ```text
//! the repaired server refuses every spelling of none
//!
//!   it accepts the header {"alg":"none"} with the signature "c2ln"
//! ```

fn accepts(token: &str, key: &[u8]) -> bool {
    let Ok(segments) = split(token) else {
        return false;
    };
    !segments.signature.is_empty() && weak::accepts(token, key)
}
