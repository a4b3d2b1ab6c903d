//! The header still says RS256, and the signature is that of other words.
//!
//! ```text
//! the weak server lets it in
//!
//!   the weak server refuses a token with the header {"alg":"RS256"}
//! ```

fn forge(token: &str) -> String {
    let (Ok(mut decoded), Ok(segments)) = (decode(token), split(token)) else {
        return String::new();
    };
    decoded.payload.insert("scope".to_owned(), "admin".into());
    let payload = Value::Object(decoded.payload).to_string();
    let payload = BASE64_URL_SAFE_NO_PAD.encode(payload);
    format!("{}.{payload}.{}", segments.header, segments.signature)
}
