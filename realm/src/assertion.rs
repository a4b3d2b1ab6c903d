//! Client assertions (RFC 7523 §3): a client, or the platform that it runs on, signs a statement about it.
//!
//! Descriptions were measured on Keycloak 26.7.4. What Keycloak accepts and should not is refused:
//! `crit`, RSA keys of fewer than 2048 bits, members that occur twice, and an assertion for the second
//! time while it is valid.

use std::collections::HashMap;
use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::rsa::{PublicKey, PublicKeyComponents};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PSS_2048_8192_SHA256,
    RsaParameters, UnparsedPublicKey,
};
use base64::{Engine, prelude::BASE64_STANDARD, prelude::BASE64_URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value, json};

use crate::endpoints::BAD_CLIENT;
use crate::settings::{ClientSettings, Settings};
use crate::{MYORG_JSON, RealmError};

/// The only `client_assertion_type`. RFC 7523 §2.2
pub(crate) const JWT_BEARER: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
/// How many seconds an assertion may be old, or may have left if it does not say how old it is.
const MAX_AGE: u64 = 60;
/// How many seconds the client's clock may be ahead of this one. `exp` has no such leeway.
const CLOCK_SKEW: u64 = 15;
/// How many used assertions are stored. Each is removed when it is refused for its age.
const MAX_USED: usize = 10_000;

/// Why an assertion is refused.
pub(crate) enum Refusal {
    /// Nothing that names a client with a key.
    Unknown,
    /// The form names a client that has a secret.
    OtherClient,
    /// The description of `invalid_client`.
    Invalid(String),
    /// Too many assertions are stored, so a replay could not be told.
    Full,
}

impl Refusal {
    /// What is said about it beside the requests of a server.
    pub(crate) fn description(self) -> String {
        match self {
            Self::Invalid(description) => description,
            Self::Unknown | Self::OtherClient => BAD_CLIENT.to_owned(),
            Self::Full => "too many assertions".to_owned(),
        }
    }
}

/// The realm's check of assertions without a server, by the caller's clock.
pub struct Assertions {
    settings: Settings,
    issuer: String,
    used: Used,
}

impl Assertions {
    /// Those of the course's realm, for the authorization server `issuer`.
    ///
    /// # Errors
    /// Only if `myorg.json` is invalid.
    pub fn new(issuer: &str) -> Result<Self, RealmError> {
        Ok(Self {
            settings: serde_json::from_str(MYORG_JSON)?,
            issuer: issuer.to_owned(),
            used: Used::default(),
        })
    }

    /// The client that an assertion authenticates, at this time in seconds since 1970.
    ///
    /// # Errors
    /// The description for the client.
    pub fn authenticate(&mut self, assertion: &str, now: u64) -> Result<String, String> {
        let request = Request::with(assertion, &self.issuer, now);
        let client = request.authenticate(&self.settings, &mut self.used);
        let client = client.map_err(Refusal::description)?;
        Ok(client.client_id.clone())
    }
}

fn invalid<T>(description: &str) -> Result<T, Refusal> {
    Err(Refusal::Invalid(description.to_owned()))
}

/// The assertions that were used, until they are refused for their age.
#[derive(Default)]
pub(crate) struct Used {
    /// The hash of each `jti`, which may be long, and the last second at which it could be accepted.
    assertions: HashMap<[u8; 32], u64>,
}

impl Used {
    /// Takes an assertion for used until `end`; `Err` if it is already.
    fn insert(&mut self, jti: &str, end: u64, now: u64) -> Result<(), Refusal> {
        self.assertions.retain(|_, end| now <= *end);
        let hash = digest(&SHA256, jti.as_bytes());
        let hash = hash.as_ref().first_chunk().copied().unwrap_or_default();
        if self.assertions.contains_key(&hash) {
            return invalid("Token reuse detected");
        }
        // To forget another one instead would allow its replay.
        if self.assertions.len() >= MAX_USED {
            return Err(Refusal::Full);
        }
        self.assertions.insert(hash, end);
        Ok(())
    }
}

/// The parameters of a request that authenticates by an assertion.
pub(crate) struct Request<'a> {
    pub(crate) assertion_type: Option<&'a str>,
    pub(crate) assertion: Option<&'a str>,
    pub(crate) client_id: Option<&'a str>,
    /// This realm's issuer identifier.
    pub(crate) issuer: &'a str,
    /// Seconds since 1970.
    pub(crate) now: u64,
}

