//! `alg` is not read at all: every token is verified with RS256.

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
    decode_jwt::split(token)
        .is_ok_and(|it| weak::issuer::signed_rs256(key, it.signing_input, it.signature))
}
