//! The list of checks, in their order (RFC 7519 §7.2, RFC 8725 §3).

use decode_jwt::{Part, decode_base64url, parse_object, split};

use crate::header::Header;
use crate::{BoundTokens, Claims, Clock, KeySet, LEEWAY, Policy, VerifyError};

/// Verifies access tokens of one issuer for one API. It does no I/O.
///
/// ```
/// use verify_signature::{Clock, KeySet, Policy, Verifier};
///
/// # fn example(token: &str, jwks: &[u8]) -> anyhow::Result<()> {
/// let policy = Policy::new("https://issuer.example/realms/main", "reports");
/// let verifier = Verifier::new(policy, Clock::system());
/// let keys = KeySet::from_json(jwks)?;
/// let claims = verifier.verify(token, &keys)?;
/// println!("issued to {:?}", claims.client_id);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Verifier {
    policy: Policy,
    clock: Clock,
}

impl Verifier {
    /// A verifier for one API.
    #[must_use]
    pub fn new(policy: Policy, clock: Clock) -> Self {
        Self { policy, clock }
    }

    /// What this verifier requires.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The clock that `exp`, `nbf` and `iat` are compared with.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Verifies an access token. The returned claims are signed by the issuer.
    ///
    /// The order matters. Checks that need no key come before the search for a key, so that garbage
    /// costs almost nothing. The payload is not even decoded before the signature is verified, because
    /// until then anyone may have written it.
    ///
    /// # Errors
    /// The [`VerifyError`] of the first check that fails.
    ///
    /// RFC 7519 §7.2, RFC 8725 §3
    pub fn verify(&self, token: &str, keys: &KeySet) -> Result<Claims, VerifyError> {
        let segments = split(token)?;
        let header = Header::parse(segments.header, &self.policy)?;
        let signature = decode_base64url(Part::Signature, segments.signature)?;
        keys.verify(&header, segments.signing_input, &signature)?;

        let payload = decode_base64url(Part::Payload, segments.payload)?;
        let members = parse_object(Part::Payload, &payload)?;
        let claims = Claims::from_members(members, &self.policy.scope_claims)?;
        self.validate_claims(&claims)?;
        Ok(claims)
    }

    /// Validates the claims of a verified token, or of an introspection response (step 05).
    ///
    /// # Errors
    /// The [`VerifyError`] of the first check that fails.
    ///
    /// RFC 7519 §4.1
    pub fn validate_claims(&self, claims: &Claims) -> Result<(), VerifyError> {
        let Policy {
            issuer, audience, ..
        } = &self.policy;
        if claims.iss != *issuer {
            return Err(VerifyError::Issuer {
                found: claims.iss.clone(),
                expected: issuer.clone(),
            });
        }
        if !claims.aud.contains(audience) {
            return Err(VerifyError::Audience {
                found: claims.aud.clone(),
                expected: audience.clone(),
            });
        }
        let now = self.clock.now();
        // "On or after" which it must not be accepted, so equality is too late. RFC 7519 §4.1.4
        if now >= claims.exp.saturating_add(LEEWAY) {
            return Err(VerifyError::Expired {
                exp: claims.exp,
                now,
            });
        }
        // Strictly greater: the clocks may differ by the whole leeway. RFC 7519 §4.1.5, §4.1.6
        let ahead = |time: Option<u64>| time.filter(|&time| time > now.saturating_add(LEEWAY));
        if let Some(nbf) = ahead(claims.nbf) {
            return Err(VerifyError::NotYetValid { nbf, now });
        }
        if let Some(iat) = ahead(claims.iat) {
            return Err(VerifyError::IssuedInFuture { iat, now });
        }
        // Keycloak signs its ID and logout tokens with the same key and header type, and this claim
        // distinguishes them: "Bearer" is an access token, and "DPoP" one that is bound to a key. Other
        // issuers have no such claim.
        let access_token = |typ: &str| typ == "Bearer" || typ == "DPoP" && claims.is_bound();
        if let Some(typ) = claims.typ.as_ref().filter(|typ| !access_token(typ)) {
            return Err(VerifyError::NotAnAccessToken { typ: typ.clone() });
        }
        // Bound to a key or certificate, whatever the claim contains. The client must prove that it has
        // it, and a bearer token proves nothing. RFC 7800 §3
        if claims.is_bound() && self.policy.bound_tokens == BoundTokens::Refused {
            return Err(VerifyError::SenderConstrained);
        }
        Ok(())
    }
}
