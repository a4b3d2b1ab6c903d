//! Step 04: keys that are fetched, cached, looked up and withdrawn, from an issuer that may fail.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use fetch_token::http;
use resource_server::{
    JwksCache, JwksCacheConfig, JwtValidator, Rejection, TokenCache, TokenValidator,
};
use scenarios::{Fault, FaultyIssuer, forge, snapshot, until};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use verify_signature::{Claims, Clock, Policy, Verifier};

const NEVER: Duration = Duration::from_secs(60 * 60);
const AT_ONCE: Duration = Duration::ZERO;

/// Keys that are fetched once and not again, unless a scenario changes one of the times.
const ONCE: JwksCacheConfig = JwksCacheConfig {
    ttl: NEVER,
    max_stale: NEVER,
    unknown_kid_cooldown: NEVER,
    retry_after_failure: NEVER,
};

pub(crate) fn validator(
    issuer: &FaultyIssuer,
    times: JwksCacheConfig,
) -> anyhow::Result<Arc<TokenCache>> {
    validator_at(issuer, times, Clock::system())
}

pub(crate) fn validator_at(
    issuer: &FaultyIssuer,
    times: JwksCacheConfig,
    clock: Clock,
) -> anyhow::Result<Arc<TokenCache>> {
    let policy = Policy::new(&issuer.issuer, "test_api_resource");
    let keys = JwksCache::new(http::client()?, &issuer.issuer, times);
    let validator = JwtValidator::new(Verifier::new(policy, clock), keys);
    Ok(Arc::new(TokenCache::new(validator)))
}

/// A working issuer, a token of it, and what validates the token.
async fn setup(times: JwksCacheConfig) -> anyhow::Result<(FaultyIssuer, String, Arc<TokenCache>)> {
    let issuer = FaultyIssuer::start().await?;
    let (token, validator) = (issuer.token().await?, validator(&issuer, times)?);
    Ok((issuer, token, validator))
}

/// A token with a `kid` that no issuer has.
fn unknown_kid(number: usize) -> String {
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": format!("invented-{number}")});
    forge::token(&header, &json!({}), |_| vec![1; 256])
}

fn failed(status: StatusCode) -> Fault {
    Fault::Status(status, HeaderMap::new())
}

pub(crate) type Outcome = Result<Arc<Claims>, Rejection>;

pub(crate) fn is_invalid(outcome: &Outcome) -> bool {
    matches!(outcome, Err(Rejection::InvalidToken { .. }))
}

pub(crate) fn is_unavailable<T>(outcome: &Result<T, Rejection>) -> bool {
    matches!(outcome, Err(Rejection::Unavailable { .. }))
}

pub(crate) async fn fifty_concurrent_first_requests_cause_one_fetch() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup(ONCE).await?;
    issuer.fail("/certs", Fault::Hang);
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (validator, token) = (Arc::clone(&validator), token.clone());
        requests.spawn(async move { validator.validate(&token).await });
    }
    issuer.requested("/certs", 1).await;
    issuer.repair();
    for outcome in requests.join_all().await {
        outcome?;
    }
    assert_eq!(issuer.count("/certs"), 1);
    Ok(())
}

pub(crate) async fn a_cancelled_request_does_not_cancel_the_shared_fetch() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup(ONCE).await?;
    issuer.fail("/certs", Fault::Hang);
    let impatient = {
        let (validator, token) = (Arc::clone(&validator), token.clone());
        tokio::spawn(async move { validator.validate(&token).await })
    };
    issuer.requested("/certs", 1).await;
    impatient.abort();
    drop(impatient.await);
    let patient = tokio::spawn(async move { validator.validate(&token).await });
    issuer.repair();
    patient.await??;
    assert_eq!(issuer.count("/certs"), 1, "the fetch went on");
    Ok(())
}

pub(crate) async fn two_hundred_unknown_kids_cause_one_more_fetch() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let validator = validator(&issuer, ONCE)?;
    let mut flood = JoinSet::new();
    for number in 0..200 {
        let (validator, token) = (Arc::clone(&validator), unknown_kid(number));
        flood.spawn(async move { validator.validate(&token).await });
    }
    // Those that came during that fetch would need another one, and it is too early for that.
    let outcomes = flood.join_all().await;
    assert!(outcomes.iter().any(is_invalid), "{outcomes:?}");
    let known = |outcome| is_invalid(outcome) || is_unavailable(outcome);
    assert!(outcomes.iter().all(known), "{outcomes:?}");
    assert_eq!(
        issuer.count("/certs"),
        2,
        "the first one, and one for the unknown kids"
    );
    Ok(())
}

