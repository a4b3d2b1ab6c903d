//! The client of steps 01 and 04 with proofs: the token is bound to its key, and of no use without it.

use fetch_token::http;
use fetch_token::{Client, TokenError, TokenResponse, send_token_request};
use reqwest::Url;
use reqwest::header::{AUTHORIZATION, HeaderValue};
use resource_server::{CallError, api_response};
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
