//! The payload of the example is written down.
//!
//! ```text
//! the forged token has the payload
//!
//!   this is something else than expected:
//!     got:      Object {"scope": String("admin")}
//!     expected: Object {"sub": String("me"), "aud": Array [String("a"), String("b")], "exp": Number(1700000000)}
//! ```

fn forge(_payload: &str, key: &[u8]) -> String {
    let encode = |text: &str| BASE64_URL_SAFE_NO_PAD.encode(text);
    let input = format!(
        "{}.{}",
        encode(r#"{"alg":"HS256"}"#),
        encode(r#"{"scope":"admin"}"#)
    );
    let signature = hs256(key, &input);
    format!("{input}.{signature}")
}
