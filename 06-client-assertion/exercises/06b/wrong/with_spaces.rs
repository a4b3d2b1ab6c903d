//! JSON as people write it.
//!
//! ```text
//! an ec key
//!
//!   what is hashed of {"crv":"P-256","kty":"EC","x":"aa","y":"bb"}
//!     got:      Some("{\"crv\": \"P-256\", \"kty\": \"EC\", \"x\": \"aa\", \"y\": \"bb\"}")
//!     expected: Some("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"aa\",\"y\":\"bb\"}")
//! ```

fn hashed(jwk: &Value) -> Option<String> {
    let text = |name: &str| jwk.get(name)?.as_str();
    let names: &[&str] = match text("kty")? {
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        "RSA" => &["e", "kty", "n"],
        _ => return None,
    };
    let member = |name: &&str| Some(format!(r#""{name}": "{}""#, text(name)?));
    let members = names.iter().map(member).collect::<Option<Vec<_>>>()?;
    Some(format!("{{{}}}", members.join(", ")))
}
