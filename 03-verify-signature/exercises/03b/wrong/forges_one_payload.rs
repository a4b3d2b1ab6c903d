//! The payload of the example is written down, and the token is not read.
//!
//! ```text
//! the forged token says admin
//!
//!   forged from {"scope":"read","aud":["a","b"],"exp":1700000000}
//!     got:      Object {"sub": String("me"), "scope": String("admin")}
//!     expected: Object {"scope": String("admin"), "aud": Array [String("a"), String("b")], "exp": Number(1700000000)}
//! ```

fn forge(_token: &str) -> String {
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.",
        encode(r#"{"alg":"none"}"#),
        encode(r#"{"sub":"me","scope":"admin"}"#)
    )
}
