//! Private keys as text: PKCS#8 in PEM, and JWK.

use aws_lc_rs::encoding::{AsDer, Pkcs8V1Der};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair, RsaKeyPair,
};
use base64::{Engine, prelude::BASE64_STANDARD};
use secrecy::SecretString;

use super::jwk;
use crate::key::Pair;
use crate::{ClientKey, KeyError};

const BEGIN: &str = "-----BEGIN PRIVATE KEY-----";
const END: &str = "-----END PRIVATE KEY-----";

impl ClientKey {
    /// Reads a key: PKCS#8 in PEM (RFC 7468 §10), or a private JWK (RFC 7517). An RSA key signs with
    /// PS256, unless its JWK has another `alg`.
    ///
    /// # Errors
    /// [`KeyError`], which never shows a part of the text.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        if text.starts_with('{') {
            return jwk::read(text);
        }
        let body = text.strip_prefix(BEGIN).ok_or(KeyError::NotAKey)?;
        let body = body.strip_suffix(END).ok_or(KeyError::NotAKey)?;
        let body: String = body.split_ascii_whitespace().collect();
        let der = BASE64_STANDARD.decode(body);
        Self::from_pkcs8(&der.map_err(|_| KeyError::NotAKey)?)
    }

    fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        if let Ok(pair) = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der) {
            return Ok(Self::from_ec(pair));
        }
        if let Ok(pair) = Ed25519KeyPair::from_pkcs8(der) {
            return Ok(Self::from_ed(pair));
        }
        // At least 2048 bits, or the library refuses it. RFC 7518 §3.3
        let pair = RsaKeyPair::from_pkcs8(der).map_err(|_| KeyError::Kind)?;
        Ok(Self::from_rsa(pair))
    }

    /// The private half as PKCS#8 in PEM, for a file that only the client can read.
    ///
    /// # Errors
    /// [`KeyError::Crypto`]
    ///
    /// RFC 7468 §10
    pub fn to_pem(&self) -> Result<SecretString, KeyError> {
        let der = match &self.pair {
            Pair::Ec(pair) => BASE64_STANDARD.encode(pair.to_pkcs8v1()?),
            Pair::Ed(pair) => BASE64_STANDARD.encode(pair.to_pkcs8v1()?),
            Pair::Rsa(pair) => {
                let der: Pkcs8V1Der<'_> = pair.as_der()?;
                BASE64_STANDARD.encode(der.as_ref())
            }
        };
        let mut pem = format!("{BEGIN}\n");
        for (index, character) in der.chars().enumerate() {
            if index > 0 && index % 64 == 0 {
                pem.push('\n');
            }
            pem.push(character);
        }
        pem.push_str(&format!("\n{END}\n"));
        Ok(pem.into())
    }
}
