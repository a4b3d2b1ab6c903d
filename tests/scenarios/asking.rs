//! Step 05: answers of the issuer that are kept, shared, withdrawn or of no use.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use fetch_token::{AuthMethod, http};
use introspect_revoke::{
    IntrospectionCache, IntrospectionValidator, JwtThenIntrospection, Revocation, revoke,
};
use resource_server::{JwksCache, JwksCacheConfig, JwtValidator, Rejection, TokenValidator};
use scenarios::{Fault, Provider, Unreliable, forge, snapshot};
use serde_json::{Value, json};
use tokio::task::JoinHandle;
use verify_signature::{Claims, Clock, Policy, Verifier};

use crate::api::with;
use crate::revocation::api_client;
use crate::tokens::client;

const INTROSPECT: &str = "/introspect";
const LONG: Duration = Duration::from_secs(60 * 60);

fn verifier(issuer: &Unreliable, clock: Clock) -> Verifier {
    Verifier::new(Policy::new(&issuer.issuer, "test_api_resource"), clock)
}

fn validator_at(issuer: &Unreliable, clock: Clock) -> anyhow::Result<IntrospectionCache> {
    let api = api_client("test-api-resource-secret");
    let validator = IntrospectionValidator::new(http::client()?, api, verifier(issuer, clock));
    Ok(IntrospectionCache::new(validator).with_cache_ttl(LONG))
}

fn validator(issuer: &Unreliable) -> anyhow::Result<IntrospectionCache> {
    validator_at(issuer, Clock::system())
}

type Outcome = Result<Arc<Claims>, Rejection>;

/// A request that somebody else makes.
fn ask(validator: &IntrospectionCache, token: &str) -> JoinHandle<Outcome> {
    let (validator, token) = (validator.clone(), token.to_owned());
    tokio::spawn(async move { validator.validate(&token).await })
}

fn is_invalid(verdict: &Outcome) -> bool {
    matches!(verdict, Err(Rejection::InvalidToken { .. }))
}

pub(crate) async fn an_answer_is_used_for_its_lifetime(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let kept = validator(&issuer)?;
    let over_at_once = validator(&issuer)?.with_cache_ttl(Duration::from_nanos(1));
    for _ in 0..3 {
        kept.validate(&token).await?;
        over_at_once.validate(&token).await?;
    }
    assert_eq!(
        (kept.introspections(), over_at_once.introspections()),
        (1, 3)
    );
    assert_eq!(issuer.count(INTROSPECT), 4);
    Ok(())
}

pub(crate) async fn an_answer_ends_with_its_token(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let now = Arc::new(AtomicU64::new(forge::now()));
    let hand = Arc::clone(&now);
    let validator = validator_at(&issuer, Clock::new(move || hand.load(Ordering::Relaxed)))?;
    let token = issuer.token().await?;
    let exp = validator.validate(&token).await?.exp;
    now.store(exp - 1, Ordering::Relaxed);
    validator.validate(&token).await?;
    assert_eq!(validator.introspections(), 1);
    // No leeway for an answer: the issuer is asked again, and has its own clock.
    now.store(exp, Ordering::Relaxed);
    validator.validate(&token).await?;
    assert_eq!(validator.introspections(), 2);
    now.store(exp + verify_signature::LEEWAY, Ordering::Relaxed);
    assert!(is_invalid(&validator.validate(&token).await));
    Ok(())
}

pub(crate) async fn without_a_cache_every_request_asks(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?.with_cache_ttl(Duration::ZERO);
    for _ in 0..3 {
        validator.validate(&token).await?;
        assert!(is_invalid(&validator.validate("garbage").await));
    }
    assert_eq!(validator.introspections(), 6);
    // Not even a question that is under way is shared: its answer may be older than the request.
    issuer.fail(INTROSPECT, Fault::Hang);
    for _ in 0..2 {
        ask(&validator, &token);
    }
    tokio::time::timeout(http::TIMEOUT / 2, issuer.asked(INTROSPECT, 8)).await?;
    issuer.mend();
    Ok(())
}

pub(crate) async fn fifty_requests_with_one_token_ask_once(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?;
    issuer.fail(INTROSPECT, Fault::Hang);
    let requests: Vec<_> = (0..50).map(|_| ask(&validator, &token)).collect();
    issuer.asked(INTROSPECT, 1).await;
    issuer.mend();
    for verdict in requests {
        verdict.await??;
    }
    assert_eq!(issuer.count(INTROSPECT), 1);
    Ok(())
}

pub(crate) async fn who_hangs_up_does_not_take_the_answer_from_the_others(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?;
    issuer.fail(INTROSPECT, Fault::Hang);
    let impatient = ask(&validator, &token);
    issuer.asked(INTROSPECT, 1).await;
    impatient.abort();
    drop(impatient.await);
    let patient = ask(&validator, &token);
    issuer.mend();
    patient.await??;
    assert_eq!(issuer.count(INTROSPECT), 1);
    Ok(())
}

