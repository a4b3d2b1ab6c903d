//! Only `%`, `+`, `:`, the space and what is beyond ASCII are encoded.
//!
//! ```text
//! every character of ascii is encoded as in a form
//!
//!   the id is "i\0d" and the secret "\0\0"
//!     got:      "i\0d:\0\0"
//!     expected: "i%00d:%00%00"
//! ```

use base64::{Engine as _, prelude::BASE64_STANDARD};

fn enc(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b' ' => out.push('+'),
            b'%' | b'+' | b':' | 0x80.. => out.push_str(&format!("%{byte:02X}")),
            _ => out.push(byte as char),
        }
    }
    out
}

fn basic(id: &str, secret: &str) -> String {
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{}:{}", enc(id), enc(secret)))
    )
}
