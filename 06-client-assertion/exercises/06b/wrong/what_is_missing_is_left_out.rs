//! A missing member is left out.
//!
//! ```text
//! without a member there is none
//!
//!   what is hashed of {"kty":"EC","crv":"P-256","x":"aa"}
//!     got:      Some("{\"crv\":\"P-256\",\"kty\":\"EC\",\"x\":\"aa\"}")
//!     expected: None
//! ```

fn hashed(jwk: &Value) -> Option<String> {
    let text = |name: &str| jwk.get(name)?.as_str();
    let names: &[&str] = match text("kty")? {
        "EC" => &["crv", "kty", "x", "y"],
        "OKP" => &["crv", "kty", "x"],
        "RSA" => &["e", "kty", "n"],
        _ => return None,
    };
    let member = |name: &&str| Some(format!(r#""{name}":"{}""#, text(name)?));
    let members: Vec<_> = names.iter().filter_map(member).collect();
    Some(format!("{{{}}}", members.join(",")))
}
