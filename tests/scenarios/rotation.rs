//! The issuer changes its key, and the API goes on.

use anyhow::Context;
use decode_jwt::decode;
use fetch_token::http;
use scenarios::{Exchange, Provider, snapshot};
use serde_json::Value;

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
