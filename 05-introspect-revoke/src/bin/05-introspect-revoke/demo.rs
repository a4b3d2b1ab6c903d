//! The API of step 04 with one validator or another, for programs that compare them.

use std::sync::Arc;

use client_assertion::signing_client;
use fetch_token::{Client, IssuerUrl, http};
use introspect_revoke::{
    IntrospectionCache, IntrospectionValidator, OptionalClaims, resource_client,
};
use reqwest::StatusCode;
use resource_server::{
    ApiConfig, CallError, JwksCache, JwksCacheConfig, JwtValidator, Limits, RequiredScope,
    TokenCache, TokenValidator, app, call_api, listen, serve,
};
use secrecy::SecretString;
use verify_signature::Verifier;

/// The two validators: by signature, and by introspection.
pub(crate) fn validators(verifier: &Verifier) -> anyhow::Result<(TokenCache, IntrospectionCache)> {
    validators_with(
        verifier,
        JwksCacheConfig::default(),
        OptionalClaims::default(),
    )
}

/// The same, with another lifetime of keys, for an issuer that leaves claims out.
pub(crate) fn validators_with(
    verifier: &Verifier,
    jwks_cache: JwksCacheConfig,
    optional: OptionalClaims,
) -> anyhow::Result<(TokenCache, IntrospectionCache)> {
    let http = http::client()?;
    let issuer = &verifier.policy().issuer;
    let keys = JwksCache::new(http.clone(), issuer, jwks_cache);
    let jwt = TokenCache::new(JwtValidator::new(verifier.clone(), keys));
    let api = api_client(&issuer.parse()?)?;
    let introspection =
        IntrospectionValidator::with_optional_claims(http, api, verifier.clone(), optional);
    Ok((jwt, IntrospectionCache::new(introspection)))
}

/// The client that introspects, whichever way to authenticate is configured.
pub(crate) fn api_client(issuer: &IssuerUrl) -> anyhow::Result<Client> {
    match signing_client(issuer, "OAUTH_RESOURCE_ID", "test_api_resource")? {
        Some(client) => Ok(client),
        None => Ok(resource_client(issuer)?),
    }
}

/// Serves the API on a free port until the process ends, and returns its URL.
pub(crate) async fn start(
    verifier: &Verifier,
    scope: &RequiredScope,
    validator: impl TokenValidator,
) -> anyhow::Result<String> {
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let issuer = verifier.policy().issuer.clone();
    let config = ApiConfig {
        resource: url.parse()?,
        issuers: vec![issuer],
        scope: scope.clone(),
    };
    tokio::spawn(serve(
        listener,
        app(&config, Arc::new(validator)),
        Limits::default(),
        std::future::pending(),
    ));
    Ok(url)
}

/// The status of the API's response.
pub(crate) async fn call(
    http: &reqwest::Client,
    api: &str,
    token: &SecretString,
) -> anyhow::Result<StatusCode> {
    match call_api(http, &format!("{api}/api/private-scoped"), token).await {
        Ok(_) => Ok(StatusCode::OK),
        Err(CallError::NotOk { status, .. }) => Ok(status),
        Err(error) => Err(error.into()),
    }
}
