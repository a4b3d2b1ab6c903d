//! The secret is the bytes of the key. Its text in base64 is another secret.
//!
//! ```text
//! the weak server lets it in
//!
//!   the weak server refuses the signature; the header says {"alg":"HS256"}
//! ```

fn forge(payload: &str, key: &[u8]) -> String {
    let encode = |json: &str| BASE64_URL_SAFE_NO_PAD.encode(json);
    let input = format!("{}.{}", encode(r#"{"alg":"HS256"}"#), encode(payload));
    let signature = hs256(BASE64_URL_SAFE_NO_PAD.encode(key).as_bytes(), &input);
    format!("{input}.{signature}")
}
