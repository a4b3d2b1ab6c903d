//! Step 02's `decode` and `split`.

fn forge(payload: &str, key: &[u8]) -> String {
    let input = format!(
        "{}.{}",
        BASE64_URL_SAFE_NO_PAD.encode(r#"{"alg":"HS256"}"#),
        BASE64_URL_SAFE_NO_PAD.encode(payload)
    );
    let signature = hs256(key, &input);
    format!("{input}.{signature}")
}

fn accepts(token: &str, key: &[u8]) -> bool {
    let (Ok(decoded), Ok(segments)) = (decode_jwt::decode(token), decode_jwt::split(token)) else {
        return false;
    };
    decoded.header.get("alg").and_then(|a| a.as_str()) == Some("RS256")
        && weak::issuer::signed_rs256(key, segments.signing_input, segments.signature)
}