pub(crate) async fn inactive_answers_are_kept_in_a_room_of_their_own(
    _: Provider,
) -> anyhow::Result<()> {
    const ROOM: u64 = 8;
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?.with_cache_capacity(8);
    validator.validate(&token).await?;
    let flood = async || {
        let before = validator.introspections();
        for number in 0..10 * ROOM {
            assert!(is_invalid(
                &validator.validate(&format!("garbage-{number}")).await
            ));
        }
        validator.introspections() - before
    };
    assert_eq!(flood().await, 10 * ROOM);
    // The good one is where it was, and of the bad ones there are as many as there is room for.
    let before = validator.introspections();
    validator.validate(&token).await?;
    assert_eq!(validator.introspections(), before);
    let again = flood().await;
    assert!((9 * ROOM..10 * ROOM).contains(&again), "{again}");
    Ok(())
}

pub(crate) async fn only_so_many_active_answers_are_kept(_: Provider) -> anyhow::Result<()> {
    const ROOM: u64 = 8;
    let issuer = Unreliable::start().await?;
    let validator = validator(&issuer)?.with_cache_capacity(8);
    let mut tokens = Vec::new();
    for _ in 0..3 * ROOM {
        tokens.push(issuer.token().await?);
    }
    let round = async || -> anyhow::Result<u64> {
        let before = validator.introspections();
        for token in &tokens {
            validator.validate(token).await?;
        }
        Ok(validator.introspections() - before)
    };
    assert_eq!(round().await?, 3 * ROOM);
    let again = round().await?;
    assert!((2 * ROOM..3 * ROOM).contains(&again), "{again}");
    Ok(())
}

pub(crate) async fn a_token_that_was_revoked_here_is_refused_at_once(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?;
    validator.validate(&token).await?;
    validator.revoked(&token);
    assert!(is_invalid(&validator.validate(&token).await));
    assert_eq!(validator.introspections(), 1);
    Ok(())
}

pub(crate) async fn an_answer_that_was_under_way_does_not_bring_a_token_back(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?;
    issuer.fail(INTROSPECT, Fault::Hang);
    let early = ask(&validator, &token);
    issuer.asked(INTROSPECT, 1).await;
    validator.revoked(&token);
    let late = ask(&validator, &token);
    issuer.mend();
    // The early request came before the revocation, and may get the answer of that time.
    early.await?.ok();
    assert!(is_invalid(&late.await?));
    assert!(is_invalid(&validator.validate(&token).await));
    Ok(())
}

pub(crate) async fn a_flood_does_not_bring_a_revoked_token_back(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?.with_cache_capacity(8);
    let flood = async |name: &str| {
        for number in 0..80 {
            let verdict = validator.validate(&format!("{name}-{number}")).await;
            assert!(is_invalid(&verdict));
        }
    };
    flood("before").await;
    issuer.fail(INTROSPECT, Fault::Hang);
    let early = ask(&validator, &token);
    issuer.asked(INTROSPECT, 81).await;
    validator.revoked(&token);
    issuer.mend();
    early.await?.ok();
    flood("after").await;
    // That it was revoked here is washed away, and so must be what was heard before: the issuer is
    // asked, who knows.
    let before = validator.introspections();
    validator.validate(&token).await.ok();
    assert_eq!(validator.introspections(), before + 1);
    Ok(())
}

pub(crate) async fn what_cannot_be_relied_on_is_never_a_yes(_: Provider) -> anyhow::Result<()> {
    let json = |body: Value| Fault::Body("application/json", body.to_string());
    let status = |status| Fault::Status(status, HeaderMap::new());
    let now = forge::now();
    let active = |issuer: &Unreliable, changes: Value| {
        let mut answer = json!({
            "active": true, "iss": issuer.issuer, "aud": "test_api_resource", "exp": now + 300,
            "scope": "test_api_access",
        });
        if let (Value::Object(answer), Value::Object(changes)) = (&mut answer, changes) {
            answer.extend(changes);
            answer.retain(|_, value| !value.is_null());
        }
        answer
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
    let issuer = Unreliable::start().await?;
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
        issuer.mend();
        issuer.fail(INTROSPECT, fault);
        let verdict = validator(&issuer)?.validate(&token).await;
        let verdict = verdict.map_or_else(|rejection| rejection.to_string(), |_| "accepted".into());
        report += &format!("{name}: {verdict}\n");
    }
    snapshot("introspection-verdicts", report);
    Ok(())
}

