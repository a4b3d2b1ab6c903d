//! Qualified paths, a closure.

use base64::Engine;

fn basic(id: &str, secret: &str) -> String {
    let enc = |s: &str| form_urlencoded::byte_serialize(s.as_bytes()).collect::<String>();
    format!(
        "Basic {}",
        base64::prelude::BASE64_STANDARD.encode(format!("{}:{}", enc(id), enc(secret)))
    )
}
