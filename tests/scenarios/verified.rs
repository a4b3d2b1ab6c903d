//! Step 04: tokens that are remembered, so that their signature is verified once.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use fetch_token::http;
use resource_server::{
    JwksCache, JwksCacheConfig, JwtValidator, Rejection, TokenCache, TokenValidator,
};
use scenarios::forge::{self, rs256};
use scenarios::{Exchange, Provider, Stage, Unreliable};
use serde_json::{Value, json};

use crate::api::{jwt_validator, start, with};
use crate::keys::{validator, validator_at};
use crate::tokens::{token, verifier};

/// Whether two verdicts are one and the same, so that the second did not verify.
fn same(one: &Arc<verify_signature::Claims>, other: &Arc<verify_signature::Claims>) -> bool {
    Arc::ptr_eq(one, other)
}

pub(crate) async fn a_remembered_token_is_not_verified_again(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let times = JwksCacheConfig {
        ttl: std::time::Duration::ZERO,
        ..JwksCacheConfig::default()
    };
    let validator = validator(&issuer, times)?;
    let first = validator.validate(&token).await?;
    // Keys that were fetched again and are the same are no reason to verify again.
    let second = validator.validate(&token).await?;
    assert!(same(&first, &second));
    assert_eq!(issuer.count("/certs"), 2);
    Ok(())
}

pub(crate) async fn a_remembered_token_expires(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let token = issuer.token().await?;
    let now = Arc::new(AtomicU64::new(forge::now()));
    let hand = Arc::clone(&now);
    let clock = verify_signature::Clock::new(move || hand.load(Ordering::Relaxed));
    let validator = validator_at(&issuer, JwksCacheConfig::default(), clock)?;
    validator.validate(&token).await?;
    now.fetch_add(300 + verify_signature::LEEWAY, Ordering::Relaxed);
    for _ in 0..2 {
        let verdict = validator.validate(&token).await;
        let Err(Rejection::InvalidToken { reason }) = &verdict else {
            anyhow::bail!("not refused: {verdict:?}");
        };
        assert!(reason.starts_with("expired"), "{reason}");
    }
    Ok(())
}

pub(crate) async fn a_remembered_token_is_judged_for_each_route(_: Provider) -> anyhow::Result<()> {
    let stage = Provider::Embedded.stage().await?;
    let api = start(&stage.issuer, jwt_validator(&stage)?).await?;
    let sample = token(&stage).await?;
    let unscoped = signed(&stage, &sample, json!({"scope": "other"}))?;
    let http = http::client()?;
    for (path, expected) in [
        ("/api/private", 200),
        ("/api/private-scoped", 403),
        ("/api/private", 200),
        ("/api/private-scoped", 403),
    ] {
        let request = http.get(format!("{api}{path}")).bearer_auth(&unscoped);
        assert_eq!(Exchange::send(request).await?.status(), expected, "{path}");
    }
    Ok(())
}

pub(crate) async fn what_was_refused_is_not_remembered(_: Provider) -> anyhow::Result<()> {
    let issuer = Unreliable::start().await?;
    let good = issuer.token().await?;
    let forged = verify_signature::tamper(&good, "scope", json!("admin"))?;
    let validator = validator(&issuer, JwksCacheConfig::default())?;
    for _ in 0..3 {
        let verdict = validator.validate(&forged).await;
        assert!(matches!(verdict, Err(Rejection::InvalidToken { .. })));
        validator.validate(&good).await?;
    }
    Ok(())
}

pub(crate) async fn bad_tokens_do_not_evict_good_ones(_: Provider) -> anyhow::Result<()> {
    let stage = Provider::Embedded.stage().await?;
    let validator = remembering(&stage, 8)?;
    let good = token(&stage).await?;
    let first = validator.validate(&good).await?;
    for number in 0..1000 {
        let bad = verify_signature::tamper(&good, "jti", json!(number))?;
        assert!(validator.validate(&bad).await.is_err());
    }
    assert!(same(&first, &validator.validate(&good).await?));
    Ok(())
}

pub(crate) async fn only_so_many_tokens_are_remembered(_: Provider) -> anyhow::Result<()> {
    const ROOM: usize = 8;
    let stage = Provider::Embedded.stage().await?;
    let validator = remembering(&stage, ROOM)?;
    let sample = token(&stage).await?;
    let mut seen = Vec::new();
    for number in 0..10 * ROOM {
        let token = signed(&stage, &sample, json!({"jti": number.to_string()}))?;
        seen.push((validator.validate(&token).await?, token));
    }
    let mut remembered = 0;
    for (first, token) in &seen {
        remembered += usize::from(same(first, &validator.validate(token).await?));
    }
    assert!((1..=ROOM).contains(&remembered), "{remembered}");
    Ok(())
}

fn remembering(stage: &Stage, tokens: usize) -> anyhow::Result<TokenCache> {
    let keys = JwksCache::new(http::client()?, &stage.issuer, JwksCacheConfig::default());
    let validator = JwtValidator::new(verifier(stage), keys);
    Ok(TokenCache::with_capacity(validator, tokens))
}

/// A token as the realm would sign it, but for some claims.
fn signed(stage: &Stage, sample: &str, changes: Value) -> anyhow::Result<String> {
    let key = forge::published_key()?;
    let claims = with(&forge::claims(&stage.issuer), changes);
    let header = forge::header(sample)?;
    Ok(forge::token(&header, &claims, |input| rs256(&key, input)))
}
