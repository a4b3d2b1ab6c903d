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

    /// What everybody may know: the file that the server has.
    pub(crate) fn public_key(&self) -> &[u8] {
        self.0.public_key().as_ref()
    }

    /// An RS256 token with these claims.
    pub(crate) fn token(&self, claims: &Value) -> String {
        let encode = |part: &Value| BASE64_URL_SAFE_NO_PAD.encode(part.to_string());
        let input = format!("{}.{}", encode(&json!({"alg": "RS256"})), encode(claims));
        let mut signature = vec![0; self.0.public_modulus_len()];
        let random = SystemRandom::new();
        // An empty signature fails every check that wants a good one.
        let signed = self
            .0
            .sign(&RSA_PKCS1_SHA256, &random, input.as_bytes(), &mut signature);
        let signature = signed.map_or(Vec::new(), |()| signature);
        format!("{input}.{}", BASE64_URL_SAFE_NO_PAD.encode(signature))
    }
}

/// Whether the issuer with this public key signed these words, by RS256.
pub(crate) fn signed_rs256(public_key: &[u8], signing_input: &str, signature: &str) -> bool {
    let key = UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, public_key);
    BASE64_URL_SAFE_NO_PAD
        .decode(signature)
        .is_ok_and(|signature| key.verify(signing_input.as_bytes(), &signature).is_ok())
}
