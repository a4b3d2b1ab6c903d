//! Step 05: introspection results that are cached, shared, withdrawn or unusable.

use std::pin::pin;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use fetch_token::{AuthMethod, http};
use introspect_revoke::{
    IntrospectionCache, IntrospectionValidator, JwtThenIntrospection, Revocation, revoke,
};
use resource_server::{JwksCache, JwksCacheConfig, JwtValidator, Rejection, TokenValidator};
use scenarios::{Fault, FaultyIssuer, forge, manual_clock, snapshot, until};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};
use verify_signature::{Clock, Policy, Verifier};

use crate::jwks_cache::{Outcome, is_invalid, is_unavailable};
use crate::revocation::api_client;
use crate::tokens::client;

const INTROSPECT: &str = "/introspect";
const LONG: Duration = Duration::from_secs(60 * 60);

fn verifier(issuer: &FaultyIssuer, clock: Clock) -> Verifier {
    Verifier::new(Policy::new(&issuer.issuer, "test_api_resource"), clock)
}

fn validator_at(issuer: &FaultyIssuer, clock: Clock) -> anyhow::Result<IntrospectionCache> {
    let api = api_client("test-api-resource-secret");
    let validator = IntrospectionValidator::new(http::client()?, api, verifier(issuer, clock));
    Ok(IntrospectionCache::new(validator).with_cache_ttl(LONG))
}

fn validator(issuer: &FaultyIssuer) -> anyhow::Result<IntrospectionCache> {
    validator_at(issuer, Clock::system())
}

/// A working issuer, a token of it, and what validates the token.
async fn setup() -> anyhow::Result<(FaultyIssuer, String, IntrospectionCache)> {
    let issuer = FaultyIssuer::start().await?;
    let (token, validator) = (issuer.token().await?, validator(&issuer)?);
    Ok((issuer, token, validator))
}

/// A request in its own task.
fn spawn_validate(validator: &IntrospectionCache, token: &str) -> JoinHandle<Outcome> {
    let (validator, token) = (validator.clone(), token.to_owned());
    tokio::spawn(async move { validator.validate(&token).await })
}

pub(crate) async fn a_result_is_used_for_its_ttl() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let kept = validator(&issuer)?;
    let expired_at_once = validator(&issuer)?.with_cache_ttl(Duration::from_nanos(1));
    for _ in 0..3 {
        kept.validate(&token).await?;
        expired_at_once.validate(&token).await?;
    }
    assert_eq!(
        (kept.introspections(), expired_at_once.introspections()),
        (1, 3)
    );
    assert_eq!(issuer.count(INTROSPECT), 4);
    Ok(())
}

pub(crate) async fn a_result_expires_with_its_token() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let (now, clock) = manual_clock(forge::now());
    let validator = validator_at(&issuer, clock)?;
    let token = issuer.token().await?;
    let exp = validator.validate(&token).await?.exp;
    now.store(exp - 1, Ordering::Relaxed);
    validator.validate(&token).await?;
    assert_eq!(validator.introspections(), 1);
    // No leeway for a result: the token is introspected again, and the issuer has its own clock.
    now.store(exp, Ordering::Relaxed);
    validator.validate(&token).await?;
    assert_eq!(validator.introspections(), 2);
    now.store(exp + verify_signature::LEEWAY, Ordering::Relaxed);
    assert!(is_invalid(&validator.validate(&token).await));
    Ok(())
}

pub(crate) async fn without_a_cache_every_request_is_introspected() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup().await?;
    let validator = validator.with_cache_ttl(Duration::ZERO);
    for _ in 0..3 {
        validator.validate(&token).await?;
        assert!(is_invalid(&validator.validate("garbage").await));
    }
    assert_eq!(validator.introspections(), 6);
    // Not even a running introspection is shared: its result may be older than the request.
    issuer.fail(INTROSPECT, Fault::Hang);
    for _ in 0..2 {
        spawn_validate(&validator, &token);
    }
    timeout(http::TIMEOUT / 2, issuer.requested(INTROSPECT, 8)).await?;
    issuer.repair();
    Ok(())
}

pub(crate) async fn fifty_requests_with_one_token_cause_one_introspection() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup().await?;
    issuer.fail(INTROSPECT, Fault::Hang);
    let requests: Vec<_> = (0..50)
        .map(|_| spawn_validate(&validator, &token))
        .collect();
    issuer.requested(INTROSPECT, 1).await;
    issuer.repair();
    for outcome in requests {
        outcome.await??;
    }
    assert_eq!(issuer.count(INTROSPECT), 1);
    Ok(())
}

