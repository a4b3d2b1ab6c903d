//! A client that runs longer than its token is good.

use std::sync::Arc;

use fetch_token::{AuthMethod, TokenSource, http, token_endpoint};
use introspect_revoke::{Revocation, revoke};
use realm::ScriptedServer;
use resource_server::{CallError, call_api_with};
use scenarios::{Program, Provider, Realm, snapshot};
use secrecy::ExposeSecret;
use verify_signature::fetch_metadata;

use crate::api::{jwt_validator, start};
use crate::revocation::introspection_validator;
use crate::tokens::client;

fn source(realm: &Realm) -> anyhow::Result<TokenSource> {
    let endpoint = token_endpoint(&realm.issuer.parse()?);
    let client = client(AuthMethod::Post);
    Ok(TokenSource::new(
        http::client()?,
        endpoint,
        client,
        "test_api_access",
    ))
}

/// An API that gives these responses one after the other, and the last one from then on.
async fn api(responses: &'static [&'static str]) -> anyhow::Result<(String, ScriptedServer)> {
    let respond = |call: usize| responses.get(call - 1).or(responses.last()).copied();
    let server = ScriptedServer::start(move |call| respond(call).unwrap_or_default().to_owned());
    let server = server.await?;
    Ok((format!("http://{}", server.address()), server))
}

macro_rules! response {
    ($status:literal, $challenge:literal) => {
        concat!(
            "HTTP/1.1 ",
            $status,
            "\r\nconnection: close\r\nwww-authenticate: ",
            $challenge,
            "\r\n\r\n"
        )
    };
}

const REJECTED: &str = response!("401 Unauthorized", "Bearer error=\"invalid_token\"");
const GOOD: &str = "HTTP/1.1 200 OK\r\nconnection: close\r\n\r\n{\"message\": \"welcome\"}";

pub(crate) async fn one_token_serves_many_calls(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let (http, source) = (http::client()?, source(&realm)?);
    let token = source.token().await?;
    let url = format!("{url}/api/private-scoped");
    for _ in 0..2 {
        let mut renewals = 0;
        call_api_with(&http, &url, &source, || renewals += 1).await?;
        assert_eq!(renewals, 0);
    }
    assert!(Arc::ptr_eq(&token, &source.token().await?));
    Ok(())
}

pub(crate) async fn a_revoked_token_is_renewed_once(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let validator = introspection_validator(&realm, "test-api-resource-secret")?;
    let url = start(&realm.issuer, validator).await? + "/api/private-scoped";
    let (http, source) = (http::client()?, source(&realm)?);
    let first = source.token().await?;
    call_api_with(&http, &url, &source, || ()).await?;

    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let endpoint = metadata.endpoint("revocation_endpoint")?;
    let client = client(AuthMethod::Post);
    let revoked = revoke(&http, &endpoint, &client, first.expose_secret()).await?;
    assert_eq!(revoked, Revocation::Revoked);

    let mut renewals = 0;
    call_api_with(&http, &url, &source, || renewals += 1).await?;
    assert_eq!(renewals, 1);
    assert!(!Arc::ptr_eq(&first, &source.token().await?));
    Ok(())
}

pub(crate) async fn only_an_invalid_token_is_renewed(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let rows: [(&'static [&'static str], usize, usize); 6] = [
        (&[GOOD], 1, 0),
        (&[REJECTED, GOOD], 2, 1),
        (&[REJECTED], 2, 1),
        (&[response!("401 Unauthorized", "Bearer")], 1, 0),
        (
            &[response!(
                "401 Unauthorized",
                "Basic realm=\"invalid_token\""
            )],
            1,
            0,
        ),
        (
            &[response!(
                "403 Forbidden",
                "Bearer error=\"insufficient_scope\""
            )],
            1,
            0,
        ),
    ];
    for (responses, expected_calls, expected_renewals) in rows {
        let (url, server) = api(responses).await?;
        let mut renewals = 0;
        let source = source(&realm)?;
        let outcome = call_api_with(&http::client()?, &url, &source, || renewals += 1).await;
        let good = responses.last() == Some(&GOOD);
        assert_eq!(outcome.is_ok(), good, "{responses:?}: {outcome:?}");
        assert_eq!(server.requests(), expected_calls, "{responses:?}");
        assert_eq!(renewals, expected_renewals, "{responses:?}");
    }

    // An API that refuses every token costs one more call in a while, not one with every call.
    let (url, server) = api(&[REJECTED]).await?;
    let source = source(&realm)?;
    for _ in 0..3 {
        let outcome = call_api_with(&http::client()?, &url, &source, || ()).await;
        assert!(
            matches!(outcome, Err(CallError::NotOk { .. })),
            "{outcome:?}"
        );
    }
    assert_eq!(server.requests(), 4);
    Ok(())
}

pub(crate) async fn the_program_renews_once(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let (url, server) = api(&[REJECTED, GOOD]).await?;
    let program = Program::new("04-call-api")
        .env("OAUTH_ISSUER", &realm.issuer)
        .env("API_URL", url);
    let ran = tokio::task::spawn_blocking(move || program.run()).await??;
    snapshot("program-04-call-api-renewed", ran);
    assert_eq!(server.requests(), 2);
    Ok(())
}
