//! Step 05: a revoked token, and which validator notices.

use std::sync::Arc;
use std::time::Duration;

use anyhow::bail;
use fetch_token::{AuthMethod, Client, http};
use introspect_revoke::{
    IntrospectionCache, IntrospectionValidator, JwtThenIntrospection, Revocation, revoke,
};
use reqwest::StatusCode;
use resource_server::{Rejection, TokenValidator};
use scenarios::{Change, Exchange, Provider, Realm, snapshot};
use verify_signature::{Claims, Clock, Policy, Verifier, fetch_metadata};

use crate::api::{jwt_validator, start};
use crate::tokens::{client, token, verifier};

pub(crate) fn api_client(secret: &str) -> Client {
    Client::with_secret("test_api_resource", secret, AuthMethod::Post)
}

pub(crate) fn introspection_validator(
    realm: &Realm,
    secret: &str,
) -> anyhow::Result<IntrospectionCache> {
    let validator =
        IntrospectionValidator::new(http::client()?, api_client(secret), verifier(realm));
    Ok(IntrospectionCache::new(validator).with_cache_ttl(Duration::ZERO))
}

pub(crate) async fn only_introspection_sees_a_revocation(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let secret = "test-api-resource-secret";
    let both = JwtThenIntrospection::new(
        jwt_validator(&realm)?,
        introspection_validator(&realm, secret)?,
    );
    let lasting = Duration::from_secs(600);
    let cached = introspection_validator(&realm, secret)?.with_cache_ttl(lasting);
    let informed = introspection_validator(&realm, secret)?.with_cache_ttl(lasting);
    let apis = [
        (
            "signature",
            start(&realm.issuer, jwt_validator(&realm)?).await?,
        ),
        (
            "introspection",
            start(&realm.issuer, introspection_validator(&realm, secret)?).await?,
        ),
        (
            "signature, then introspection",
            start(&realm.issuer, both).await?,
        ),
        ("introspection, cached", start(&realm.issuer, cached).await?),
        (
            "introspection, cached, and revoked here",
            start(&realm.issuer, informed.clone()).await?,
        ),
    ];
    let http = http::client()?;
    let good = token(&realm).await?;
    let round = async |when: &str| -> anyhow::Result<String> {
        let mut text = format!("{when}\n");
        for (validator, api) in &apis {
            let request = http
                .get(format!("{api}/api/private-scoped"))
                .bearer_auth(&good);
            text += &format!("{validator}: {}\n", Exchange::send(request).await?.status());
        }
        Ok(text)
    };
    let before = round("before").await?;
    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let endpoint = metadata.endpoint("revocation_endpoint")?;
    let client = client(AuthMethod::Post);
    assert_eq!(
        revoke(&http, &endpoint, &client, &good).await?,
        Revocation::Revoked
    );
    assert_eq!(
        revoke(&http, &endpoint, &client, &good).await?,
        Revocation::Revoked,
        "again"
    );
    assert_eq!(
        revoke(&http, &endpoint, &client, "garbage").await?,
        Revocation::Unknown
    );
    informed.revoked(&good);
    snapshot("revocation-seen", before + &round("after").await?);

    let (_, api) = &apis[1];
    let request = http
        .get(format!("{api}/api/private-scoped"))
        .bearer_auth(&good);
    snapshot("api-revoked", Exchange::send(request).await?);
    Ok(())
}

pub(crate) async fn introspection_fails_closed(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let good = token(&realm).await?;
    let secret = "test-api-resource-secret";
    let rejected = async |validator: IntrospectionCache| validator.validate(&good).await.err();

    // Our own credentials are wrong: nothing is known about the token.
    let wrong_secret = rejected(introspection_validator(&realm, "wrong")?).await;
    let Some(Rejection::Unavailable { reason, .. }) = &wrong_secret else {
        bail!("not unavailable: {wrong_secret:?}");
    };
    snapshot("introspection-own-credentials", reason);
    let api = start(&realm.issuer, introspection_validator(&realm, "wrong")?).await?;
    let request = http::client()?
        .get(format!("{api}/api/private"))
        .bearer_auth(&good);
    assert_eq!(
        Exchange::send(request).await?.status(),
        StatusCode::SERVICE_UNAVAILABLE
    );

    // Active, but not for this API: the issuer's response is not the whole decision.
    let policy = Policy::new(&realm.issuer, "another_api");
    let verifier = Verifier::new(policy, Clock::system());
    let validator = IntrospectionValidator::new(http::client()?, api_client(secret), verifier);
    let other_audience = rejected(IntrospectionCache::new(validator)).await;
    assert!(matches!(
        other_audience,
        Some(Rejection::InvalidToken { .. })
    ));

    // Active until a moment ago, by our own clock.
    let policy = Policy::new(&realm.issuer, "test_api_resource");
    let late = Clock::new(|| scenarios::forge::now() + 400);
    let validator = IntrospectionValidator::new(
        http::client()?,
        api_client(secret),
        Verifier::new(policy, late),
    );
    let expired = rejected(IntrospectionCache::new(validator)).await;
    assert!(matches!(expired, Some(Rejection::InvalidToken { .. })));
    Ok(())
}

/// The realm's own ways to withdraw a right, and which validator notices.
pub(crate) async fn ways_to_revoke(provider: Provider) -> anyhow::Result<()> {
    let mut report = format!(
        "{:24}{:>10}{:>16}{:>12}\n",
        "", "signature", "introspection", "new token"
    );
    for way in [
        Change::Nothing,
        Change::NotBefore,
        Change::ClientDisabled,
        Change::ClientSecret,
        Change::ResourceSecret,
    ] {
        let realm = provider.own_realm().await?;
        let good = token(&realm).await?;
        realm.change(way).await?;
        let local = jwt_validator(&realm)?.validate(&good).await;
        let introspected = introspection_validator(&realm, "test-api-resource-secret")?;
        let introspected = introspected.validate(&good).await;
        let outcome = |result: Result<Arc<Claims>, Rejection>| match result {
            Ok(_) => "yes",
            Err(Rejection::Unavailable { .. }) => "503",
            Err(_) => "no",
        };
        let new = if token(&realm).await.is_ok() {
            "yes"
        } else {
            "no"
        };
        report += &format!(
            "{:24}{:>10}{:>16}{:>12}\n",
            way.to_string(),
            outcome(local),
            outcome(introspected),
            new
        );
    }
    snapshot("ways-to-revoke", report);
    Ok(())
}
