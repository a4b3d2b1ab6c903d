//! Step 02's `decode` and `split`.

fn forge(token: &str) -> String {
    let mut payload = decode_jwt::decode(token).unwrap().payload;
    payload.insert("scope".to_owned(), "admin".into());
    let payload = serde_json::to_vec(&payload).unwrap();
    format!(
        "{}.{}.",
        BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
        BASE64_URL_SAFE_NO_PAD.encode(payload)
    )
}

fn accepts(token: &str, key: &[u8]) -> bool {
    let (Ok(decoded), Ok(segments)) = (decode_jwt::decode(token), decode_jwt::split(token)) else {
        return false;
    };
    decoded.header.get("alg").and_then(|a| a.as_str()) == Some("RS256")
        && weak::issuer::signed_rs256(key, segments.signing_input, segments.signature)
}
