//! Member by member.

fn claims(client_id: &str, server: &Server, jti: &str, now: u64) -> Value {
    let mut claims = serde_json::Map::new();
    for name in ["iss", "sub"] {
        claims.insert(name.to_owned(), client_id.into());
    }
    claims.insert("aud".to_owned(), server.issuer.clone().into());
    claims.insert("jti".to_owned(), jti.into());
    claims.insert("iat".to_owned(), now.into());
    claims.insert("exp".to_owned(), (now + LIFETIME).into());
    Value::Object(claims)
}
