//! A sound issuer for the exercises, and the sound check of its signatures.

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    KeyPair, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_SHA256, RsaKeyPair, UnparsedPublicKey,
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Value, json};

pub(crate) struct Issuer(RsaKeyPair);

impl Issuer {
    #[expect(clippy::expect_used, reason = "without a key there is no exercise")]
    pub(crate) fn new() -> Self {
        Self(RsaKeyPair::generate(KeySize::Rsa2048).expect("this machine has randomness"))
    }

    /// What anyone may know: the file that the server has.
    pub(crate) fn public_key(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// An RS256 token with these claims.
    pub(crate) fn token(&self, claims: &Value) -> String {
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let input = format!("{}.{}", encode(&json!({"alg": "RS256"})), encode(claims));
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        // An empty signature fails every check that requires a good one.
        let signed = self
            .0
            .sign(&RSA_PKCS1_SHA256, &random, input.as_bytes(), &mut signature);
        let signature = signed.map_or(Vec::new(), |()| signature);
        format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Whether the issuer with this public key signed this input, by RS256.
pub(crate) fn signed_rs256(public_key: &[u8], signing_input: &str, signature: &str) -> bool {
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key);
    BASE64_URL_SAFE_NO_PAD
        .decode(signature)
        .is_ok_and(|signature| key.verify(signing_input.as_bytes(), &signature).is_ok())
}

/// What is left of a good token if something is missing from it, changed or added, and what that is.
pub(crate) fn broken(good: &str) -> Vec<(String, String)> {
    let mut broken: Vec<_> = [
        "",
        ".",
        "..",
        "...",
        "not.a.token",
        "e30",
        "e30.e30",
        "!.!.!",
    ]
    .map(|token| (format!("{token:?}"), token.to_owned()))
    .into();
    let parts: Vec<_> = good.split('.').collect();
    if let [header, payload, signature] = parts[..] {
        let other = BASE64_URL_SAFE_NO_PAD.encode(r#"{"scope":"admin"}"#);
        let short = signature.get(..signature.len() / 2).unwrap_or_default();
        let made = [
            ("a token of one part", header.to_owned()),
            ("a token of two parts", format!("{header}.{payload}")),
            (
                "a token without a signature",
                format!("{header}.{payload}."),
            ),
            (
                "a token with half a signature",
                format!("{header}.{payload}.{short}"),
            ),
            (
                "a token with another payload",
                format!("{header}.{other}.{signature}"),
            ),
            ("a token with a fourth part", format!("{good}.{signature}")),
            (
                "a token without a header",
                format!(".{payload}.{signature}"),
            ),
            (
                "a token without a payload",
                format!("{header}..{signature}"),
            ),
        ];
        broken.extend(made.map(|(what, token)| (what.to_owned(), token)));
    }
    broken
}
