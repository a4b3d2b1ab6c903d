//! DPoP proofs (RFC 9449 §5) at the token endpoint.
//!
//! Descriptions were measured on Keycloak 26.7.4. What Keycloak accepts and should not, or answers with 500,
//! is refused: `crit`, members that occur twice, weak RSA keys, and keys that are none. A nonce, which
//! Keycloak never requires, is required on demand.

use std::collections::HashMap;

use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use crate::assertion::{members, verify_with};

/// How many seconds old a proof may be.
const MAX_AGE: u64 = 25;
/// How many seconds the client's clock may be ahead.
const CLOCK_SKEW: u64 = 15;
/// How many used proofs are stored. Each is removed when it is refused for its age.
const MAX_USED: usize = 10_000;

/// What a proof may be signed with.
pub(crate) const ALGORITHMS: [&str; 4] = ["ES256", "EdDSA", "PS256", "RS256"];

/// Why a proof is refused.
pub(crate) enum Refusal {
    /// The description of `invalid_request`, where RFC 9449 §5 has `invalid_dpop_proof`.
    Invalid(String),
    /// The nonce is absent or not the current one.
    Nonce,
    /// Too many proofs are stored, so a replay could not be told.
    Full,
}

fn invalid<T>(description: &str) -> Result<T, Refusal> {
    Err(Refusal::Invalid(description.to_owned()))
}

/// The proofs that were used, until they are refused for their age.
#[derive(Default)]
pub(crate) struct Used(HashMap<String, u64>);

impl Used {
    fn insert(&mut self, key: String, end: u64, now: u64) -> Result<(), Refusal> {
        self.0.retain(|_, end| now <= *end);
        if self.0.contains_key(&key) {
            return invalid("DPoP proof has already been used");
        }
        if self.0.len() >= MAX_USED {
            return Err(Refusal::Full);
        }
        self.0.insert(key, end);
        Ok(())
    }
}

/// A request that may have a proof.
pub(crate) struct Request<'a> {
    /// The values of its `DPoP` headers.
    pub(crate) proofs: &'a [&'a str],
    pub(crate) method: &'a str,
    pub(crate) url: &'a str,
    /// Whether the client must have one.
    pub(crate) required: bool,
    /// The nonce that it must have.
    pub(crate) nonce: Option<&'a str>,
    /// Seconds since 1970.
    pub(crate) now: u64,
}

impl Request<'_> {
    /// The thumbprint of the key that the token is to be bound to; `None` if there is no proof.
    pub(crate) fn verify(&self, used: &mut Used) -> Result<Option<String>, Refusal> {
        let proof = match self.proofs {
            [] if self.required => return invalid("DPoP proof is missing"),
            [] => return Ok(None),
            [proof] => proof,
            _ => return invalid("DPoP header verification failure"),
        };
        let unreadable = || Refusal::Invalid("DPoP header verification failure".to_owned());
        let (input, signature) = proof.rsplit_once('.').ok_or_else(unreadable)?;
        let (header, claims) = input.split_once('.').ok_or_else(unreadable)?;
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let object = |part: &str| members(&decode(part)?);
        let header = object(header).ok_or_else(unreadable)?;
        let claims = object(claims).ok_or_else(unreadable)?;

        let text = |name: &str| header.get(name).and_then(Value::as_str);
        if text("typ") != Some("dpop+jwt") {
            let typ = text("typ").unwrap_or("null");
            let description = format!("Invalid or missing type in DPoP header: {typ}");
            return Err(Refusal::Invalid(description));
        }
        let alg = text("alg").unwrap_or("null");
        if !ALGORITHMS.contains(&alg) {
            return Err(Refusal::Invalid(format!(
                "Unsupported DPoP algorithm: {alg}"
            )));
        }
        let Some(jwk @ Value::Object(key)) = header.get("jwk") else {
            return invalid("No JWK in DPoP header");
        };
        if PRIVATE.iter().any(|member| key.contains_key(*member)) {
            return invalid("Private key material must not be present in DPoP JWK");
        }
        let signature = decode(signature).unwrap_or_default();
        let good = verify_with(alg, jwk, input, &signature) == Some(true);
        let (Some(jkt), true, false) = (thumbprint(key), good, header.contains_key("crit")) else {
            return invalid(
                "DPoP verification failure: \
                 org.keycloak.exceptions.TokenSignatureInvalidException: Invalid token signature",
            );
        };
        let (end, jti) = self.check_claims(&claims)?;
        let nonce = claims.get("nonce").and_then(Value::as_str);
        if self.nonce.is_some_and(|expected| nonce != Some(expected)) {
            return Err(Refusal::Nonce);
        }
        used.insert(format!("{jti} {}", self.url), end, self.now)?;
        Ok(Some(jkt))
    }

    /// The last second at which the proof is accepted, and its `jti`.
    fn check_claims<'c>(&self, claims: &'c Map<String, Value>) -> Result<(u64, &'c str), Refusal> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str);
        let text = |name: &str| text(name).filter(|text| !text.is_empty());
        let iat = claims.get("iat").and_then(Value::as_f64);
        let (Some(jti), Some(htm), Some(htu), Some(iat)) =
            (text("jti"), text("htm"), text("htu"), iat)
        else {
            return invalid("DPoP mandatory claims are missing");
        };
        if htm != self.method {
            return invalid("DPoP HTTP method mismatch");
        }
        if htu.contains(|c: char| c.is_whitespace() || c == '\\') {
            return invalid("Malformed HTTP URL in DPoP proof");
        }
        if normalized(htu) != normalized(self.url) {
            return invalid("DPoP HTTP URL mismatch");
        }
        let iat = iat as u64;
        let end = iat.saturating_add(MAX_AGE);
        if self.now > end || iat > self.now.saturating_add(CLOCK_SKEW) {
            return invalid("DPoP proof is not active");
        }
        Ok((end, jti))
    }
}

/// Members that only private and symmetric keys have.
const PRIVATE: [&str; 8] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k"];

/// Without query and fragment, and with scheme and host in lower case.
fn normalized(url: &str) -> Option<String> {
    let mut url = reqwest::Url::parse(url).ok()?;
    url.set_query(None);
    url.set_fragment(None);
    Some(url.into())
}

/// RFC 7638 §3
fn thumbprint(jwk: &Map<String, Value>) -> Option<String> {
    let text = |name: &str| jwk.get(name)?.as_str();
    let members = match text("kty")? {
        "EC" => json!({"crv": text("crv")?, "kty": "EC", "x": text("x")?, "y": text("y")?}),
        "OKP" => json!({"crv": text("crv")?, "kty": "OKP", "x": text("x")?}),
        "RSA" => json!({"e": text("e")?, "kty": "RSA", "n": text("n")?}),
        _ => return None,
    };
    let hash = digest(&SHA256, members.to_string().as_bytes());
    Some(BASE64_URL_SAFE_NO_PAD.encode(hash))
}
