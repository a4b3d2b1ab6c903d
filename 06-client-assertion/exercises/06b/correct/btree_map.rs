//! A map that sorts, and serde_json.

fn hashed(jwk: &Value) -> Option<String> {
    let names: &[&str] = match jwk.get("kty")?.as_str()? {
        "EC" => &["kty", "crv", "x", "y"],
        "OKP" => &["kty", "crv", "x"],
        "RSA" => &["kty", "n", "e"],
        _ => return None,
    };
    let mut members = std::collections::BTreeMap::new();
    for name in names {
        members.insert(*name, jwk.get(name)?.as_str()?);
    }
    serde_json::to_string(&members).ok()
}
