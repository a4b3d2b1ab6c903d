//! Step 04: keys that are fetched, kept, searched and withdrawn, from an issuer that may fail.

use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, StatusCode};
use fetch_token::http;
use resource_server::{
    JwksCache, JwksCacheConfig, JwtValidator, Rejection, TokenCache, TokenValidator,
};
use scenarios::{Fault, Provider, Unreliable, forge, snapshot};
use serde_json::json;
use tokio::task::JoinSet;
use tokio::time::timeout;
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
    issuer: &Unreliable,
    times: JwksCacheConfig,
) -> anyhow::Result<Arc<TokenCache>> {
    validator_at(issuer, times, Clock::system())
}

pub(crate) fn validator_at(
    issuer: &Unreliable,
    times: JwksCacheConfig,
    clock: Clock,
) -> anyhow::Result<Arc<TokenCache>> {
    let policy = Policy::new(&issuer.issuer, "test_api_resource");
    let keys = JwksCache::new(http::client()?, &issuer.issuer, times);
    let validator = JwtValidator::new(Verifier::new(policy, clock), keys);
    Ok(Arc::new(TokenCache::new(validator)))
}

/// A token that names a key which nobody has.
fn unknown_kid(number: usize) -> String {
    let header = json!({"alg": "RS256", "typ": "JWT", "kid": format!("invented-{number}")});
    forge::token(&header, &json!({}), |_| vec![1; 256])
}

fn failed(status: StatusCode) -> Fault {
    Fault::Status(status, HeaderMap::new())
}

type Outcome = Result<Arc<Claims>, Rejection>;

fn is_invalid(verdict: &Outcome) -> bool {
    matches!(verdict, Err(Rejection::InvalidToken { .. }))
}

fn is_unavailable(verdict: &Outcome) -> bool {
    matches!(verdict, Err(Rejection::Unavailable { .. }))
}

pub(crate) async fn fifty_first_requests_cause_one_fetch(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer, ONCE)?;
    issuer.fail("/certs", Fault::Hang);
    let mut requests = JoinSet::new();
    for _ in 0..50 {
        let (validator, token) = (Arc::clone(&validator), token.clone());
        requests.spawn(async move { validator.validate(&token).await });
    }
    issuer.asked("/certs", 1).await;
    issuer.mend();
    for verdict in requests.join_all().await {
        verdict?;
    }
    assert_eq!(issuer.count("/certs"), 1);
    Ok(())
}

pub(crate) async fn who_hangs_up_does_not_take_the_keys_from_the_others(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer, ONCE)?;
    issuer.fail("/certs", Fault::Hang);
    let impatient = {
        let (validator, token) = (Arc::clone(&validator), token.clone());
        tokio::spawn(async move { validator.validate(&token).await })
    };
    issuer.asked("/certs", 1).await;
    impatient.abort();
    drop(impatient.await);
    let patient = tokio::spawn(async move { validator.validate(&token).await });
    issuer.mend();
    patient.await??;
    assert_eq!(issuer.count("/certs"), 1, "the fetch went on");
    Ok(())
}

pub(crate) async fn two_hundred_unknown_kids_cause_one_more_fetch(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let validator = validator(&issuer, ONCE)?;
    let mut flood = JoinSet::new();
    for number in 0..200 {
        let (validator, token) = (Arc::clone(&validator), unknown_kid(number));
        flood.spawn(async move { validator.validate(&token).await });
    }
    for verdict in flood.join_all().await {
        assert!(is_invalid(&verdict), "{verdict:?}");
    }
    assert_eq!(issuer.count("/certs"), 2, "the first one, and a search");
    Ok(())
}

pub(crate) async fn a_second_new_key_waits_for_the_cooldown(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
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
    let verdict = cautious.validate(&third).await;
    assert!(is_invalid(&verdict), "{verdict:?}");
    eager.validate(&third).await?;
    Ok(())
}

pub(crate) async fn a_withdrawn_key_stops_verifying_at_the_next_refresh(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let keeping = validator(&issuer, ONCE)?;
    let refreshing = validator(
        &issuer,
        JwksCacheConfig {
            ttl: AT_ONCE,
            ..ONCE
        },
    )?;
    // Both remember the token now.
    keeping.validate(&token).await?;
    refreshing.validate(&token).await?;
    issuer.realm.rotate()?;
    issuer.realm.drop_old_keys();
    keeping.validate(&token).await?;
    let verdict = refreshing.validate(&token).await;
    assert!(is_invalid(&verdict), "{verdict:?}");
    Ok(())
}

pub(crate) async fn stale_keys_serve_while_the_issuer_is_down(_: Provider) -> anyhow::Result<()> {
    for (name, path, fault) in faults() {
        let issuer = Unreliable::start().await?;
        let token = issuer.token().await?;
        let validator = validator(
            &issuer,
            JwksCacheConfig {
                ttl: AT_ONCE,
                ..ONCE
            },
        )?;
        validator.validate(&token).await?;
        issuer.fail(path, fault);
        let verdict = validator.validate(&token).await;
        assert!(verdict.is_ok(), "{name}: {verdict:?}");
        assert_eq!(
            issuer.count("/openid-configuration"),
            2,
            "{name}: it was asked"
        );
    }
    Ok(())
}