impl<'r> Request<'r> {
    /// A request with nothing but an assertion.
    pub(crate) fn with(assertion: &'r str, issuer: &'r str, now: u64) -> Self {
        Self {
            assertion_type: Some(JWT_BEARER),
            assertion: Some(assertion),
            client_id: None,
            issuer,
            now,
        }
    }

    /// The client that the assertion proves.
    pub(crate) fn authenticate<'a>(
        &self,
        settings: &'a Settings,
        used: &mut Used,
    ) -> Result<&'a ClientSettings, Refusal> {
        let Some((JWT_BEARER, assertion)) = self.assertion_type.zip(self.assertion) else {
            return Err(self.incomplete(settings));
        };
        let assertion = Assertion::read(assertion).ok_or(Refusal::Unknown)?;
        let signer = self.signer(settings, &assertion)?;
        let client = signer.client;
        if assertion.header.contains_key("crit") {
            return invalid("Unsupported critical header");
        }
        let expected = client.attribute("token.endpoint.auth.signing.alg");
        let usual = SUPPORTED.contains(&assertion.alg.as_str());
        if !usual || expected.is_some_and(|alg| alg != assertion.alg) {
            return invalid("Invalid signature algorithm");
        }
        if let Err(refusal) = assertion.check_signature(&signer.keys) {
            // About another issuer's keys, Keycloak says nothing.
            return Err(if signer.federated {
                Refusal::Unknown
            } else {
                refusal
            });
        }
        self.check_audience(&assertion, &signer)?;
        let end = self.end(&assertion, signer.max_age)?;
        match assertion.text("jti") {
            _ if signer.reuse => {}
            None => return invalid("Token jti claim is required"),
            Some(jti) => used.insert(jti, end, self.now)?,
        }
        if self.client_id.is_some_and(|id| id != client.client_id) {
            return invalid("client_id parameter does not match authenticated client");
        }
        Ok(client)
    }

    /// What is said about a request without an assertion: only if its form names a client, it is clear
    /// how that one should authenticate.
    fn incomplete(&self, settings: &Settings) -> Refusal {
        match self.client_id.and_then(|id| settings.client(id)) {
            Some(client) if client.has_key() => {}
            Some(client) if !client.is_federated() => return Refusal::OtherClient,
            _ => return Refusal::Unknown,
        }
        Refusal::Invalid(match self.assertion_type {
            None => "Parameter client_assertion_type is missing".to_owned(),
            Some(JWT_BEARER) => "client_assertion parameter missing".to_owned(),
            Some(other) => format!(
                "Parameter client_assertion_type has value '{other}' but expected is '{JWT_BEARER}'"
            ),
        })
    }

    /// The client that the assertion names, and the keys that may have signed it.
    fn signer<'a>(
        &self,
        settings: &'a Settings,
        assertion: &Assertion<'_>,
    ) -> Result<Signer<'a>, Refusal> {
        let iss = assertion.text("iss").ok_or(Refusal::Unknown)?;
        let sub = assertion.text("sub").ok_or(Refusal::Unknown)?;
        let named = match self.client_id {
            None => None,
            Some(id) => Some(settings.client(id).ok_or(Refusal::Unknown)?),
        };
        if named.is_some_and(|client| !client.has_key() && !client.is_federated()) {
            return Err(Refusal::OtherClient);
        }
        if let Some(provider) = settings.provider(iss) {
            let client = settings.federated_client(provider, sub);
            let client = client.ok_or(Refusal::Unknown)?;
            if named.is_some_and(|named| named.client_id != client.client_id) {
                return Err(Refusal::Unknown);
            }
            return Ok(Signer {
                client,
                keys: provider.keys(),
                federated: true,
                reuse: provider.allows_reuse(),
                max_age: provider.max_age(),
            });
        }
        let client = settings
            .client(sub)
            .filter(|client| client.has_key() && iss == sub);
        let client = client.ok_or(Refusal::Unknown)?;
        if named.is_some_and(ClientSettings::is_federated) {
            return Err(Refusal::Unknown);
        }
        Ok(Signer {
            client,
            keys: client.keys(),
            federated: false,
            reuse: false,
            max_age: MAX_AGE,
        })
    }

    /// One audience, and it is this server: with several, each of them could use the assertion at the
    /// others.
    fn check_audience(
        &self,
        assertion: &Assertion<'_>,
        signer: &Signer<'_>,
    ) -> Result<(), Refusal> {
        let audience = match assertion.claims.get("aud") {
            Some(Value::Array(several)) => match several.as_slice() {
                [] => None,
                [one] => one.as_str(),
                _ => return invalid("Multiple audiences not allowed"),
            },
            Some(one) => one.as_str(),
            None => None,
        };
        let protocol = format!("{}/protocol/openid-connect", self.issuer);
        let endpoints = [
            format!("{protocol}/token"),
            format!("{protocol}/token/introspect"),
        ];
        let accepted = |audience: &str| {
            let endpoint = !signer.federated && endpoints.iter().any(|url| url == audience);
            audience == self.issuer || endpoint
        };
        match audience.is_some_and(accepted) {
            true => Ok(()),
            false => invalid("Invalid token audience"),
        }
    }

    /// The last second at which the assertion is accepted.
    fn end(&self, assertion: &Assertion<'_>, max_age: u64) -> Result<u64, Refusal> {
        let Some(exp) = assertion.seconds("exp") else {
            return invalid("Token exp claim is required");
        };
        let nbf = assertion.seconds("nbf").unwrap_or_default();
        if self.now >= exp || nbf > self.now.saturating_add(CLOCK_SKEW) {
            return invalid("Token is not active");
        }
        let Some(iat) = assertion.seconds("iat") else {
            if exp.saturating_sub(self.now) > max_age {
                return invalid(
                    "Token expiration is too far in the future and iat claim not present in token",
                );
            }
            return Ok(exp);
        };
        if iat > self.now.saturating_add(CLOCK_SKEW) {
            return invalid("Token was issued in the future");
        }
        let end = iat.saturating_add(max_age);
        if end < self.now {
            return invalid("Token was issued too far in the past to be used now");
        }
        Ok(end.min(exp))
    }
}