pub(crate) async fn a_cancelled_request_does_not_cancel_the_shared_introspection()
-> anyhow::Result<()> {
    let (issuer, token, validator) = setup().await?;
    issuer.fail(INTROSPECT, Fault::Hang);
    let impatient = spawn_validate(&validator, &token);
    issuer.requested(INTROSPECT, 1).await;
    let mut patient = pin!(validator.validate(&token));
    assert!(timeout(Duration::ZERO, &mut patient).await.is_err());
    impatient.abort();
    impatient.await.ok();
    issuer.repair();
    patient.await?;
    assert_eq!(issuer.count(INTROSPECT), 1);
    Ok(())
}

pub(crate) async fn an_introspection_ends_with_its_last_caller() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup().await?;
    issuer.fail(INTROSPECT, Fault::Hang);
    let only = spawn_validate(&validator, &token);
    issuer.requested(INTROSPECT, 1).await;
    only.abort();
    only.await.ok();
    issuer.repair();
    // Nothing was cached, and nothing is waited for.
    validator.validate(&token).await?;
    assert_eq!(issuer.count(INTROSPECT), 2);
    Ok(())
}

pub(crate) async fn inactive_results_do_not_evict_active_ones() -> anyhow::Result<()> {
    const CAPACITY: u64 = 8;
    let (_issuer, token, validator) = setup().await?;
    let validator = validator.with_cache_capacity(8);
    validator.validate(&token).await?;
    let flood = async || {
        let before = validator.introspections();
        for number in 0..10 * CAPACITY {
            assert!(is_invalid(
                &validator.validate(&format!("garbage-{number}")).await
            ));
        }
        validator.introspections() - before
    };
    assert_eq!(flood().await, 10 * CAPACITY);
    // The active token is still cached, and of the inactive ones as many as the capacity allows.
    let before = validator.introspections();
    validator.validate(&token).await?;
    assert_eq!(validator.introspections(), before);
    let again = flood().await;
    assert!((9 * CAPACITY..10 * CAPACITY).contains(&again), "{again}");
    Ok(())
}

pub(crate) async fn active_results_are_bounded() -> anyhow::Result<()> {
    const CAPACITY: u64 = 8;
    let issuer = FaultyIssuer::start().await?;
    let validator = validator(&issuer)?.with_cache_capacity(8);
    let mut tokens = Vec::new();
    for _ in 0..3 * CAPACITY {
        tokens.push(issuer.token().await?);
    }
    let round = async || -> anyhow::Result<u64> {
        let before = validator.introspections();
        for token in &tokens {
            validator.validate(token).await?;
        }
        Ok(validator.introspections() - before)
    };
    assert_eq!(round().await?, 3 * CAPACITY);
    let again = round().await?;
    assert!((2 * CAPACITY..3 * CAPACITY).contains(&again), "{again}");
    Ok(())
}

pub(crate) async fn a_token_revoked_here_is_rejected_at_once() -> anyhow::Result<()> {
    let (_issuer, token, validator) = setup().await?;
    validator.validate(&token).await?;
    validator.revoked(&token);
    assert!(is_invalid(&validator.validate(&token).await));
    assert_eq!(validator.introspections(), 1);
    Ok(())
}

pub(crate) async fn a_running_introspection_does_not_revive_a_revoked_token() -> anyhow::Result<()>
{
    let (issuer, token, validator) = setup().await?;
    issuer.fail(INTROSPECT, Fault::Hang);
    let early = spawn_validate(&validator, &token);
    issuer.requested(INTROSPECT, 1).await;
    validator.revoked(&token);
    let late = spawn_validate(&validator, &token);
    issuer.repair();
    // The early request came before the revocation, and may get the result of that time.
    early.await?.ok();
    assert!(is_invalid(&late.await?));
    assert!(is_invalid(&validator.validate(&token).await));
    Ok(())
}

