//! # Step 01: fetch an access token
//!
//! A program that wants to call an API has no user who could log in. It has an identifier and a
//! secret, and exchanges them for an *access token*: the client credentials grant of RFC 6749,
//! section 4.4. On the wire it is one form POST and one JSON response:
//!
//! ```text
//! POST /realms/myorg/protocol/openid-connect/token        HTTP/1.1 200 OK
//! Content-Type: application/x-www-form-urlencoded         Content-Type: application/json
//!                                                         Cache-Control: no-store
//! grant_type=client_credentials
//! &client_id=test_api_client                              {"access_token":"eyJhbGci…",
//! &client_secret=…                                         "token_type":"Bearer",
//! &scope=test_api_access                                   "expires_in":300, …}
//! ```
//!
//! Read in this order: [`fetch_token`] is the exchange; [`Client`] holds the credentials and how they
//! are sent, a secret here, a signed assertion in step 06; [`TokenResponse`] is what comes back; [`TokenError`] is everything that can go wrong;
//! [`http`] is the care that every network call of this course takes.
//!
//! Long-running clients need more, in `production/`: [`TokenSource`] caches a token and refreshes it
//! before it expires, [`Retry`] bridges short outages, [`settings`] parses the environment.
//!
//! Left out on purpose: finding the endpoint by discovery (step 03).

// What a peer sends, or a setting says, must not stop the process by an overflow.
#![cfg_attr(
    not(test),
    warn(clippy::arithmetic_side_effects, clippy::disallowed_macros)
)]

mod client;
mod error;
pub mod http;
mod production;
mod response;

pub use client::{AuthMethod, Client, ClientAssertion, ClientAuth};
pub use error::{OAuthError, TokenError};
pub use production::trace;
pub use production::{
    AccessToken, ConfigError, Fetched, IssuerUrl, RefreshConfig, RefreshError, Refreshing, Retry,
    TokenSource, Transient, printable, printable_json, read_small_file, settings,
};
pub use response::TokenResponse;

use reqwest::{RequestBuilder, Url};

/// Requests an access token from `token_endpoint` with the client credentials grant.
///
/// `scope` is a list of scope names separated by spaces; an empty one is not sent at all, because a
/// server may refuse an empty parameter (Keycloak does). Without it the server grants its default
/// scopes.
///
/// # Errors
/// [`TokenError::Refused`] if the server rejected the request; another [`TokenError`] if it could not
/// be reached or sent something other than a token response.
///
/// RFC 6749 §4.4.2
///
/// ```
/// use fetch_token::{Client, IssuerUrl, fetch_token, http, token_endpoint};
///
/// # async fn example() -> anyhow::Result<()> {
/// let issuer: IssuerUrl = "http://localhost:8080/realms/myorg".parse()?;
/// let client = Client::from_env(&issuer)?;
/// let endpoint = token_endpoint(&issuer);
/// let response = fetch_token(&http::client()?, &endpoint, &client, "test_api_access").await?;
/// println!("a token for {:?} seconds", response.expires_in);
/// # Ok(())
/// # }
/// ```
pub async fn fetch_token(
    http: &reqwest::Client,
    token_endpoint: &Url,
    client: &Client,
    scope: &str,
) -> Result<TokenResponse, TokenError> {
    let response = send_token_request(http, token_endpoint, client, scope, Ok).await?;
    TokenResponse::from_response(&response, "Bearer")
}

/// Sends the request of [`fetch_token`], and returns the response whatever it is. `add` adds to each
/// attempt what else the request must prove (step 07).
///
/// # Errors
/// [`HttpError`](http::HttpError) if there is no complete response, and what `add` returns.
pub async fn send_token_request(
    http: &reqwest::Client,
    token_endpoint: &Url,
    client: &Client,
    scope: &str,
    add: impl Fn(RequestBuilder) -> Result<RequestBuilder, http::HttpError>,
) -> Result<http::Response, http::HttpError> {
    let mut form = vec![("grant_type", "client_credentials")];
    if !scope.is_empty() {
        form.push(("scope", scope));
    }
    let request = || add(client.authenticate(http.post(token_endpoint.clone()), &form)?);
    http::send_anew(request).await
}

/// The token endpoint of a Keycloak realm: the issuer with a path that Keycloak fixes.
///
/// Other servers have other paths. Step 03 gets the endpoints from the issuer's metadata instead.
#[must_use]
pub fn token_endpoint(issuer: &IssuerUrl) -> Url {
    issuer.join("/protocol/openid-connect/token")
}
