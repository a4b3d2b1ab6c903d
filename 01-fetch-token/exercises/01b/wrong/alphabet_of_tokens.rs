//! base64url is for tokens (step 02). Basic has the older alphabet, with `+`,
//! `/` and padding.
//!
//! ```text
//! a simple secret looks as in every tutorial
//!
//!   this is something else than expected:
//!     got:      "Basic dGVzdF9hcGlfY2xpZW50Omh1bnRlcjI"
//!     expected: "Basic dGVzdF9hcGlfY2xpZW50Omh1bnRlcjI="
//! ```

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};

fn basic(id: &str, secret: &str) -> String {
    let encode = |text: &str| byte_serialize(text.as_bytes()).collect::<String>();
    let pair = format!("{}:{}", encode(id), encode(secret));
    format!("Basic {}", BASE64_URL_SAFE_NO_PAD.encode(pair))
}
