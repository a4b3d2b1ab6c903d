//! The checks, in their order.

use decode_jwt::{Part, decode_base64url, parse_object, split};

use crate::header::Header;
use crate::{Claims, Clock, KeySet, LEEWAY, Policy, Refusal};

/// Judges tokens. It does no I/O: keys come in, a verdict comes out.
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

    /// What this verifier demands.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The time by which this verifier judges.
    #[must_use]
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// Judges an access token. The claims that it returns are the issuer's own words.
    ///
    /// The order is part of the idea. What needs no key comes before the search for a key, so that
    /// nonsense costs nothing. The payload is not even decoded before the signature holds, because
    /// until then it is a stranger's.
    ///
    /// # Errors
    /// The [`Refusal`] of the first check that fails.
    ///
    /// RFC 7519 §7.2, RFC 8725 §3
    pub fn verify(&self, token: &str, keys: &KeySet) -> Result<Claims, Refusal> {
        let segments = split(token)?;
        let header = Header::judge(segments.header, &self.policy)?;
        decode_base64url(Part::Signature, segments.signature)?;
        keys.verify(&header, segments.signing_input, segments.signature)?;

        let payload = decode_base64url(Part::Payload, segments.payload)?;
        let claims = Claims::from_members(parse_object(Part::Payload, &payload)?)?;
        self.judge_claims(&claims)?;
        Ok(claims)
    }

    /// Judges what a signed token, or an introspection answer (step 05), says.
    ///
    /// # Errors
    /// The [`Refusal`] of the first check that fails.
    ///
    /// RFC 7519 §4.1
    pub fn judge_claims(&self, claims: &Claims) -> Result<(), Refusal> {
        let Policy {
            issuer, audience, ..
        } = &self.policy;
        if claims.iss != *issuer {
            return Err(Refusal::Issuer {
                found: claims.iss.clone(),
                expected: issuer.clone(),
            });
        }
        if !claims.aud.contains(audience) {
            return Err(Refusal::Audience {
                found: claims.aud.clone(),
                expected: audience.clone(),
            });
        }
        let now = self.clock.now();
        // "On or after" which it must not be accepted, so equality is too late. RFC 7519 §4.1.4
        if now >= claims.exp.saturating_add(LEEWAY) {
            return Err(Refusal::Expired {
                exp: claims.exp,
                now,
            });
        }
        // A time beyond now is a time beyond the clocks' difference. RFC 7519 §4.1.5, §4.1.6
        let ahead = |time: Option<u64>| time.filter(|&time| time > now.saturating_add(LEEWAY));
        if let Some(nbf) = ahead(claims.nbf) {
            return Err(Refusal::NotYetValid { nbf, now });
        }
        if let Some(iat) = ahead(claims.iat) {
            return Err(Refusal::IssuedInFuture { iat, now });
        }
        // Keycloak signs its ID and logout tokens with the same key and type, and tells them apart
        // by this claim. Only its access tokens have "Bearer" there; others have no such claim.
        if let Some(typ) = claims.typ.as_ref().filter(|typ| *typ != "Bearer") {
            return Err(Refusal::NotAnAccessToken { typ: typ.clone() });
        }
        Ok(())
    }
}
