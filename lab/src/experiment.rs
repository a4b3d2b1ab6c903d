//! An attack on a naive server and on the server of the steps.

use std::fmt;

use axum::http::Request;
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use dpop::{Dpop, MemoryReplayStore, ProofVerifier};
use futures_util::FutureExt;
use realm::Assertions;
use resource_server::{Presentation, Rejection, RequiredScope, Resource};
use serde_json::{Map, Value, json};
use verify_signature::{BoundTokens, Claims, Clock, KeySet, Policy, Verifier, VerifyError};

use crate::naive::{Outcome, parts};
use crate::{Api, Attack, Attacker, LabError};

/// An attack, and its results.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// The attack.
    pub attack: Attack,
    /// The token that was sent.
    pub token: String,
    /// The time, in seconds since 1970.
    pub now: u64,
    /// The result of the naive server.
    pub naive: Outcome,
    /// The result of the server of the steps, with the reason as it logs it.
    pub ours: Result<(), String>,
}

impl Experiment {
    /// Runs an attack on an API that trusts `issuer`, at this time.
    ///
    /// # Errors
    /// [`LabError`] if the lab itself fails. A server that refuses, or accepts, is not an error.
    pub fn run(attack: &Attack, issuer: &str, now: u64) -> Result<Self, LabError> {
        let api = Api::new(issuer, now)?;
        let token = (attack.token)(&Attacker::new(issuer, now)?);
        Ok(Self {
            attack: *attack,
            naive: (attack.naive)(&token, &api),
            ours: match attack.step {
                "06" => authenticate(&token, &api)?,
                "07" => prove(&token, &api)?,
                _ => validate(&token, &api)?,
            },
            token,
            now,
        })
    }

    /// Whether the result is the expected one: the naive server accepts the token, and the steps refuse it.
    #[must_use]
    pub fn shows(&self) -> bool {
        self.naive.is_ok() && self.ours.is_err()
    }
}