/// Whom an assertion is about, and who may have signed it.
struct Signer<'a> {
    client: &'a ClientSettings,
    keys: Vec<Value>,
    /// Whether an identity provider signs for it.
    federated: bool,
    /// Whether an assertion may be used more than once.
    reuse: bool,
    /// Seconds.
    max_age: u64,
}

/// An assertion whose signature is not verified yet.
struct Assertion<'a> {
    header: Map<String, Value>,
    claims: Map<String, Value>,
    alg: String,
    input: &'a str,
    signature: &'a str,
}

/// What a client may sign with.
const SUPPORTED: [&str; 4] = ["ES256", "EdDSA", "PS256", "RS256"];
/// Names that Keycloak knows and does not accept here; with others, it cannot read the assertion.
const KNOWN: [&str; 10] = [
    "none", "HS256", "HS384", "HS512", "RS384", "RS512", "PS384", "PS512", "ES384", "ES512",
];

impl<'a> Assertion<'a> {
    fn read(text: &'a str) -> Option<Self> {
        let decode = |part: &str| BASE64_URL_SAFE_NO_PAD.decode(part).ok();
        let (input, signature) = text.rsplit_once('.')?;
        let (header, claims) = input.split_once('.')?;
        let header = members(&decode(header)?)?;
        let claims = members(&decode(claims)?)?;
        let alg = header.get("alg").unwrap_or(&Value::Null);
        let alg = alg.as_str().or(alg.is_null().then_some("none"))?.to_owned();
        let known = SUPPORTED.iter().chain(&KNOWN).any(|known| *known == alg);
        let times = ["exp", "iat", "nbf"].into_iter();
        let readable = times
            .filter_map(|name| claims.get(name))
            .all(Value::is_number);
        (known && readable).then_some(Self {
            header,
            claims,
            alg,
            input,
            signature,
        })
    }

    fn text(&self, claim: &str) -> Option<&str> {
        self.claims.get(claim)?.as_str()
    }

