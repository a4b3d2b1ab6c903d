//! The list of checks of a proof, in their order (RFC 9449 §4.3).

use client_assertion::thumbprint;
use decode_jwt::{Part, decode_base64url, parse_object, split};
use serde::Deserialize;
use serde_json::Value;
use verify_signature::{Algorithms, Claims, Clock, PublicKey, VerifyError};

use crate::{ProofError, TYP, normalize, token_hash};

/// How many seconds old a proof may be, and how many the client's clock may be ahead. A proof is made for
/// one request, so this is for clocks that differ and for slow networks.
pub const WINDOW: u64 = 30;

/// What a proof must be about: one request with a token.
#[derive(Clone, Copy, Debug)]
pub struct BoundRequest<'a> {
    /// The method.
    pub method: &'a str,
    /// The URL under which clients know the resource. Not what the `Host` header says: the sender of a
    /// request chooses that.
    pub url: &'a str,
    /// The token as it was sent.
    pub token: &'a str,
    /// The token's validated claims.
    pub claims: &'a Claims,
}

/// What is to be known about a verified proof.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proof {
    /// The thumbprint of its key.
    pub jkt: String,
    /// Its identifier, unique for the key.
    pub jti: String,
    /// The last second at which it is accepted, since 1970.
    pub expires_at: u64,
    /// The server's nonce, if there is one.
    pub nonce: Option<String>,
}

/// Verifies proofs. It does no I/O, and does not know which proofs were used.
///
/// ```
/// use dpop::{BoundRequest, ProofVerifier};
/// use verify_signature::{Claims, Clock};
///
/// # fn example(token: &str, claims: &Claims, proof: &str) -> anyhow::Result<()> {
/// let verifier = ProofVerifier::new(Clock::system());
/// let (method, url) = ("GET", "https://api.example/reports");
/// let proof = verifier.verify(proof, &BoundRequest { method, url, token, claims })?;
/// println!("made by {}", proof.jkt);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct ProofVerifier {
    algorithms: Algorithms,
    clock: Clock,
}

/// The claims of a proof (RFC 9449 §4.2).
#[derive(Deserialize)]
struct ProofClaims {
    jti: String,
    htm: String,
    htu: String,
    iat: f64,
    ath: Option<String>,
    nonce: Option<String>,
}

impl ProofVerifier {
    /// A verifier of proofs that are signed with ES256, EdDSA or PS256.
    #[must_use]
    pub fn new(clock: Clock) -> Self {
        let algorithms = "ES256, EdDSA, PS256".parse().unwrap_or_default();
        Self { algorithms, clock }
    }

    /// The same with other algorithms.
    #[must_use]
    pub fn with_algorithms(self, algorithms: Algorithms) -> Self {
        Self { algorithms, ..self }
    }

    /// The algorithms.
    #[must_use]
    pub fn algorithms(&self) -> &Algorithms {
        &self.algorithms
    }

    /// Verifies that the sender of a request has the key that its token is bound to.
    ///
    /// The key comes with the proof, which step 03 would never allow. Here it proves nothing by itself:
    /// the issuer has signed its thumbprint, in the token. So that is compared first, and no signature of
    /// a stranger's key costs more than a hash.
    ///
    /// # Errors
    /// The [`ProofError`] of the first check that fails.
    ///
    /// RFC 9449 §4.3
    pub fn verify(&self, proof: &str, request: &BoundRequest<'_>) -> Result<Proof, ProofError> {
        let segments = split(proof)?;
        let header = decode_base64url(Part::Header, segments.header)?;
        let header = parse_object(Part::Header, &header)?;
        let text = |name: &str| header.get(name).and_then(Value::as_str).unwrap_or_default();
        if header.contains_key("crit") {
            return Err(ProofError::Critical);
        }
        if text("typ") != TYP {
            let typ = text("typ").to_owned();
            return Err(ProofError::Type { typ });
        }
        let Some(algorithm) = self.algorithms.find(text("alg")) else {
            let alg = text("alg").to_owned();
            return Err(ProofError::Algorithm { alg });
        };

        let Some(Value::Object(jwk)) = header.get("jwk") else {
            return Err(ProofError::NoKey);
        };
        if let Some(member) = PRIVATE.into_iter().find(|name| jwk.contains_key(*name)) {
            return Err(ProofError::PrivateKey { member });
        }
        let jkt = thumbprint(jwk).ok_or(ProofError::NoKey)?;
        if !request.claims.is_bound_to(&jkt) {
            return Err(ProofError::WrongKey { jkt });
        }
        let key = PublicKey::from_jwk(jwk).map_err(ProofError::Key)?;
        let signature = decode_base64url(Part::Signature, segments.signature)?;
        key.verify(algorithm, segments.signing_input, &signature)
            .map_err(|error| match error {
                VerifyError::KeyUnusable { defect, .. } => ProofError::Key(defect),
                _ => ProofError::Signature,
            })?;

        let payload = decode_base64url(Part::Payload, segments.payload)?;
        let payload = Value::Object(parse_object(Part::Payload, &payload)?);
        let claims: ProofClaims = serde_json::from_value(payload)
            .map_err(|error| ProofError::Claims(error.to_string()))?;
        let expires_at = self.validate_claims(&claims, request)?;
        Ok(Proof {
            jkt,
            jti: claims.jti,
            expires_at,
            nonce: claims.nonce,
        })
    }

    /// What the proof is about, and until when it is accepted.
    fn validate_claims(
        &self,
        claims: &ProofClaims,
        request: &BoundRequest<'_>,
    ) -> Result<u64, ProofError> {
        if claims.jti.is_empty() {
            return Err(ProofError::Claims("jti is empty".to_owned()));
        }
        // Methods are case-sensitive. RFC 9110 §9.1
        if claims.htm != request.method {
            return Err(ProofError::Method {
                found: claims.htm.clone(),
                expected: request.method.to_owned(),
            });
        }
        // Almost always the two are spelled in the same way.
        if claims.htu != request.url && !same_url(&claims.htu, request.url) {
            return Err(ProofError::Url {
                found: claims.htu.clone(),
                expected: request.url.to_owned(),
            });
        }
        let (now, iat) = (self.clock.now(), claims.iat as u64);
        let expires_at = iat.saturating_add(WINDOW);
        if now > expires_at {
            return Err(ProofError::TooOld { iat, now });
        }
        if iat > now.saturating_add(WINDOW) {
            return Err(ProofError::InFuture { iat, now });
        }
        match &claims.ath {
            Some(ath) if *ath == token_hash(request.token) => Ok(expires_at),
            _ => Err(ProofError::Token),
        }
    }
}

fn same_url(one: &str, other: &str) -> bool {
    let one = normalize(one);
    one.is_some() && one == normalize(other)
}

/// Members that only a private or symmetric key has. A client that sends them has given its key away.
///
/// RFC 7518 §6.2.2, §6.3.2, §6.4.1
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];
