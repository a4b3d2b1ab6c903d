//! `alg` is not read at all: every token is verified with RS256 (RFC 8725 §3.1).

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
    decode_jwt::split(token)
        .is_ok_and(|it| weak::issuer::signed_rs256(key, it.signing_input, it.signature))
}
