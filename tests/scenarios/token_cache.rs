//! Step 04: validated tokens are cached, so that a signature is verified once.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use attack_lab::Attacker;
use fetch_token::http;
use resource_server::{
    JwksCache, JwksCacheConfig, JwtValidator, Rejection, TokenCache, TokenValidator,
};
use scenarios::{Exchange, FaultyIssuer, Provider, Realm, forge, manual_clock};
use serde_json::json;
use tokio::time::sleep;

use crate::api::{jwt_validator, start};
use crate::jwks_cache::{is_invalid, validator, validator_at};
use crate::tokens::{token, verifier};

pub(crate) async fn a_cached_token_is_not_verified_again() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let times = JwksCacheConfig {
        ttl: Duration::ZERO,
        ..JwksCacheConfig::default()
    };
    let validator = validator(&issuer, times)?;
    let first = validator.validate(&token).await?;
    // Keys that were fetched again and are the same are not a reason to verify again.
    while issuer.count("/certs") < 3 {
        assert!(Arc::ptr_eq(&first, &validator.validate(&token).await?));
        sleep(Duration::from_millis(2)).await;
    }
    Ok(())
}

pub(crate) async fn a_cached_token_expires() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let token = issuer.token().await?;
    let (now, clock) = manual_clock(forge::now());
    let validator = validator_at(&issuer, JwksCacheConfig::default(), clock)?;
    validator.validate(&token).await?;
    now.fetch_add(300 + verify_signature::LEEWAY, Ordering::Relaxed);
    for _ in 0..2 {
        let outcome = validator.validate(&token).await;
        let Err(Rejection::InvalidToken { reason, .. }) = &outcome else {
            anyhow::bail!("not refused: {outcome:?}");
        };
        assert!(reason.starts_with("expired"), "{reason}");
    }
    Ok(())
}

pub(crate) async fn a_cached_token_is_authorized_for_each_route() -> anyhow::Result<()> {
    let realm = Provider::Embedded.realm().await?;
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let attacker = Attacker::new(&realm.issuer, forge::now())?;
    let unscoped = attacker.issued(json!({}), json!({"scope": "other"}));
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

pub(crate) async fn rejected_tokens_are_not_cached() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let good = issuer.token().await?;
    let forged = verify_signature::tamper(&good, "scope", json!("admin"))?;
    let validator = validator(&issuer, JwksCacheConfig::default())?;
    for _ in 0..3 {
        let outcome = validator.validate(&forged).await;
        assert!(is_invalid(&outcome));
        validator.validate(&good).await?;
    }
    Ok(())
}

pub(crate) async fn invalid_tokens_do_not_evict_valid_ones() -> anyhow::Result<()> {
    let realm = Provider::Embedded.realm().await?;
    let validator = token_cache(&realm, 8)?;
    let good = token(&realm).await?;
    let first = validator.validate(&good).await?;
    for number in 0..1000 {
        let bad = verify_signature::tamper(&good, "jti", json!(number))?;
        assert!(validator.validate(&bad).await.is_err());
    }
    assert!(Arc::ptr_eq(&first, &validator.validate(&good).await?));
    Ok(())
}

pub(crate) async fn the_token_cache_is_bounded() -> anyhow::Result<()> {
    const CAPACITY: usize = 8;
    let realm = Provider::Embedded.realm().await?;
    let validator = token_cache(&realm, CAPACITY)?;
    let attacker = Attacker::new(&realm.issuer, forge::now())?;
    let mut seen = Vec::new();
    for number in 0..10 * CAPACITY {
        let token = attacker.issued(json!({}), json!({"jti": number.to_string()}));
        seen.push((validator.validate(&token).await?, token));
    }
    let mut cached = 0;
    for (first, token) in &seen {
        cached += usize::from(Arc::ptr_eq(first, &validator.validate(token).await?));
    }
    assert!((1..=CAPACITY).contains(&cached), "{cached}");
    Ok(())
}

fn token_cache(realm: &Realm, tokens: usize) -> anyhow::Result<TokenCache> {
    let keys = JwksCache::new(http::client()?, &realm.issuer, JwksCacheConfig::default());
    let validator = JwtValidator::new(verifier(realm), keys);
    Ok(TokenCache::with_capacity(validator, tokens))
}
