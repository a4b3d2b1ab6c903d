//! Bound tokens for a client that runs for long: fetched ahead of their expiry, and replaced when the API refuses one.

use std::sync::Arc;

use fetch_token::{Client, RefreshConfig, TokenSource};
use reqwest::{StatusCode, Url};
use resource_server::{CallError, challenge_parameter};
use serde_json::Value;

use crate::{ProofSigner, call_api, fetch_bound_token};

/// Step 01's source of tokens, with tokens that are bound to the signer's key.
#[must_use]
pub fn bound_token_source(
    http: reqwest::Client,
    token_endpoint: Url,
    client: Client,
    scope: impl Into<String>,
    signer: Arc<ProofSigner>,
    config: RefreshConfig,
) -> TokenSource {
    let endpoint = token_endpoint.clone();
    let request = Arc::new((http, token_endpoint, client, scope.into(), signer));
    TokenSource::with_fetch(endpoint, config, move || {
        let request = Arc::clone(&request);
        async move {
            let (http, token_endpoint, client, scope, signer) = &*request;
            fetch_bound_token(http, token_endpoint, client, scope, signer).await
        }
    })
}

/// Calls the API with the token of a source. If the API refuses it as `invalid_token`, the source fetches
/// another one, and the call is repeated once, as [`resource_server::call_api_with`] does.
///
/// # Errors
/// The [`CallError`] of the last call.
pub async fn call_api_with(
    http: &reqwest::Client,
    url: &Url,
    source: &TokenSource,
    signer: &ProofSigner,
    renewed: impl FnOnce(),
) -> Result<Value, CallError> {
    let token = source.token().await?;
    let refused = match call_api(http, url, &token, signer).await {
        Err(error) if is_invalid_token(&error) => error,
        outcome => return outcome,
    };
    let Some(token) = source.renew_after(&token).await? else {
        return Err(refused);
    };
    renewed();
    call_api(http, url, &token, signer).await
}

fn is_invalid_token(error: &CallError) -> bool {
    match error {
        CallError::NotOk { status, challenge } => {
            let challenge = challenge.as_deref().unwrap_or_default();
            let error = challenge_parameter(challenge, "DPoP", "error");
            *status == StatusCode::UNAUTHORIZED && error.as_deref() == Some("invalid_token")
        }
        _ => false,
    }
}