pub(crate) async fn a_second_new_key_waits_for_the_cooldown() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let cautious = validator(&issuer, ONCE)?;
    let eager = validator(
        &issuer,
        JwksCacheConfig {
            unknown_kid_cooldown: AT_ONCE,
            ..ONCE
        },
    )?;
    let first = issuer.token().await?;
    cautious.validate(&first).await?;
    eager.validate(&first).await?;

    issuer.realm.rotate()?;
    let second = issuer.token().await?;
    cautious.validate(&second).await?;
    eager.validate(&second).await?;

    issuer.realm.rotate()?;
    let third = issuer.token().await?;
    let outcome = cautious.validate(&third).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    eager.validate(&third).await?;
    Ok(())
}

pub(crate) async fn a_withdrawn_key_stops_verifying_at_the_next_refresh() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let keeping = validator(&issuer, ONCE)?;
    let refreshing = validator(
        &issuer,
        JwksCacheConfig {
            ttl: AT_ONCE,
            ..ONCE
        },
    )?;
    // Both have cached the token now.
    keeping.validate(&token).await?;
    refreshing.validate(&token).await?;
    issuer.realm.rotate()?;
    issuer.realm.drop_old_keys();
    keeping.validate(&token).await?;
    // The refresh runs in the background.
    until("a rejection", async || {
        is_invalid(&refreshing.validate(&token).await)
    })
    .await
}

pub(crate) async fn stale_keys_are_used_while_the_issuer_is_down() -> anyhow::Result<()> {
    for (name, path, fault) in faults() {
        let times = JwksCacheConfig {
            ttl: AT_ONCE,
            ..ONCE
        };
        let (issuer, token, validator) = setup(times).await?;
        validator.validate(&token).await?;
        issuer.fail(path, fault);
        for _ in 0..2 {
            let outcome = validator.validate(&token).await;
            assert!(outcome.is_ok(), "{name}: {outcome:?}");
            issuer.requested("/openid-configuration", 2).await;
        }
    }
    Ok(())
}

pub(crate) async fn no_request_waits_while_the_issuer_is_down() -> anyhow::Result<()> {
    let times = JwksCacheConfig {
        ttl: AT_ONCE,
        retry_after_failure: AT_ONCE,
        ..ONCE
    };
    let (issuer, token, validator) = setup(times).await?;
    validator.validate(&token).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    validator.validate(&token).await?;
    issuer.requested("/openid-configuration", 2).await;
    issuer.fail("", Fault::Hang);
    // The response comes although the fetch that the request causes does not end.
    while issuer.count("/openid-configuration") < 3 {
        timeout(http::TIMEOUT / 2, validator.validate(&token)).await??;
        sleep(Duration::from_millis(2)).await;
    }
    timeout(http::TIMEOUT / 2, validator.validate(&token)).await??;
    Ok(())
}

pub(crate) async fn stale_keys_expire() -> anyhow::Result<()> {
    let times = JwksCacheConfig {
        ttl: AT_ONCE,
        max_stale: AT_ONCE,
        ..ONCE
    };
    let (issuer, token, validator) = setup(times).await?;
    validator.validate(&token).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    let outcome = validator.validate(&token).await;
    assert!(is_unavailable(&outcome), "{outcome:?}");
    Ok(())
}

