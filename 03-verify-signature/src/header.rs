//! The JOSE header: how the token claims to be signed (RFC 7515 §4).

use decode_jwt::{Part, decode_base64url, parse_object};
use jsonwebtoken::Algorithm;
use serde_json::Value;

use crate::{Policy, VerifyError};

/// The members of a checked header that verification needs.
///
/// `jwk`, `jku`, `x5c` and `x5u` are not among them: they are keys, or URLs of keys, that the sender of
/// the token proposes for verifying it. A verifier that uses them accepts any forgery.
pub(crate) struct Header {
    pub(crate) algorithm: Algorithm,
    pub(crate) kid: Option<String>,
}

impl Header {
    /// Parses and checks the first segment of a token.
    pub(crate) fn parse(segment: &str, policy: &Policy) -> Result<Self, VerifyError> {
        let bytes = decode_base64url(Part::Header, segment)?;
        let members = parse_object(Part::Header, &bytes)?;
        let text = |name: &'static str| match members.get(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text.as_str())),
            Some(_) => Err(VerifyError::HeaderType { member: name }),
        };

        // The sender requires the extensions listed here. None is supported, and an extension that is
        // skipped may be the one that changes what the signature means.
        // RFC 7515 §4.1.11
        if members.contains_key("crit") {
            return Err(VerifyError::Critical);
        }

        // The header only picks from the policy's list. A verifier that lets it choose freely
        // accepts "none", or HS256 with the public key as the secret. RFC 8725 §3.1
        let alg = text("alg")?.unwrap_or_default();
        let algorithm = alg.parse().ok();
        let algorithm = algorithm.filter(|algorithm| policy.algorithms.contains(*algorithm));
        let Some(algorithm) = algorithm else {
            return Err(VerifyError::Algorithm {
                alg: alg.to_owned(),
            });
        };

        // Absent, or one of the types of an access token: the same key may sign other kinds of tokens.
        // RFC 8725 §3.11, RFC 9068 §2.1
        if let Some(typ) = text("typ")? {
            let known = ["JWT", "at+jwt", "application/at+jwt"];
            if !known.iter().any(|known| known.eq_ignore_ascii_case(typ)) {
                return Err(VerifyError::Type {
                    typ: typ.to_owned(),
                });
            }
        }

        let kid = text("kid")?.map(str::to_owned);
        Ok(Self { algorithm, kid })
    }
}
