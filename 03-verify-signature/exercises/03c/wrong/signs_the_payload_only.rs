//! The header belongs to what is signed: otherwise anyone could change it.
//!
//! ```text
//! the weak server lets it in
//!
//!   the weak server refuses the signature; the header says {"alg":"HS256"}
//! ```

fn forge(payload: &str, key: &[u8]) -> String {
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let (header, payload) = (encode(r#"{"alg":"HS256"}"#), encode(payload));
    let signature = hs256(key, &payload);
    format!("{header}.{payload}.{signature}")
}