pub(crate) async fn nobody_waits_for_an_issuer_that_is_down(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let times = JwksCacheConfig {
        ttl: AT_ONCE,
        retry_after_failure: AT_ONCE,
        ..ONCE
    };
    let validator = validator(&issuer, times)?;
    validator.validate(&token).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    validator.validate(&token).await?;
    issuer.fail("", Fault::Hang);
    // The answer comes although the fetch that it causes does not end.
    timeout(http::TIMEOUT / 2, validator.validate(&token)).await??;
    issuer.asked("/openid-configuration", 3).await;
    Ok(())
}

pub(crate) async fn stale_keys_have_an_end(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let times = JwksCacheConfig {
        ttl: AT_ONCE,
        max_stale: AT_ONCE,
        ..ONCE
    };
    let validator = validator(&issuer, times)?;
    validator.validate(&token).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    let verdict = validator.validate(&token).await;
    assert!(is_unavailable(&verdict), "{verdict:?}");
    Ok(())
}

/// Everything that an issuer can do wrong, and where.
fn faults() -> Vec<(&'static str, &'static str, Fault)> {
    let (discovery, certs) = ("/openid-configuration", "/certs");
    let json = |body: &str| Fault::Body("application/json", body.to_owned());
    let other = r#"{"issuer": "https://evil.example", "token_endpoint": "https://evil.example/t",
        "jwks_uri": "https://evil.example/j"}"#;
    vec![
        (
            "discovery: an error",
            discovery,
            failed(StatusCode::INTERNAL_SERVER_ERROR),
        ),
        (
            "discovery: not found",
            discovery,
            failed(StatusCode::NOT_FOUND),
        ),
        (
            "discovery: HTML",
            discovery,
            Fault::Body("text/html", "<html></html>".into()),
        ),
        ("discovery: a redirect", discovery, Fault::Redirect),
        ("discovery: cut", discovery, Fault::Cut),
        ("discovery: a flood", discovery, Fault::Flood),
        ("discovery: another issuer", discovery, json(other)),
        (
            "keys: an error",
            certs,
            failed(StatusCode::SERVICE_UNAVAILABLE),
        ),
        (
            "keys: HTML",
            certs,
            Fault::Body("text/html", "<html></html>".into()),
        ),
        ("keys: a redirect", certs, Fault::Redirect),
        ("keys: cut", certs, Fault::Cut),
        ("keys: a flood", certs, Fault::Flood),
        ("keys: an array", certs, json("[]")),
        ("keys: no keys in it", certs, json("{}")),
    ]
}

pub(crate) async fn without_keys_it_is_503_with_the_reason_in_the_log(
    _: Provider,
) -> anyhow::Result<()> {
    let mut report = String::new();
    for (name, path, fault) in faults() {
        let issuer = Unreliable::start().await?;
        let token = issuer.token().await?;
        issuer.fail(path, fault);
        let validator = validator(&issuer, JwksCacheConfig::default())?;
        let rejection = validator.validate(&token).await.err();
        let Some(Rejection::Unavailable {
            retry_after,
            reason,
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

pub(crate) async fn an_issuer_that_failed_is_not_asked_again_at_once(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer, ONCE)?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    for _ in 0..3 {
        assert!(is_unavailable(&validator.validate(&token).await));
        assert!(is_unavailable(&validator.validate(&unknown_kid(0)).await));
    }
    assert_eq!(issuer.count("/openid-configuration"), 1);
    Ok(())
}

pub(crate) async fn an_unknown_kid_cannot_be_judged_while_the_issuer_is_down(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer, ONCE)?;
    validator.validate(&token).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    // Twice: that a search failed must not look as if it had found out that there is no such key.
    for number in 0..2 {
        let verdict = validator.validate(&unknown_kid(number)).await;
        assert!(is_unavailable(&verdict), "{verdict:?}");
    }
    validator.validate(&token).await?;
    Ok(())
}

pub(crate) async fn an_issuer_that_answers_again_is_used_again(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let times = JwksCacheConfig {
        retry_after_failure: AT_ONCE,
        ..ONCE
    };
    let validator = validator(&issuer, times)?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    assert!(is_unavailable(&validator.validate(&token).await));
    issuer.mend();
    validator.validate(&token).await?;
    Ok(())
}

pub(crate) async fn a_fetch_that_began_before_the_new_key_does_not_count_as_a_search(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let old = issuer.token().await?;
    let times = JwksCacheConfig {
        ttl: AT_ONCE,
        retry_after_failure: AT_ONCE,
        ..ONCE
    };
    let validator = validator(&issuer, times)?;
    validator.validate(&old).await?;
    issuer.fail("", failed(StatusCode::BAD_GATEWAY));
    validator.validate(&old).await?;
    issuer.mend();
    // Nobody waits for this fetch, which brings the keys of now.
    issuer.fail("/certs", Fault::Late);
    validator.validate(&old).await?;
    issuer.kept_back().await;
    issuer.realm.rotate()?;
    let new = issuer.token().await?;
    let verdict = tokio::spawn(async move { validator.validate(&new).await });
    tokio::task::yield_now().await;
    issuer.mend();
    verdict.await??;
    Ok(())
}