pub(crate) async fn an_issuer_that_is_slow_is_not_waited_for(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let impatient = reqwest::Client::builder().timeout(Duration::from_millis(100));
    let api = api_client("test-api-resource-secret");
    let verifier = verifier(&issuer, Clock::system());
    let validator = IntrospectionValidator::new(impatient.build()?, api, verifier);
    issuer.fail(INTROSPECT, Fault::Hang);
    let verdict = validator.validate(&token).await;
    let Err(Rejection::Unavailable { reason, .. }) = &verdict else {
        anyhow::bail!("not unavailable: {verdict:?}");
    };
    assert!(reason.contains("did not answer"), "{reason}");
    Ok(())
}

pub(crate) async fn an_issuer_that_answers_again_is_asked_again(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let validator = validator(&issuer)?;
    issuer.fail("", Fault::Status(StatusCode::BAD_GATEWAY, HeaderMap::new()));
    let verdict = validator.validate(&token).await;
    assert!(
        matches!(verdict, Err(Rejection::Unavailable { .. })),
        "{verdict:?}"
    );
    issuer.mend();
    validator.validate(&token).await?;
    Ok(())
}

pub(crate) async fn ready_is_who_gets_answers(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
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
    good.ready().await?; // nobody has noticed
    let token = issuer.token().await?;
    assert!(good.validate(&token).await.is_err());
    let verdict = good.ready().await;
    assert!(
        matches!(verdict, Err(Rejection::Unavailable { .. })),
        "{verdict:?}"
    );
    issuer.mend();
    good.ready().await?;

    let api = api_client("wrong");
    let wrong =
        IntrospectionValidator::new(http::client()?, api, verifier(&issuer, Clock::system()));
    let verdict = wrong.ready().await;
    let Err(Rejection::Unavailable { reason, .. }) = verdict else {
        anyhow::bail!("with a wrong secret: {verdict:?}");
    };
    assert!(reason.contains("refuses our own credentials"), "{reason}");

    // Who asks for readiness shows no token: many such requests are one question at a time.
    let before = wrong.introspections();
    issuer.fail(INTROSPECT, Fault::Hang);
    for _ in 0..20 {
        let wrong = wrong.clone();
        tokio::spawn(async move { wrong.ready().await });
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(wrong.introspections() - before, 1);
    issuer.mend();
    Ok(())
}

pub(crate) async fn hybrid_does_not_ask_about_forged_and_expired_tokens(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let good = issuer.token().await?;
    let key = forge::published_key()?;
    let past = json!({"exp": forge::now() - 61});
    let claims = with(&forge::claims(&issuer.issuer), past);
    let expired = forge::token(&forge::header(&good)?, &claims, |input| {
        forge::rs256(&key, input)
    });
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

pub(crate) async fn a_revocation_is_repeated_until_the_issuer_is_there(
    _: Provider,
) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let endpoint = format!("{}/protocol/openid-connect/revoke", issuer.issuer).parse()?;
    let (http, client) = (http::client()?, client(AuthMethod::Post));
    let in_a_second = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(1))]);
    issuer.fail(
        "/revoke",
        Fault::Status(StatusCode::SERVICE_UNAVAILABLE, in_a_second),
    );
    let revocation = async { revoke(&http, &endpoint, &client, &token).await };
    let mending = async {
        issuer.asked("/revoke", 1).await;
        issuer.mend();
    };
    let (revocation, ()) = tokio::join!(revocation, mending);
    assert_eq!(revocation?, Revocation::Revoked);
    assert_eq!(issuer.count("/revoke"), 2);
    Ok(())
}

pub(crate) async fn what_the_issuer_does_not_revoke(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let endpoint = format!("{}/protocol/openid-connect/revoke", issuer.issuer).parse()?;
    let (http, client) = (http::client()?, client(AuthMethod::Post));
    let mut in_an_hour = HeaderMap::from_iter([(RETRY_AFTER, HeaderValue::from(3600))]);
    in_an_hour.insert("content-type", HeaderValue::from_static("text/html"));
    let unsupported = json!({"error": "unsupported_token_type"}).to_string();
    let rows = [
        (
            "not within reach",
            Fault::Status(StatusCode::SERVICE_UNAVAILABLE, in_an_hour),
        ),
        (
            "unsupported",
            Fault::Error(StatusCode::BAD_REQUEST, unsupported),
        ),
        (
            "an error",
            Fault::Status(StatusCode::INTERNAL_SERVER_ERROR, HeaderMap::new()),
        ),
    ];
    let mut report = String::new();
    for (name, fault) in rows {
        issuer.mend();
        issuer.fail("/revoke", fault);
        let error = revoke(&http, &endpoint, &client, &token).await.err();
        let error = error.map_or("none".to_owned(), |error| error.to_string());
        report += &format!("{name}: {error}\n");
    }
    // Each was asked for once: none of them passes soon.
    assert_eq!(issuer.count("/revoke"), 3);
    snapshot("revocation-errors", report);
    Ok(())
}
