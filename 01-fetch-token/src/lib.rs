//! # Step 01: fetch an access token
//!
//! A program that wants to call an API has no user who could log in. It has an identifier and a
//! secret of its own, and trades them for an *access token*: the client credentials grant of
//! RFC 6749, section 4.4. On the wire it is one form POST and one JSON answer:
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
//! Read in this order: [`fetch_token`] is the exchange; [`Client`] is who asks and how it proves
//! it; [`TokenResponse`] is what comes back; [`TokenError`] is all that can go wrong; [`http`] is
//! the care that every network call of this course takes.
//!
//! A program that runs longer than a token lives reads on: [`TokenSource`] keeps one and renews it
//! in time; [`Retry`] is what it does while the server is down; [`Flight`] is one request for all who
//! wait for its answer.
//!
//! Left out on purpose: finding the endpoint by discovery (step 03).

mod client;
mod error;
mod flight;
pub mod http;
mod response;
mod retry;
mod source;

pub use client::{AuthMethod, Client, ConfigError, variable};
pub use error::{OAuthError, TokenError};
pub use flight::{Flight, Landing};
pub use response::TokenResponse;
pub use retry::{Retry, Transient};
pub use source::{AccessToken, Renewal, TokenSource};

use reqwest::Url;

/// Asks `token_endpoint` for an access token by the client credentials grant.
///
/// `scope` is a list of scope names with spaces in between; an empty one is not sent at all,
/// because a server may refuse an empty parameter (Keycloak does). Without it the server grants
/// its default scopes.
///
/// # Errors
/// A [`TokenError`] that says whether the server refused, answered something else than a token
/// response, or could not be reached.
///
/// RFC 6749 §4.4.2
pub async fn fetch_token(
    http: &reqwest::Client,
    token_endpoint: &Url,
    client: &Client,
    scope: &str,
) -> Result<TokenResponse, TokenError> {
    let mut form = vec![("grant_type", "client_credentials")];
    if !scope.is_empty() {
        form.push(("scope", scope));
    }
    let request = client.authenticate(http.post(token_endpoint.clone()), form);
    let answer = http::send(request).await?;
    if !answer.status.is_success() {
        return Err(TokenError::from_refusal(&answer));
    }
    TokenResponse::from_json(&answer.body)
}

/// The token endpoint of a Keycloak realm: the issuer with a path that Keycloak fixes.
///
/// Other servers have other paths. Step 03 asks the issuer for its endpoints instead of knowing
/// them.
///
/// # Errors
/// [`ConfigError::Issuer`] if `issuer` is not an `http` or `https` URL.
pub fn token_endpoint(issuer: &str) -> Result<Url, ConfigError> {
    let url = format!(
        "{}/protocol/openid-connect/token",
        issuer.trim_end_matches('/')
    );
    Url::parse(&url)
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https"))
        .ok_or_else(|| ConfigError::Issuer(issuer.to_owned()))
}
