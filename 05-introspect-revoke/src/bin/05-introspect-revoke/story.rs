//! The story of a token: fetched, used, revoked, and used again.

use std::time::Duration;

use anyhow::{Context, bail};
use client_assertion::token_client;
use fetch_token::{fetch_token, http};
use introspect_revoke::{JwtThenIntrospection, revocation_endpoint, revoke};
use realm::{print, remark};
use reqwest::StatusCode;
use resource_server::{RequiredScope, TokenValidator};
use secrecy::ExposeSecret;
use tokio::time::interval;
use verify_signature::{Verifier, fetch_metadata};

use crate::demo::{call, start, validators};

/// The cache lifetime in the story, in seconds: shorter than the default, so that its effect is visible.
const CACHE: u64 = 3;

/// Tells it with four APIs of step 04, one for each validator.
pub(crate) async fn tell(verifier: &Verifier, scope: &RequiredScope) -> anyhow::Result<()> {
    let http = http::client()?;
    let issuer = &verifier.policy().issuer;
    let metadata = fetch_metadata(&http, issuer).await?;
    let client = token_client(&issuer.parse()?)?;

    let ttl = Duration::from_secs(CACHE);
    let ((jwt, introspection), (jwt_first, _)) = (validators(verifier)?, validators(verifier)?);
    let uncached = introspection.with_cache_ttl(Duration::ZERO);
    let cached = introspection.with_cache_ttl(ttl);
    let both = JwtThenIntrospection::new(jwt_first, introspection.with_cache_ttl(ttl));
    let apis = [
        start(verifier, scope, jwt).await?,
        start(verifier, scope, uncached).await?,
        start(verifier, scope, cached).await?,
        start(verifier, scope, both).await?,
    ];

    remark(format_args!(
        "the client fetches a token from {issuer}, and calls four APIs with it"
    ));
    let scopes = scope.to_string();
    let response = fetch_token(&http, &metadata.token_endpoint()?, &client, &scopes).await?;
    let token = response.access_token;
    let (first, second) = (format!("cached for {CACHE} s"), "then as before");
    print(format_args!(
        "{:24}{:>13}{:>16}{:>16}{:>16}",
        "", "signature", "introspection", "introspection,", "signature,"
    ))?;
    print(format_args!(
        "{:24}{:>13}{:>16}{first:>16}{second:>16}",
        "", "alone", "every time"
    ))?;
    let row = async |when: &str| -> anyhow::Result<bool> {
        let mut line = format!("{when:24}");
        let mut accepted = true;
        for (api, width) in apis.iter().zip([13, 16, 16, 16]) {
            let status = call(&http, api, &token).await?;
            accepted &= status == StatusCode::OK;
            line += &format!("{:>width$}", status.as_u16());
        }
        print(line)?;
        Ok(accepted)
    };
    if !row("with a fresh token").await? {
        // The responses do not say why, on purpose; the validators do.
        let (jwt, introspection) = validators(verifier)?;
        let by_signature = jwt.validate(token.expose_secret()).await;
        by_signature.context("a fresh token is refused by its signature and claims")?;
        let by_introspection = introspection.validate(token.expose_secret()).await;
        by_introspection.context("a fresh token is refused by introspection")?;
        let granted = response.scope.unwrap_or_else(|| scopes.clone());
        bail!("a fresh token lacks the scope {scopes}: the issuer granted {granted:?}");
    }

    remark("the client revokes the token, and calls on");
    let endpoint = revocation_endpoint(&metadata)?;
    revoke(&http, &endpoint, &client, token.expose_secret()).await?;
    let mut seconds = interval(Duration::from_secs(1));
    for second in 0..=CACHE {
        seconds.tick().await;
        row(&format!("{second} s after its end")).await?;
    }

    let seconds = response.expires_in.unwrap_or_default();
    remark(format_args!(
        "the signature still holds, until the token expires {seconds} s after it was issued;"
    ));
    remark("only the issuer knows that the client gave it back");
    Ok(())
}