/// Validates the token with step 03, then the scope with step 04.
///
/// # Errors
/// [`LabError`] if the keys or the scope cannot be read.
fn validate(token: &str, api: &Api) -> Result<Result<(), String>, LabError> {
    let claims = match verify(token, api, BoundTokens::Refused)? {
        Ok(claims) => claims,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let required: RequiredScope = api.scope.parse()?;
    if required.is_met_by(&claims.scope) {
        return Ok(Ok(()));
    }
    Ok(Err(Rejection::InsufficientScope {
        required,
        unreadable: None,
    }
    .to_string()))
}

fn verify(
    token: &str,
    api: &Api,
    bound_tokens: BoundTokens,
) -> Result<Result<Claims, VerifyError>, LabError> {
    let keys = KeySet::from_json(json!({"keys": [api.key]}).to_string().as_bytes())?;
    let policy = Policy {
        bound_tokens,
        ..Policy::new(&api.issuer, &api.audience)
    };
    Ok(Verifier::new(policy, clock(api)).verify(token, &keys))
}

fn clock(api: &Api) -> Clock {
    let now = api.now;
    Clock::new(move || now)
}

/// Authenticates a client by its assertion, as the embedded realm does, after it has sent one.
///
/// # Errors
/// [`LabError`] if the realm or a key cannot be read.
fn authenticate(assertion: &str, api: &Api) -> Result<Result<(), String>, LabError> {
    let mut realm = Assertions::new(&api.issuer)?;
    let client = Attacker::new(&api.issuer, api.now)?;
    let used = client.assertion(json!({"jti": Attacker::USED}));
    realm
        .authenticate(&used, api.now)
        .map_err(LabError::Honest)?;
    Ok(realm.authenticate(assertion, api.now).map(drop))
}

/// Verifies token and proof of a request with step 07's guard, after the client has sent one.
///
/// # Errors
/// [`LabError`] if a key or the API's URL cannot be read.
fn prove(request: &str, api: &Api) -> Result<Result<(), String>, LabError> {
    let resource: Resource = "https://api.example".parse()?;
    let used = MemoryReplayStore::with_capacity(clock(api), 10);
    let dpop = Dpop::new(&resource, ProofVerifier::new(clock(api)), used);
    let send = |request: &str| {
        let (token, proof, host) = parts(request);
        let claims = match verify(token, api, BoundTokens::VerifiedByCaller)? {
            Ok(claims) => claims,
            Err(error) => return Ok(Err(error.to_string())),
        };
        let request = Request::get("/api/private-scoped")
            .header("host", host)
            .header("authorization", format!("DPoP {token}"))
            .header("dpop", proof)
            .body(())
            .map_err(|_| LabError::Key)?;
        let (request, ()) = request.into_parts();
        // The memory is this process's own, so nothing is waited for.
        let outcome = dpop.verify_sender(&request, token, &claims).now_or_never();
        let outcome = outcome.ok_or(LabError::Key)?;
        Ok::<_, LabError>(outcome.map_err(|rejection| rejection.to_string()))
    };
    let client = Attacker::new(&api.issuer, api.now)?;
    let token = client.bound_token(json!({}));
    let proof = client.proof(&token, json!({"jti": Attacker::USED}));
    send(&format!("{token} {proof}"))?.map_err(LabError::Honest)?;
    send(request)
}

impl fmt::Display for Experiment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { attack, token, .. } = self;
        let Attack {
            name, step, line, ..
        } = attack;
        writeln!(f, "{} ({})", attack.title, attack.rfc)?;
        writeln!(f, "\nThe attacker has {},", attack.has)?;
        writeln!(f, "and {}.", attack.does)?;

        let names: &[&str] = match *step {
            "06" => &["assertion"],
            "07" => &["token", "proof"],
            _ => &["token"],
        };
        for (name, token) in names.iter().zip(token.split(' ')) {
            let segments: Vec<_> = token.split('.').collect();
            if let [header, payload, signature] = segments.as_slice() {
                match names.len() {
                    1 => writeln!(f, "\nheader\n{}", readable(header))?,
                    _ => writeln!(f, "\n{name}: header\n{}", readable(header))?,
                }
                writeln!(f, "payload\n{}", readable(payload))?;
                writeln!(f, "times\n  {}", times(&[header, payload], self.now))?;
                writeln!(f, "signature\n  {} characters", signature.len())?;
            }
        }
        if let Some(host) = token.split(' ').nth(2) {
            writeln!(f, "\nHost\n  {host}")?;
        }

        match &self.naive {
            Ok(claims) => writeln!(f, "\nThe naive server: accepted\n  {}", accepted_as(claims))?,
            Err(error) => writeln!(f, "\nThe naive server: refused\n  {}", error.0)?,
        }
        match &self.ours {
            Ok(_) => writeln!(f, "Step {step}: accepted")?,
            Err(reason) => writeln!(f, "Step {step}: refused\n  {reason}")?,
        }
        writeln!(
            f,
            "Because of {}, {}\n  {}",
            line.file, line.item, line.code
        )?;
        match *step {
            "03" => write!(f, "\nTry it: cargo attack {name} --token | cargo 03"),
            "06" | "07" => write!(f, "\nThe same with real requests: cargo {step}"),
            _ => write!(
                f,
                "\nTry it: cargo attack {name} --token, and send it to cargo {step}"
            ),
        }
    }
}

fn accepted_as(claims: &Map<String, Value>) -> String {
    let claim = |name| claims.get(name).and_then(Value::as_str).unwrap_or("none");
    format!("client {}, scope {}", claim("azp"), claim("scope"))
}

/// The JSON of a segment as it was sent, one member per line, with long values cut. It is not parsed,
/// because an attack may depend on how parsers read it.
fn readable(segment: &str) -> String {
    let bytes = BASE64_URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
    let json = String::from_utf8_lossy(&bytes).replace(",\"", ",\n \"");
    let lines = json.lines().map(|line| {
        let cut = line
            .char_indices()
            .nth(72)
            .map_or(line, |(end, _)| line.get(..end).unwrap_or_default());
        let more = if cut.len() < line.len() { "…" } else { "" };
        format!("  {cut}{more}")
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// The times in these segments, relative to now.
fn times(segments: &[&str], now: u64) -> String {
    let mut times = Vec::new();
    for segment in segments {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(segment).unwrap_or_default();
        let json: Value = serde_json::from_slice(&bytes).unwrap_or_default();
        for name in ["iat", "nbf", "exp"] {
            if let Some(time) = json.get(name).and_then(Value::as_u64) {
                times.push(match time.checked_sub(now) {
                    Some(0) => format!("{name} now"),
                    Some(ahead) => format!("{name} in {ahead} s"),
                    None => format!("{name} {} s ago", now.abs_diff(time)),
                });
            }
        }
    }
    times.join(", ")
}
