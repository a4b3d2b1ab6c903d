//! The kind comes first, as in most keys that one sees.
//!
//! ```text
//! an ec key
//!
//!   what is hashed of {"crv":"P-256","kty":"EC","x":"aa","y":"bb"}
//!     got:      Some("{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"aa\",\"y\":\"bb\"}")
//!     expected: Some("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"aa\",\"y\":\"bb\"}")
//! ```

fn hashed(jwk: &Value) -> Option<String> {
    let text = |name: &str| jwk.get(name)?.as_str();
    let names: &[&str] = match text("kty")? {
        "EC" => &["kty", "crv", "x", "y"],
        "OKP" => &["kty", "crv", "x"],
        "RSA" => &["kty", "n", "e"],
        _ => return None,
    };
    let member = |name: &&str| Some(format!(r#""{name}":"{}""#, text(name)?));
    let members = names.iter().map(member).collect::<Option<Vec<_>>>()?;
    Some(format!("{{{}}}", members.join(",")))
}
