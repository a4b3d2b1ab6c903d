//! Step 04 against the table of hostile tokens.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use anyhow::{Context, ensure};
use attack_lab::Attacker;
use axum::Router;
use axum::http::Uri;
use axum::response::Json;
use fetch_token::{AuthMethod, http, token_endpoint};
use resource_server::{JwksCache, JwksCacheConfig, JwtValidator, listen};
use scenarios::hostile::{AUDIENCE, Case, ISSUER, Outcome, SCOPE, cases};
use scenarios::{Exchange, Provider, forge, snapshot};
use serde_json::{Value, json};
use url::Url;
use verify_signature::{Clock, KeySet, Policy, Verifier, fetch_keys, fetch_metadata};

use crate::api::{jwt_validator, start};
use crate::tokens::client;

/// Each case through the real server: a socket, and keys that it fetched from an issuer.
///
/// The table fixes keys and clock, so there is a server for each pair of them.
pub(crate) async fn each_token_has_its_expected_outcome() -> anyhow::Result<()> {
    let cases = cases()?;
    check(&cases)?;
    let http = http::client()?;
    let mut servers = BTreeMap::new();
    let (mut differences, mut report) = (Vec::new(), String::new());
    for case in &cases {
        let world = (case.algorithms, case.jwks.to_string(), case.now);
        if !servers.contains_key(&world) {
            servers.insert(world.clone(), server(case).await?);
        }
        let api = servers.get(&world).context("just inserted")?;
        let outcome = outcome(case)?;
        if outcome != case.expected {
            differences.push(format!(
                "{}: expected {:?}\n  the verifier says {outcome:?}",
                case.name, case.expected
            ));
        }
        let exchange = call(&http, api, &case.token).await?;
        if let Some(difference) = difference(&exchange, &case.expected) {
            differences.push(format!(
                "{}: {difference}\n{}",
                case.name,
                exchange.response()
            ));
        }
        report += &format!("{} | {} | {}\n", case.name, case.rfc, line(&outcome));
    }
    ensure!(
        differences.is_empty(),
        "{} differences\n{}",
        differences.len(),
        differences.join("\n")
    );
    snapshot("hostile-tokens", report);

    // Whatever came, each of the servers serves on.
    for case in cases
        .iter()
        .filter(|case| case.expected == Outcome::Accepted)
    {
        let world = (case.algorithms, case.jwks.to_string(), case.now);
        let api = servers.get(&world).context("a server")?;
        let exchange = call(&http, api, &case.token).await?;
        assert_eq!(exchange.status(), 200, "{} at the end", case.name);
    }
    Ok(())
}

/// The issuer's own tokens for other purposes, by the same key.
pub(crate) async fn the_issuers_other_tokens_are_refused(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let http = http::client()?;
    // Keycloak gives an ID token to a client that asks for one, though there is no user.
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "openid test_api_access"),
    ];
    let request = http.post(token_endpoint(&realm.issuer.parse()?));
    let request = client(AuthMethod::Post).authenticate(request, &form)?;
    let response = Exchange::send(request).await?.json();
    let id_token = response.get("id_token").and_then(Value::as_str);
    let on_keycloak = matches!(provider, Provider::Keycloak(_));
    ensure!(
        id_token.is_some() == on_keycloak,
        "an ID token comes from Keycloak, and from it alone"
    );

    // It gives no other kinds to this client, and the embedded realm none at all.
    let attacker = Attacker::new(&realm.issuer, forge::now())?;
    let signed = |changes: Value| attacker.issued(json!({}), changes);
    let made = || signed(json!({"typ": "ID", "aud": "test_api_client"}));
    let rows = [
        ("ID", id_token.map_or_else(made, str::to_owned)),
        ("ID, and the API in its aud", signed(json!({"typ": "ID"}))),
        ("Refresh", signed(json!({"typ": "Refresh"}))),
        ("Offline", signed(json!({"typ": "Offline"}))),
        ("Logout", signed(json!({"typ": "Logout"}))),
    ];
    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri()?).await?;
    let mut report = String::new();
    for (name, token) in rows {
        let exchange = call(&http, &api, &token).await?;
        let refusal = crate::tokens::verifier(&realm).verify(&token, &keys).err();
        let refusal = refusal.with_context(|| format!("{name} was accepted"))?;
        report += &format!("{name} | {} | {refusal}\n", exchange.status());
    }
    snapshot("other-tokens-of-the-issuer", report);
    Ok(())
}

/// A table that shrinks, or that a verifier passes by refusing all, would prove nothing.
fn check(cases: &[Case]) -> anyhow::Result<()> {
    let names: BTreeSet<_> = cases.iter().map(|case| case.name).collect();
    ensure!(names.len() == cases.len(), "two cases have one name");
    ensure!(cases.len() >= 100, "only {} cases", cases.len());
    let good = cases
        .iter()
        .filter(|case| case.expected == Outcome::Accepted);
    ensure!(good.count() >= 12, "too few good tokens");
    Ok(())
}