pub(crate) async fn a_flood_does_not_revive_a_revoked_token() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup().await?;
    let validator = validator.with_cache_capacity(8);
    let flood = async |name: &str| {
        for number in 0..80 {
            let outcome = validator.validate(&format!("{name}-{number}")).await;
            assert!(is_invalid(&outcome));
        }
    };
    flood("before").await;
    issuer.fail(INTROSPECT, Fault::Hang);
    let early = spawn_validate(&validator, &token);
    issuer.requested(INTROSPECT, 81).await;
    validator.revoked(&token);
    issuer.repair();
    early.await?.ok();
    flood("after").await;
    // The flood has evicted the revocation, and the result from before it must not be used either: the
    // token is introspected again.
    let before = validator.introspections();
    validator.validate(&token).await.ok();
    assert_eq!(validator.introspections(), before + 1);
    Ok(())
}

pub(crate) async fn unreliable_responses_are_never_accepted() -> anyhow::Result<()> {
    let json = |body: Value| Fault::Body("application/json", body.to_string());
    let status = |status| Fault::Status(status, HeaderMap::new());
    let now = forge::now();
    let active = |issuer: &FaultyIssuer, changes: Value| {
        let mut response = json!({
            "active": true, "iss": issuer.issuer, "aud": "test_api_resource", "exp": now + 300,
            "scope": "test_api_access",
        });
        if let (Value::Object(response), Value::Object(changes)) = (&mut response, changes) {
            response.extend(changes);
            response.retain(|_, value| !value.is_null());
        }
        response
    };
    let mut rows: Vec<(&str, Fault)> = vec![
        ("an error", status(StatusCode::INTERNAL_SERVER_ERROR)),
        ("not found", status(StatusCode::NOT_FOUND)),
        ("HTML", Fault::Body("text/html", "<html></html>".into())),
        ("a redirect", Fault::Redirect),
        ("cut", Fault::Cut),
        ("a flood", Fault::Flood),
        ("an array", json(json!([]))),
        ("no active", json(json!({}))),
        ("active is a string", json(json!({"active": "true"}))),
        ("active is a number", json(json!({"active": 1}))),
    ];
    let issuer = FaultyIssuer::start().await?;
    let claims = [
        ("all is well", json!({})),
        ("another audience", json!({"aud": "other_api"})),
        ("no audience", json!({"aud": null})),
        ("another issuer", json!({"iss": "https://evil.example"})),
        ("no issuer", json!({"iss": null})),
        ("exp is past", json!({"exp": now - 61})),
        ("no exp", json!({"exp": null})),
        ("exp is a string", json!({"exp": "2030"})),
        ("not yet valid", json!({"nbf": now + 300})),
        ("a refresh token", json!({"typ": "Refresh"})),
    ];
    let twice = active(&issuer, json!({})).to_string();
    let twice = twice.replacen('{', r#"{"active": false, "#, 1);
    rows.push(("active twice", Fault::Body("application/json", twice)));
    rows.extend(claims.map(|(name, changes)| (name, json(active(&issuer, changes)))));

    let token = issuer.token().await?;
    let mut report = String::new();
    for (name, fault) in rows {
        issuer.repair();
        issuer.fail(INTROSPECT, fault);
        let outcome = validator(&issuer)?.validate(&token).await;
        let outcome = outcome.map_or_else(|rejection| rejection.to_string(), |_| "accepted".into());
        report += &format!("{name}: {outcome}\n");
    }
    snapshot("introspection-outcomes", report);
    Ok(())
}

pub(crate) async fn a_slow_issuer_times_out() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let impatient = reqwest::Client::builder().timeout(Duration::from_millis(100));
    let api = api_client("test-api-resource-secret");
    let verifier = verifier(&issuer, Clock::system());
    let validator = IntrospectionValidator::new(impatient.build()?, api, verifier);
    issuer.fail(INTROSPECT, Fault::Hang);
    let outcome = validator.validate(&token).await;
    let Err(Rejection::Unavailable { reason, .. }) = &outcome else {
        anyhow::bail!("not unavailable: {outcome:?}");
    };
    assert!(reason.contains("did not answer"), "{reason}");
    Ok(())
}

pub(crate) async fn introspection_works_again_after_an_outage() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup().await?;
    issuer.fail("", Fault::Status(StatusCode::BAD_GATEWAY, HeaderMap::new()));
    let outcome = validator.validate(&token).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    issuer.repair();
    // The metadata are not requested again at once.
    until("accepted", async || {
        validator.validate(&token).await.is_ok()
    })
    .await
}

