//! An attack, carried out on a naive server and on that of the steps.

use std::fmt;

use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use resource_server::{Rejection, RequiredScope};
use serde_json::{Map, Value, json};
use verify_signature::{Claims, Clock, KeySet, Policy, Verifier};

use crate::naive::Outcome;
use crate::{Api, Attack, Attacker, LabError};

/// What came of an attack.
#[derive(Clone, Debug)]
pub struct Experiment {
    /// Which.
    pub attack: Attack,
    /// What was sent.
    pub token: String,
    /// When, in seconds since 1970.
    pub now: u64,
    /// What the naive server says.
    pub naive: Outcome,
    /// What the server of the steps says, in its own words.
    pub ours: Result<Claims, String>,
}

impl Experiment {
    /// Carries out an attack on an API that trusts `issuer`, at this time.
    ///
    /// # Errors
    /// [`LabError`] if the lab is broken. That a server refuses, or accepts, is no error.
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

    /// Whether it shows what it should: the naive server falls for it, and the steps do not.
    #[must_use]
    pub fn shows(&self) -> bool {
        self.naive.is_ok() && self.ours.is_err()
    }
}

/// The verdict of step 03 about the token, then that of step 04 about the scope.
///
/// # Errors
/// [`LabError`] if there is no verdict.
pub(crate) fn validate(token: &str, api: &Api) -> Result<Result<Claims, String>, LabError> {
    let now = api.now;
    let keys = KeySet::from_json(json!({"keys": [api.key]}).to_string().as_bytes())?;
    let policy = Policy::new(&api.issuer, &api.audience);
    let claims = match Verifier::new(policy, Clock::new(move || now)).verify(token, &keys) {
        Ok(claims) => claims,
        Err(refusal) => return Ok(Err(refusal.to_string())),
    };
    let required: RequiredScope = api.scope.parse()?;
    if required.is_met_by(&claims.scope) {
        return Ok(Ok(claims));
    }
    Ok(Err(Rejection::InsufficientScope { required }.to_string()))
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
            writeln!(f, "signature\n  {} letters", signature.len())?;
        }

        match &self.naive {
            Ok(claims) => writeln!(f, "\nThe naive server: accepted\n  {}", belief(claims))?,
            Err(refused) => writeln!(f, "\nThe naive server: refused\n  {}", refused.0)?,
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

fn belief(claims: &Map<String, Value>) -> String {
    let claim = |name| claims.get(name).and_then(Value::as_str).unwrap_or("none");
    format!("client {}, scope {}", claim("azp"), claim("scope"))
}

/// The JSON of a segment as it was sent, a member a line, without the rest of long values. It is
/// not parsed: what a parser would make of it may be the point.
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

/// How far away the times of these segments are: what counts is not when they are, but where now is.
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
