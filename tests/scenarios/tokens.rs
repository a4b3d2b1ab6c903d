//! Steps 01 to 03: a token fetched, decoded, verified.

use anyhow::Context;
use fetch_token::{AuthMethod, Client, TokenResponse, fetch_token, http, token_endpoint};
use scenarios::{Exchange, Provider, Realm, snapshot};
use secrecy::ExposeSecret;
use serde_json::json;
use verify_signature::{Clock, Policy, Verifier, VerifyError, fetch_keys, fetch_metadata, tamper};

pub(crate) fn client(auth: AuthMethod) -> Client {
    Client::with_secret("test_api_client", "test-api-client-secret", auth)
}

pub(crate) async fn fetch(realm: &Realm, scope: &str) -> anyhow::Result<TokenResponse> {
    let endpoint = token_endpoint(&realm.issuer.parse()?);
    let client = client(AuthMethod::Post);
    Ok(fetch_token(&http::client()?, &endpoint, &client, scope).await?)
}

pub(crate) async fn token(realm: &Realm) -> anyhow::Result<String> {
    Ok(fetch(realm, "test_api_access")
        .await?
        .access_token
        .expose_secret()
        .to_owned())
}

/// The exchange over the wire, credentials where `auth` puts them.
async fn exchange(realm: &Realm, auth: AuthMethod) -> anyhow::Result<Exchange> {
    let form = [
        ("grant_type", "client_credentials"),
        ("scope", "test_api_access"),
    ];
    let request = http::client()?.post(token_endpoint(&realm.issuer.parse()?));
    Exchange::send(client(auth).authenticate(request, &form)?).await
}

pub(crate) async fn the_token_response(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    snapshot("token-response", exchange(&realm, AuthMethod::Post).await?);
    let response = fetch(&realm, "test_api_access").await?;
    assert_eq!(response.expires_in, Some(300));
    assert_eq!(response.scope.as_deref(), Some("test_api_access"));
    Ok(())
}

pub(crate) async fn basic_authentication_gets_the_same_token_as_the_form(
    provider: Provider,
) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    snapshot(
        "token-response-basic",
        exchange(&realm, AuthMethod::Basic).await?,
    );
    Ok(())
}

pub(crate) async fn header_and_claims(provider: Provider) -> anyhow::Result<()> {
    let token = token(&provider.realm().await?).await?;
    let decoded = decode_jwt::decode(&token)?;
    let text = format!("{:#}\n{:#}", json!(decoded.header), json!(decoded.payload));
    snapshot("token-decoded", text);
    // Byte for byte, white space included: what is signed is this and not the JSON that it means.
    let header =
        decode_jwt::decode_base64url(decode_jwt::Part::Header, decode_jwt::split(&token)?.header)?;
    snapshot("token-header-bytes", String::from_utf8(header)?);
    Ok(())
}

pub(crate) async fn verified_claims(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let token = token(&realm).await?;
    let http = http::client()?;
    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri()?).await?;
    let claims = verifier(&realm).verify(&token, &keys)?;
    assert!(claims.scope.contains("test_api_access"));
    assert_eq!(claims.client_id.as_deref(), Some("test_api_client"));
    snapshot("token-claims", format!("{:#}", json!(claims)));
    Ok(())
}

pub(crate) async fn a_tampered_token_is_refused(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let http = http::client()?;
    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri()?).await?;
    let forged = tamper(&token(&realm).await?, "scope", json!("admin"))?;
    assert_eq!(
        decode_jwt::decode(&forged)?.payload.get("scope"),
        Some(&json!("admin"))
    );
    assert_eq!(
        verifier(&realm).verify(&forged, &keys),
        Err(VerifyError::Signature)
    );
    Ok(())
}

pub(crate) async fn an_optional_scope_must_be_requested(provider: Provider) -> anyhow::Result<()> {
    let response = fetch(&provider.realm().await?, "").await?;
    assert_eq!(response.scope.as_deref(), Some(""));
    let payload = decode_jwt::decode(response.access_token.expose_secret())?.payload;
    assert_eq!(payload.get("aud"), None);
    let scope = payload.get("scope").context("a scope")?;
    assert_eq!(scope, &json!(""));
    Ok(())
}

pub(crate) fn verifier(realm: &Realm) -> Verifier {
    Verifier::new(
        Policy::new(&realm.issuer, "test_api_resource"),
        Clock::system(),
    )
}
