//! Each known member counts, for whichever kind of key.
//!
//! ```text
//! other members do not count
//!
//!   what is hashed of {"kty":"OKP","crv":"Ed25519","x":"aa","y":"bb"}
//!     got:      Some("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"aa\",\"y\":\"bb\"}")
//!     expected: Some("{\"crv\":\"Ed25519\",\"kty\":\"OKP\",\"x\":\"aa\"}")
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
