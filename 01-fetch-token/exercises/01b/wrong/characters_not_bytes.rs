//! A character beyond ASCII becomes its code point, and not its bytes.
//!
//! ```text
//! characters beyond ascii are encoded as utf8
//!
//!   the id is "Zürich" and the secret "Zürich"
//!     got:      "Z%FCrich:Z%FCrich"
//!     expected: "Z%C3%BCrich:Z%C3%BCrich"
//! ```

use base64::{Engine as _, prelude::BASE64_STANDARD};

fn enc(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            'a'..='z' | 'A'..='Z' | '0'..='9' | '*' | '-' | '.' | '_' => c.to_string(),
            ' ' => "+".to_owned(),
            c => format!("%{:02X}", c as u32),
        })
        .collect()
}

fn basic(id: &str, secret: &str) -> String {
    format!(
        "Basic {}",
        BASE64_STANDARD.encode(format!("{}:{}", enc(id), enc(secret)))
    )
}
