//! An attack on a naive server and on the server of the steps.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use resource_server::{Rejection, RequiredScope};
use serde_json::{Map, Value, json};
use verify_signature::{Claims, Clock, KeySet, Policy, Verifier};

use crate::naive::Outcome;
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
    pub ours: Result<Claims, String>,
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
            ours: validate(&token, &api)?,
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
pub(crate) fn validate(token: &str, api: &Api) -> Result<Result<Claims, String>, LabError> {
    let now = api.now;
    let keys = KeySet::from_json(json!({"keys": [api.key]}).to_string().as_bytes())?;
    let policy = Policy::new(&api.issuer, &api.audience);
    let claims = match Verifier::new(policy, Clock::new(move || now)).verify(token, &keys) {
        Ok(claims) => claims,
        Err(error) => return Ok(Err(error.to_string())),
    };
    let required: RequiredScope = api.scope.parse()?;
    if required.is_met_by(&claims.scope) {
        return Ok(Ok(claims));
    }
    Ok(Err(Rejection::InsufficientScope {
        required,
        unreadable: None,
    }
    .to_string()))
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

        let segments: Vec<_> = token.split('.').collect();
        if let [header, payload, signature] = segments.as_slice() {
            writeln!(f, "\nheader\n{}", readable(header))?;
            writeln!(f, "payload\n{}", readable(payload))?;
            writeln!(f, "times\n  {}", times(&[header, payload], self.now))?;
            writeln!(f, "signature\n  {} characters", signature.len())?;
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
