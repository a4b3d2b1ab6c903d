//! The issuer changes its key, and the API goes on.

use std::time::Duration;

use anyhow::Context;
use decode_jwt::decode;
use fetch_token::http;
use scenarios::{Exchange, Provider, snapshot};
use serde_json::Value;

use realm::Algorithm;
use resource_server::{JwksCache, JwksCacheConfig, JwtValidator};
use verify_signature::{Clock, Policy, Verifier};

use crate::api::{jwt_validator, start};
use crate::tokens::token;

pub(crate) async fn a_new_key_is_accepted_without_restart(
    provider: Provider,
) -> anyhow::Result<()> {
    let realm = provider.own_realm().await?;
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let http = http::client()?;
    let status = async |token: &str| -> anyhow::Result<String> {
        let request = http
            .get(format!("{api}/api/private-scoped"))
            .bearer_auth(token);
        Ok(Exchange::send(request).await?.status().to_string())
    };
    let keys = async || -> anyhow::Result<usize> {
        let certs = http.get(format!("{}/protocol/openid-connect/certs", realm.issuer));
        let jwks = Exchange::send(certs).await?.json();
        Ok(jwks
            .get("keys")
            .and_then(Value::as_array)
            .context("keys")?
            .len())
    };
    let kid = |token: &str| decode(token).map(|decoded| decoded.header.get("kid").cloned());

    let old = token(&realm).await?;
    let mut text = format!(
        "old key alone ({}): old token {}\n",
        keys().await?,
        status(&old).await?
    );
    realm.rotate().await?;
    let new = token(&realm).await?;
    assert_ne!(kid(&old)?, kid(&new)?);
    text += &format!(
        "both keys ({}): new token {}, old token {}\n",
        keys().await?,
        status(&new).await?,
        status(&old).await?
    );
    realm.drop_old_key().await?;
    text += &format!(
        "new key alone ({}): new token {}\n",
        keys().await?,
        status(&new).await?
    );
    snapshot("rotation", text);
    Ok(())
}

/// RSA, then two curves. An API that accepts RS256 alone refuses what is signed with the others.
pub(crate) async fn keys_of_another_family_are_accepted_without_restart(
    provider: Provider,
) -> anyhow::Result<()> {
    let realm = provider.own_realm().await?;
    let http = http::client()?;
    let mut policy = Policy::new(&realm.issuer, "test_api_resource");
    policy.algorithms = "RS256, ES256, EdDSA".parse()?;
    // Two rotations in a row, within the cool-down of the usual settings.
    let config = JwksCacheConfig {
        unknown_kid_cooldown: Duration::ZERO,
        ..JwksCacheConfig::default()
    };
    let keys = JwksCache::new(http.clone(), &realm.issuer, config);
    let any = JwtValidator::new(Verifier::new(policy, Clock::system()), keys);
    let any = start(&realm.issuer, any).await?;
    let rs256 = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let mut tokens = vec![token(&realm).await?];
    for algorithm in [Algorithm::ES256, Algorithm::EdDSA] {
        realm.rotate_to(algorithm).await?;
        tokens.push(token(&realm).await?);
    }
    let mut text = "alg | OAUTH_ALGORITHMS=RS256,ES256,EdDSA | RS256\n".to_owned();
    for token in &tokens {
        let header = decode(token)?.header;
        text += header.get("alg").and_then(Value::as_str).context("alg")?;
        for api in [&any, &rs256] {
            let request = http.get(format!("{api}/api/private-scoped"));
            let response = Exchange::send(request.bearer_auth(token)).await?;
            text += &format!(" | {}", response.status());
        }
        text += "\n";
    }
    snapshot("rotation-of-families", text);
    Ok(())
}