/// What step 03 says by itself.
fn outcome(case: &Case) -> anyhow::Result<Outcome> {
    let keys = KeySet::from_json(case.jwks.to_string().as_bytes())?;
    Ok(match verifier(case)?.verify(&case.token, &keys) {
        Ok(claims) if claims.scope.contains(SCOPE) => Outcome::Accepted,
        Ok(_) => Outcome::InsufficientScope,
        // Step 04 does not ask. What it does instead is seen over HTTP.
        Err(refusal) if matches!(case.expected, Outcome::InvalidRequest(_)) => {
            Outcome::InvalidRequest(refusal.to_string())
        }
        Err(refusal) => Outcome::InvalidToken(refusal.to_string()),
    })
}

fn verifier(case: &Case) -> anyhow::Result<Verifier> {
    let (mut policy, now) = (Policy::new(ISSUER, AUDIENCE), case.now);
    policy.algorithms = case.algorithms.parse()?;
    Ok(Verifier::new(policy, Clock::new(move || now)))
}

fn line(outcome: &Outcome) -> String {
    match outcome {
        Outcome::Accepted => "200".to_owned(),
        Outcome::InvalidRequest(reason) => format!("400 {reason}"),
        Outcome::InvalidToken(reason) => format!("401 {reason}"),
        Outcome::InsufficientScope => "403".to_owned(),
    }
}

async fn call(http: &reqwest::Client, api: &str, token: &str) -> anyhow::Result<Exchange> {
    let value = reqwest::header::HeaderValue::from_bytes(format!("Bearer {token}").as_bytes())?;
    let request = http.get(format!("{api}/api/private-scoped"));
    Exchange::send(request.header("authorization", value)).await
}

/// What is wrong with the answer: status, error code and body are fixed by the outcome alone.
fn difference(response: &Exchange, expected: &Outcome) -> Option<String> {
    let (status, error, message) = match expected {
        Outcome::Accepted => (
            200,
            None,
            "Authorization with a scope named test_api_access is required to see this",
        ),
        Outcome::InvalidRequest(_) => (
            400,
            Some("invalid_request"),
            "The Authorization header is not `Bearer` and one token",
        ),
        Outcome::InvalidToken(_) => (
            401,
            Some("invalid_token"),
            "The access token is expired, revoked, malformed or not for this API",
        ),
        Outcome::InsufficientScope => (
            403,
            Some("insufficient_scope"),
            "The access token does not allow this",
        ),
    };
    let challenge = response.header("www-authenticate");
    let challenged = match error {
        Some(error) => challenge.starts_with(&format!("Bearer error=\"{error}\", ")),
        None => challenge.is_empty(),
    };
    if response.status() != status {
        return Some(format!("expected {status}, got {}", response.status()));
    }
    if !challenged {
        return Some(format!("the challenge is {challenge}, expected {error:?}"));
    }
    (response.json() != json!({"message": message})).then(|| "the body says more".to_owned())
}

/// The API, with its own issuer that has these keys.
async fn server(case: &Case) -> anyhow::Result<String> {
    // The table's issuer is not there. This proxy answers in its place.
    let proxy = reqwest::Proxy::all(issuer(&case.jwks).await?)?;
    let http = reqwest::Client::builder().proxy(proxy).build()?;
    // Each invented kid is looked up; within the cool-down the response would be 503.
    let config = JwksCacheConfig {
        unknown_kid_cooldown: Duration::ZERO,
        ..JwksCacheConfig::default()
    };
    let keys = JwksCache::new(http, ISSUER, config);
    start(ISSUER, JwtValidator::new(verifier(case)?, keys)).await
}

/// Serves discovery and keys of the table's issuer, and a stranger's keys under all other URLs.
pub(crate) async fn issuer(jwks: &Value) -> anyhow::Result<String> {
    let certs = format!("{ISSUER}/protocol/openid-connect/certs");
    let metadata = json!({
        "issuer": ISSUER, "jwks_uri": certs, "token_endpoint": format!("{ISSUER}/token"),
    });
    let path = |url: &str| anyhow::Ok(Url::parse(url)?.path().to_owned());
    let discovery = path(&format!("{ISSUER}/.well-known/openid-configuration"))?;
    let certs = path(&certs)?;
    let jwks = jwks.clone();
    let stranger = json!({"keys": [scenarios::hostile::strangers_jwk()?]});
    let response = async move |uri: Uri| {
        Json(match uri.path() {
            path if path == discovery => metadata,
            path if path == certs => jwks,
            _ => stranger,
        })
    };
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let app = Router::new().fallback(response);
    tokio::spawn(async { axum::serve(listener, app).await });
    Ok(url)
}
