//! The client of steps 01 and 04 with proofs: the token is bound to its key, and of no use without it.

use std::sync::Arc;

use fetch_token::http;
use fetch_token::{
    Client, RefreshConfig, TokenError, TokenResponse, TokenSource, send_token_request,
};
use reqwest::header::{AUTHORIZATION, HeaderValue};
use reqwest::{StatusCode, Url};
use resource_server::{CallError, api_response, challenge_parameter};
use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;

use crate::ProofSigner;

/// Requests an access token that is bound to the signer's key. The proof comes beside whatever
/// authenticates the client, and does not replace it.
///
/// # Errors
/// [`TokenError::TokenType`] if the token is not bound, because the server does not know DPoP; others as
/// of [`fetch_token`](fetch_token::fetch_token).
///
/// RFC 9449 §5
///
/// ```
/// use client_assertion::{Algorithm, ClientKey};
/// use dpop::{ProofSigner, call_api, fetch_bound_token};
/// use fetch_token::{Client, IssuerUrl, http, token_endpoint};
/// use verify_signature::Clock;
///
/// # async fn example() -> anyhow::Result<()> {
/// let issuer: IssuerUrl = "https://issuer.example/realms/main".parse()?;
/// let (http, client) = (http::client()?, Client::from_env(&issuer)?);
/// let signer = ProofSigner::new(ClientKey::generate(Algorithm::Es256)?, Clock::system());
///
/// let endpoint = token_endpoint(&issuer);
/// let response = fetch_bound_token(&http, &endpoint, &client, "reports:read", &signer).await?;
/// let url = "https://api.example/reports".parse()?;
/// let reports = call_api(&http, &url, &response.access_token, &signer).await?;
/// # Ok(())
/// # }
/// ```
pub async fn fetch_bound_token(
    http: &reqwest::Client,
    token_endpoint: &Url,
    client: &Client,
    scope: &str,
    signer: &ProofSigner,
) -> Result<TokenResponse, TokenError> {
    let send = || {
        send_token_request(http, token_endpoint, client, scope, |request| {
            signer.add_proof(request, "POST", token_endpoint, None)
        })
    };
    let response = signer.with_nonce(token_endpoint, send).await?;
    // A server that does not know DPoP ignores the proof, and its token works for anyone. RFC 9449 §5
    TokenResponse::from_response(&response, "DPoP")
}

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

/// Calls the API with a bound token and a new proof, and returns the JSON of its response.
///
/// # Errors
/// As of [`resource_server::call_api`].
///
/// RFC 9449 §7.1
pub async fn call_api(
    http: &reqwest::Client,
    url: &Url,
    token: &SecretString,
    signer: &ProofSigner,
) -> Result<Value, CallError> {
    let authorization = HeaderValue::try_from(format!("DPoP {}", token.expose_secret()));
    let mut authorization =
        authorization.map_err(|error| http::HttpError::Request(error.to_string()))?;
    authorization.set_sensitive(true);
    // Made anew for each attempt: the API may have used a proof up before the connection broke.
    let request = || {
        let request = http
            .get(url.clone())
            .header(AUTHORIZATION, authorization.clone());
        signer.add_proof(request, "GET", url, Some(token))
    };
    let response = signer.with_nonce(url, || http::send_anew(&request)).await?;
    api_response(&response)
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