/// Everything that an issuer can do wrong, and where.
#[rustfmt::skip]
fn faults() -> Vec<(&'static str, &'static str, Fault)> {
    let (discovery, certs) = ("/openid-configuration", "/certs");
    let json = |body: &str| Fault::Body("application/json", body.to_owned());
    let html = || Fault::Body("text/html", "<html></html>".into());
    let other = r#"{"issuer": "https://evil.example", "token_endpoint": "https://evil.example/t",
        "jwks_uri": "https://evil.example/j"}"#;
    vec![
        ("discovery: an error", discovery, failed(StatusCode::INTERNAL_SERVER_ERROR)),
        ("discovery: not found", discovery, failed(StatusCode::NOT_FOUND)),
        ("discovery: HTML", discovery, html()),
        ("discovery: a redirect", discovery, Fault::Redirect),
        ("discovery: cut", discovery, Fault::Cut),
        ("discovery: a flood", discovery, Fault::Flood),
        ("discovery: another issuer", discovery, json(other)),
        ("keys: an error", certs, failed(StatusCode::SERVICE_UNAVAILABLE)),
        ("keys: HTML", certs, html()),
        ("keys: a redirect", certs, Fault::Redirect),
        ("keys: cut", certs, Fault::Cut),
        ("keys: a flood", certs, Fault::Flood),
        ("keys: an array", certs, json("[]")),
        ("keys: no keys in it", certs, json("{}")),
    ]
}

pub(crate) async fn without_keys_the_response_is_503_and_the_log_has_the_reason()
-> anyhow::Result<()> {
    let mut report = String::new();
    for (name, path, fault) in faults() {
        let issuer = FaultyIssuer::start().await?;
        let token = issuer.token().await?;
        issuer.fail(path, fault);
        // Nor is there anything at the other place for metadata.
        let other_place = "/oauth-authorization-server/realms/myorg";
        issuer.fail(other_place, failed(StatusCode::NOT_FOUND));
        let validator = validator(&issuer, JwksCacheConfig::default())?;
        let rejection = validator.validate(&token).await.err();
        let Some(Rejection::Unavailable {
            retry_after,
            reason,
            ..
        }) = rejection
        else {
            anyhow::bail!("{name}: {rejection:?}");
        };
        assert!((1..=2).contains(&retry_after), "{name}: {retry_after}");
        report += &format!("{name}: {reason}\n");
    }
    snapshot("keys-unavailable", report);
    Ok(())
}

pub(crate) async fn a_failed_fetch_is_not_repeated_at_once() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup(ONCE).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    for _ in 0..3 {
        assert!(is_unavailable(&validator.validate(&token).await));
        assert!(is_unavailable(&validator.validate(&unknown_kid(0)).await));
    }
    assert_eq!(issuer.count("/openid-configuration"), 1);
    Ok(())
}

pub(crate) async fn an_unknown_kid_is_503_while_the_issuer_is_down() -> anyhow::Result<()> {
    let (issuer, token, validator) = setup(ONCE).await?;
    validator.validate(&token).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    // Twice: that a fetch failed must not look as if there were no such key.
    for number in 0..2 {
        let outcome = validator.validate(&unknown_kid(number)).await;
        assert!(is_unavailable(&outcome), "{outcome:?}");
    }
    validator.validate(&token).await?;
    Ok(())
}

pub(crate) async fn keys_are_fetched_again_after_an_outage() -> anyhow::Result<()> {
    let times = JwksCacheConfig {
        retry_after_failure: AT_ONCE,
        ..ONCE
    };
    let (issuer, token, validator) = setup(times).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    assert!(is_unavailable(&validator.validate(&token).await));
    issuer.repair();
    validator.validate(&token).await?;
    Ok(())
}

pub(crate) async fn a_fetch_that_started_before_the_rotation_does_not_count() -> anyhow::Result<()>
{
    let issuer = FaultyIssuer::start().await?;
    let old = issuer.token().await?;
    let times = JwksCacheConfig {
        ttl: AT_ONCE,
        ..ONCE
    };
    let validator = validator(&issuer, times)?;
    validator.validate(&old).await?;
    // Nobody waits for this fetch, which returns the keys of now.
    issuer.fail("/certs", Fault::Late);
    // Until it is this one: an earlier background fetch may still be running.
    loop {
        validator.validate(&old).await?;
        let kept_back = timeout(Duration::from_millis(20), issuer.kept_back());
        if kept_back.await.is_ok() {
            break;
        }
    }
    issuer.realm.rotate()?;
    let new = issuer.token().await?;
    let outcome = tokio::spawn(async move { validator.validate(&new).await });
    tokio::task::yield_now().await;
    issuer.repair();
    outcome.await??;
    Ok(())
}
