//! A token as a naive server sees it: decoded, and nothing checked.

use aws_lc_rs::signature::{RSA_PKCS1_2048_8192_SHA256, RsaPublicKeyComponents};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value};
use verify_signature::{Algorithms, PublicKey};

/// Why a naive server refuses a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NaiveError(pub &'static str);

/// Returns this error unless the condition holds.
pub(crate) fn require(condition: bool, reason: &'static str) -> Result<(), NaiveError> {
    condition.then_some(()).ok_or(NaiveError(reason))
}

/// A decoded token.
#[derive(Clone, Debug)]
pub struct Token {
    /// The members of the header.
    pub header: Map<String, Value>,
    /// The claims.
    pub claims: Map<String, Value>,
    /// What was signed.
    pub signing_input: String,
    /// The signature's bytes.
    pub signature: Vec<u8>,
}

impl Token {
    /// Decodes a token with step 02.
    ///
    /// # Errors
    /// If it is not a JWT.
    pub fn read(token: &str) -> Result<Self, NaiveError> {
        let decoded = decode_jwt::decode(token).map_err(|_| NaiveError("it is not a JWT"))?;
        let (signing_input, _) = token.rsplit_once('.').unwrap_or_default();
        Ok(Self {
            header: decoded.header,
            claims: decoded.payload,
            signing_input: signing_input.to_owned(),
            signature: decoded.signature,
        })
    }

    /// A member of the header, if it is there and a string.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.header.get(name).and_then(Value::as_str)
    }

    /// A claim, or an empty string if it is absent or not a string.
    #[must_use]
    pub fn claim(&self, name: &str) -> &str {
        let claim = self.claims.get(name).and_then(Value::as_str);
        claim.unwrap_or_default()
    }

    /// A claim that is a time, in seconds since 1970.
    #[must_use]
    pub fn time(&self, name: &str) -> Option<u64> {
        self.claims.get(name).and_then(Value::as_u64)
    }

    /// Whether the key of this JWK signed it with RS256 (RFC 7518 §3.3). This check is correct.
    #[must_use]
    pub fn is_signed_by(&self, jwk: &Value) -> bool {
        let number = |name| BASE64_URL_SAFE_NO_PAD.decode(jwk.get(name)?.as_str()?).ok();
        let (Some(n), Some(e)) = (number("n"), number("e")) else {
            return false;
        };
        let key = RsaPublicKeyComponents { n, e };
        let algorithm = &RSA_PKCS1_2048_8192_SHA256;
        let input = self.signing_input.as_bytes();
        key.verify(algorithm, input, &self.signature).is_ok()
    }

    /// Whether the key of this JWK signed it with ES256, as the course's clients do. This check is step
    /// 03's.
    #[must_use]
    pub fn is_signed_by_client_key(&self, jwk: &Value) -> bool {
        let algorithms: Algorithms = "ES256".parse().unwrap_or_default();
        let algorithm = self.header("alg").and_then(|alg| algorithms.find(alg));
        let key = jwk
            .as_object()
            .and_then(|jwk| PublicKey::from_jwk(jwk).ok());
        let (Some(algorithm), Some(key)) = (algorithm, key) else {
            return false;
        };
        let verified = key.verify(algorithm, &self.signing_input, &self.signature);
        verified.is_ok()
    }
}
