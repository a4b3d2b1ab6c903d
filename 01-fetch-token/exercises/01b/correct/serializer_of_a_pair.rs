//! A serializer makes `id=secret`, and `=` becomes the colon.

use base64::{Engine as _, prelude::BASE64_STANDARD};

fn basic(id: &str, secret: &str) -> String {
    let pair = form_urlencoded::Serializer::new(String::new())
        .append_pair(id, secret)
        .finish();
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(pair.replacen('=', ":", 1))
    )
}
