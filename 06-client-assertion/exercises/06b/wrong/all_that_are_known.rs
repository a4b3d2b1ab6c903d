//! Each known member counts, for whichever kind of key.
//!
//! ```text
//! ```

fn hashed(jwk: &Value) -> Option<String> {
    let names = ["crv", "e", "kty", "n", "x", "y"];
    let members: Vec<_> = names
        .iter()
        .filter_map(|name| Some(format!(r#""{name}":"{}""#, jwk.get(name)?.as_str()?)))
        .collect();
    jwk.get("kty")?.as_str()?;
    Some(format!("{{{}}}", members.join(",")))
}
