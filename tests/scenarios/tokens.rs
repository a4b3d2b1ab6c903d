//! Steps 01 to 03: a token fetched, decoded, verified.

use anyhow::Context;
use fetch_token::{AuthMethod, Client, TokenResponse, fetch_token, http, token_endpoint};
use scenarios::{Exchange, Provider, Stage, snapshot};
use secrecy::ExposeSecret;
use serde_json::json;
use verify_signature::{Clock, Policy, Verifier, VerifyError, fetch_keys, fetch_metadata, tamper};

pub(crate) fn client(auth: AuthMethod) -> Client {
    Client {
        id: "test_api_client".into(),
        secret: "test-api-client-secret".into(),
        auth,
    }
}

pub(crate) async fn fetch(stage: &Stage, scope: &str) -> anyhow::Result<TokenResponse> {
    let endpoint = token_endpoint(&stage.issuer)?;
    let client = client(AuthMethod::Post);
    Ok(fetch_token(&http::client()?, &endpoint, &client, scope).await?)
}

pub(crate) async fn token(stage: &Stage) -> anyhow::Result<String> {
    Ok(fetch(stage, "test_api_access")
        .await?
        .access_token
        .expose_secret()
        .to_owned())
}

/// The exchange over the wire, credentials where `auth` puts them.
async fn exchange(stage: &Stage, auth: AuthMethod) -> anyhow::Result<Exchange> {
    let form = vec![
        ("grant_type", "client_credentials"),
        ("scope", "test_api_access"),
    ];
    let request = http::client()?.post(token_endpoint(&stage.issuer)?);
    Exchange::send(client(auth).authenticate(request, form)).await
}

pub(crate) async fn the_token_response(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    snapshot(
        "token-response",
        exchange(&stage, AuthMethod::Post).await?.to_string(),
    );
    let response = fetch(&stage, "test_api_access").await?;
    assert_eq!(response.expires_in, Some(300));
    assert_eq!(response.scope.as_deref(), Some("test_api_access"));
    Ok(())
}

pub(crate) async fn basic_authentication_gets_the_same_token_as_the_form(
    provider: Provider,
) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    snapshot(
        "token-response-basic",
        exchange(&stage, AuthMethod::Basic).await?.to_string(),
    );
    Ok(())
}

pub(crate) async fn header_and_claims(provider: Provider) -> anyhow::Result<()> {
    let token = token(&provider.stage().await?).await?;
    let decoded = decode_jwt::decode(&token)?;
    let text = format!("{:#}\n{:#}", json!(decoded.header), json!(decoded.payload));
    snapshot("token-decoded", text);
    // Byte for byte, blanks included: what is signed is this and not the JSON that it means.
    let header =
        decode_jwt::decode_base64url(decode_jwt::Part::Header, decode_jwt::split(&token)?.header)?;
    snapshot("token-header-bytes", String::from_utf8(header)?);
    Ok(())
}

pub(crate) async fn verified_claims(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let token = token(&stage).await?;
    let http = http::client()?;
    let metadata = fetch_metadata(&http, &stage.issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri).await?;
    let claims = verifier(&stage).verify(&token, &keys)?;
    assert!(claims.scope.contains("test_api_access"));
    assert_eq!(claims.client_id.as_deref(), Some("test_api_client"));
    snapshot("token-claims", format!("{:#}", json!(claims)));
    Ok(())
}

pub(crate) async fn a_tampered_token_is_refused(provider: Provider) -> anyhow::Result<()> {
    let stage = provider.stage().await?;
    let http = http::client()?;
    let metadata = fetch_metadata(&http, &stage.issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri).await?;
    let forged = tamper(&token(&stage).await?, "scope", json!("admin"))?;
    assert_eq!(
        decode_jwt::decode(&forged)?.payload.get("scope"),
        Some(&json!("admin"))
    );
    assert_eq!(
        verifier(&stage).verify(&forged, &keys),
        Err(VerifyError::Signature)
    );
    Ok(())
}

pub(crate) async fn an_optional_scope_must_be_asked_for(provider: Provider) -> anyhow::Result<()> {
    let response = fetch(&provider.stage().await?, "").await?;
    assert_eq!(response.scope.as_deref(), Some(""));
    let payload = decode_jwt::decode(response.access_token.expose_secret())?.payload;
    assert_eq!(payload.get("aud"), None);
    let scope = payload.get("scope").context("a scope")?;
    assert_eq!(scope, &json!(""));
    Ok(())
}

pub(crate) fn verifier(stage: &Stage) -> Verifier {
    Verifier::new(
        Policy::new(&stage.issuer, "test_api_resource"),
        Clock::system(),
    )
}
