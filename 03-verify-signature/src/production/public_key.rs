//! One key that does not come from the issuer's set.

use aws_lc_rs::signature::ParsedPublicKey;
use jsonwebtoken::Algorithm;
use serde::Deserialize;
use serde_json::{Map, Value};

use crate::keys::Jwk;
use crate::{KeyDefect, VerifyError};

/// A public key in a JWK that the caller has from elsewhere, such as the one in a DPoP proof (step 07).
/// It passes the same checks as the keys of an issuer.
///
/// It proves nothing about who the sender is. The caller must know from elsewhere, such as the `cnf`
/// of a verified token, that this is the right key.
#[derive(Debug)]
pub struct PublicKey(Vec<(Algorithm, ParsedPublicKey)>);

impl PublicKey {
    /// Parses the members of a JWK.
    ///
    /// # Errors
    /// [`KeyDefect`] if it must not verify signatures.
    ///
    /// RFC 7517 §4
    pub fn from_jwk(jwk: &Map<String, Value>) -> Result<Self, KeyDefect> {
        let jwk = Jwk::deserialize(jwk).map_err(|_| KeyDefect::NotAJwk)?;
        jwk.parse().map(Self)
    }

    /// Verifies a signature over the first two segments of a JWS.
    ///
    /// # Errors
    /// [`KeyDefect::Algorithm`] as [`VerifyError::KeyUnusable`] if the key is not made for it, and
    /// [`VerifyError::Signature`].
    ///
    /// RFC 7515 §5.2
    pub fn verify(
        &self,
        algorithm: Algorithm,
        signing_input: &str,
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        let mut keys = self.0.iter();
        let Some((_, key)) = keys.find(|(fits, _)| *fits == algorithm) else {
            return Err(VerifyError::KeyUnusable {
                kid: String::new(),
                defect: KeyDefect::Algorithm,
            });
        };
        key.verify_sig(signing_input.as_bytes(), signature)
            .map_err(|_| VerifyError::Signature)
    }
}