    /// A NumericDate, which may have a fraction (RFC 7519 §2).
    fn seconds(&self, claim: &str) -> Option<u64> {
        let value = self.claims.get(claim)?;
        let fraction = value.as_f64().filter(|seconds| *seconds >= 0.0);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "not negative, and `as` stops at the largest"
        )]
        value.as_u64().or(fraction.map(|seconds| seconds as u64))
    }

    /// Tries the key that the header names, or the first that fits if it names none.
    fn check_signature(&self, keys: &[Value]) -> Result<(), Refusal> {
        let kid = self.header.get("kid").and_then(Value::as_str);
        let named = |jwk: &&Value| {
            kid.is_none_or(|kid| jwk.get("kid").and_then(Value::as_str) == Some(kid))
        };
        let mut fitting = keys.iter().filter(named);
        // What is not base64url is not a signature of any key.
        let signature = BASE64_URL_SAFE_NO_PAD
            .decode(self.signature)
            .unwrap_or_default();
        let verified = fitting.find_map(|jwk| verify(&self.alg, jwk, self.input, &signature));
        match verified {
            Some(true) => Ok(()),
            Some(false) => invalid(
                "Client authentication with signed JWT failed: Signature on JWT token failed \
                 validation",
            ),
            None => invalid("Unable to load public key"),
        }
    }
}

/// An RSA key, SubjectPublicKeyInfo in base64, as a JWK.
pub(crate) fn rsa_jwk(kid: &str, spki: &str) -> Option<Value> {
    let key = PublicKey::from_der(&BASE64_STANDARD.decode(spki).ok()?).ok()?;
    let n = key.modulus().big_endian_without_leading_zero();
    let e = key.exponent().big_endian_without_leading_zero();
    let encode = |number: &[u8]| BASE64_URL_SAFE_NO_PAD.encode(number);
    Some(json!({"kty": "RSA", "kid": kid, "use": "sig", "n": encode(n), "e": encode(e)}))
}

/// Whether the key made the signature; `None` if it is not a key for that algorithm.
fn verify(alg: &str, jwk: &Value, input: &str, signature: &[u8]) -> Option<bool> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    if text("use") != Some("sig") || text("alg").is_some_and(|of_key| of_key != alg) {
        return None;
    }
    verify_with(alg, jwk, input, signature)
}

/// The same, whatever the JWK says that the key is for.
pub(crate) fn verify_with(alg: &str, jwk: &Value, input: &str, signature: &[u8]) -> Option<bool> {
    let text = |name: &str| jwk.get(name).and_then(Value::as_str);
    let number = |name: &str| BASE64_URL_SAFE_NO_PAD.decode(text(name)?).ok();
    let rsa = |parameters: &'static RsaParameters| {
        let (n, e) = (number("n")?, number("e")?);
        (n.len() >= 256).then_some(())?;
        let key = PublicKeyComponents { n, e };
        Some(key.verify(parameters, input.as_bytes(), signature).is_ok())
    };
    let kty = text("kty")?;
    let crv = text("crv").unwrap_or_default();
    match (alg, kty, crv) {
        ("RS256", "RSA", _) => rsa(&RSA_PKCS1_2048_8192_SHA256),
        ("PS256", "RSA", _) => rsa(&RSA_PSS_2048_8192_SHA256),
        ("ES256", "EC", "P-256") => {
            let point = [vec![4], number("x")?, number("y")?].concat();
            let key = UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point);
            Some(key.verify(input.as_bytes(), signature).is_ok())
        }
        ("EdDSA", "OKP", "Ed25519") => {
            let key = UnparsedPublicKey::new(&ED25519, number("x")?);
            Some(key.verify(input.as_bytes(), signature).is_ok())
        }
        _ => None,
    }
}

/// A JSON object in which no name occurs twice. serde_json stops at 128 levels.
pub(crate) fn members(json: &[u8]) -> Option<Map<String, Value>> {
    match serde_json::from_slice(json).ok()? {
        Unique(Value::Object(members)) => Some(members),
        _ => None,
    }
}

struct Unique(Value);

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor).map(Self)
    }
}

struct UniqueVisitor;

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some((name, Unique(value))) = access.next_entry::<String, Unique>()? {
            if members.insert(name, value).is_some() {
                return Err(serde::de::Error::custom("a name occurs twice"));
            }
        }
        Ok(Value::Object(members))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(Unique(item)) = access.next_element()? {
            items.push(item);
        }
        Ok(Value::Array(items))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(text.into())
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }
}