pub(crate) async fn readiness_follows_the_last_introspection() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let good = validator(&issuer)?;
    good.ready().await?;
    good.ready().await?;
    assert_eq!(
        good.introspections(),
        1,
        "asked once, and not with each probe"
    );

    issuer.fail(
        INTROSPECT,
        Fault::Status(StatusCode::BAD_GATEWAY, HeaderMap::new()),
    );
    good.ready().await?; // no request has failed yet
    let token = issuer.token().await?;
    assert!(good.validate(&token).await.is_err());
    let outcome = good.ready().await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    issuer.repair();
    good.ready().await?;

    let api = api_client("wrong");
    let wrong =
        IntrospectionValidator::new(http::client()?, api, verifier(&issuer, Clock::system()));
    let outcome = wrong.ready().await;
    let Err(Rejection::Unavailable { reason, .. }) = outcome else {
        anyhow::bail!("with a wrong secret: {outcome:?}");
    };
    assert!(
        reason.contains("rejected this program's client credentials"),
        "{reason}"
    );

    // A readiness probe needs no token: many such requests cause one introspection at a time.
    let before = wrong.introspections();
    issuer.fail(INTROSPECT, Fault::Hang);
    for _ in 0..20 {
        let wrong = wrong.clone();
        tokio::spawn(async move { wrong.ready().await });
    }
    sleep(Duration::from_millis(300)).await;
    assert_eq!(wrong.introspections() - before, 1);
    issuer.repair();
    Ok(())
}

pub(crate) async fn jwt_then_introspection_does_not_introspect_forged_or_expired_tokens()
-> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let good = issuer.token().await?;
    let now = forge::now();
    let attacker = attack_lab::Attacker::new(&issuer.issuer, now)?;
    let expired = attacker.issued(json!({}), json!({"exp": now - 61}));
    let forged = verify_signature::tamper(&good, "scope", json!("admin"))?;

    let keys = JwksCache::new(http::client()?, &issuer.issuer, JwksCacheConfig::default());
    let local = JwtValidator::new(verifier(&issuer, Clock::system()), keys);
    let validator = JwtThenIntrospection::new(local, validator(&issuer)?);
    for bad in [forged.as_str(), expired.as_str(), "garbage"] {
        assert!(is_invalid(&validator.validate(bad).await));
    }
    assert_eq!(issuer.count(INTROSPECT), 0);
    validator.validate(&good).await?;
    assert_eq!(issuer.count(INTROSPECT), 1);
    Ok(())
}

pub(crate) async fn a_revocation_is_retried_while_the_issuer_is_down() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let endpoint = format!("{}/protocol/openid-connect/revoke", issuer.issuer).parse()?;
    let (http, client) = (http::client()?, client(AuthMethod::Post));
    let in_a_second = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(1))]);
    issuer.fail(
        "/revoke",
        Fault::Status(StatusCode::SERVICE_UNAVAILABLE, in_a_second),
    );
    let revocation = async { revoke(&http, &endpoint, &client, &token).await };
    let repairing = async {
        issuer.requested("/revoke", 1).await;
        issuer.repair();
    };
    let (revocation, ()) = tokio::join!(revocation, repairing);
    assert_eq!(revocation?, Revocation::Revoked);
    assert_eq!(issuer.count("/revoke"), 2);
    Ok(())
}

pub(crate) async fn failed_revocations() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let endpoint = format!("{}/protocol/openid-connect/revoke", issuer.issuer).parse()?;
    let (http, client) = (http::client()?, client(AuthMethod::Post));
    let mut in_an_hour = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(3600))]);
    in_an_hour.insert("content-type", HeaderValue::from_static("text/html"));
    let unsupported = json!({"error": "unsupported_token_type"}).to_string();
    #[rustfmt::skip]
    let rows = [
        ("not within reach", Fault::Status(StatusCode::SERVICE_UNAVAILABLE, in_an_hour)),
        ("unsupported", Fault::Error(StatusCode::BAD_REQUEST, unsupported)),
        ("an error", Fault::Status(StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new())),
    ];
    let mut report = String::new();
    for (name, fault) in rows {
        issuer.repair();
        issuer.fail("/revoke", fault);
        let error = revoke(&http, &endpoint, &client, &token).await.err();
        let error = error.map_or("none".to_owned(), |error| error.to_string());
        report += &format!("{name}: {error}\n");
    }
    // One request for each: a retry would not help.
    assert_eq!(issuer.count("/revoke"), 3);
    snapshot("revocation-errors", report);
    Ok(())
}
