//! Step 04: the responses of the API.

use std::sync::Arc;
use std::time::Duration;

use anyhow::Context;
use attack_lab::Attacker;
use fetch_token::http;
use reqwest::RequestBuilder;
use resource_server::{
    ApiConfig, JwksCache, JwksCacheConfig, JwtValidator, Limits, TokenValidator, app, listen, serve,
};
use scenarios::{Exchange, LinkState, Provider, Realm, TcpProxy, eventually, forge, snapshot};
use serde_json::{Value, json};
use url::Url;
use verify_signature::{fetch_keys, fetch_metadata};

use crate::tokens::{token, verifier};

/// Serves the API on a free port until the process ends, and returns its URL.
pub(crate) async fn start(issuer: &str, validator: impl TokenValidator) -> anyhow::Result<String> {
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = ApiConfig {
        resource: url.parse()?,
        issuers: vec![issuer.to_owned()],
        scope: "test_api_access".parse()?,
    };
    tokio::spawn(serve(
        listener,
        app(&config, Arc::new(validator)),
        Limits::default(),
        std::future::pending(),
    ));
    Ok(url)
}

pub(crate) fn jwt_validator(realm: &Realm) -> anyhow::Result<JwtValidator> {
    let keys = JwksCache::new(http::client()?, &realm.issuer, JwksCacheConfig::default());
    Ok(JwtValidator::new(verifier(realm), keys))
}

pub(crate) async fn responses(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let http = http::client()?;
    let good = token(&realm).await?;

    // What the realm would sign, except for one claim.
    let attacker = Attacker::new(&realm.issuer, forge::now())?;
    let signed = |changes: Value| attacker.issued(json!({}), changes);
    let now = forge::now();
    let none = attacker.unsigned(r#"{"alg":"none","typ":"JWT"}"#);
    let hs256 = attacker.signed_with_the_public_key();
    let strangers = attacker.forged(json!(decode_jwt::decode(&good)?.header));
    let tampered = verify_signature::tamper(&good, "scope", json!("admin"))?;

    let bearer = |token: &str| Some(format!("Bearer {token}"));
    let changed = |changes: Value| bearer(&signed(changes));
    let (private, scoped) = ("/api/private", "/api/private-scoped");
    #[rustfmt::skip]
    let rows = [
        ("public", "/api/public", None),
        ("no-header", private, None),
        ("wrong-scheme", private, Some("Basic dGVzdDp0ZXN0".into())),
        ("no-token", private, Some("Bearer".into())),
        ("two-tokens", private, bearer("a b")),
        ("garbage", private, bearer("garbage")),
        ("good", private, bearer(&good)),
        ("good-scoped", scoped, bearer(&good)),
        ("scheme-in-other-case", private, Some(format!("bEARER  {good}"))),
        ("tampered", private, bearer(&tampered)),
        ("alg-none", private, bearer(&none)),
        ("hs256-with-the-public-key", private, bearer(&hs256)),
        ("strangers-signature", private, bearer(&strangers)),
        ("other-issuer", private, changed(json!({"iss": "https://issuer.example/realms/myorg"}))),
        ("other-audience", private, changed(json!({"aud": "other"}))),
        ("expired", private, changed(json!({"exp": now - 61}))),
        ("not-yet-valid", private, changed(json!({"nbf": now + 300}))),
        ("id-token", private, changed(json!({"typ": "ID"}))),
        ("missing-scope", scoped, changed(json!({"scope": "other"}))),
        ("scope-prefix", scoped, changed(json!({"scope": "test_api_access_all"}))),
        ("unscoped-route-needs-no-scope", private, changed(json!({"scope": ""}))),
        ("not-found", "/api/nothing", None),
    ];
    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri()?).await?;
    let mut reasons = String::new();
    for (name, path, authorization) in rows {
        let request = http.get(format!("{api}{path}"));
        let request = match &authorization {
            Some(value) => request.header("authorization", value),
            None => request,
        };
        snapshot(format!("api-{name}"), Exchange::send(request).await?);
        // What the log says, where the caller sees only invalid_token.
        let token = authorization
            .as_deref()
            .and_then(|value| value.strip_prefix("Bearer "))
            .filter(|token| !token.contains(' '));
        if let Some(Err(refusal)) = token.map(|token| verifier(&realm).verify(token, &keys)) {
            reasons += &format!("{name}: {refusal}\n");
        }
    }
    snapshot("verify-errors", reasons);

    let twice = http.get(format!("{api}/api/private"));
    let twice = twice.bearer_auth(&good).bearer_auth(&good);
    snapshot("api-two-headers", Exchange::send(twice).await?);
    let elsewhere: Vec<RequestBuilder> = vec![
        http.get(format!("{api}/api/private?access_token={good}")),
        http.get(format!("{api}/api/private"))
            .form(&[("access_token", &good)]),
    ];
    for request in elsewhere {
        assert_eq!(
            Exchange::send(request).await?.status(),
            401,
            "only the header is read"
        );
    }
    let post = Exchange::send(http.post(format!("{api}/api/private"))).await?;
    assert_eq!(post.header("allow"), "GET,HEAD");
    snapshot("api-post", post);
    Ok(())
}

pub(crate) async fn metadata(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let request = http::client()?.get(format!("{api}/.well-known/oauth-protected-resource"));
    snapshot("api-metadata", Exchange::send(request).await?);
    Ok(())
}

pub(crate) async fn an_unreachable_issuer_is_503_until_it_responds(
    provider: Provider,
) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let good = token(&realm).await?;
    // The issuer's name is part of its tokens, so it cannot have another one here. The API reaches
    // it through a proxy, which is cut off at first.
    let servers = Url::parse(&realm.issuer)?.socket_addrs(|| None)?;
    let server = servers.into_iter().find(|address| address.is_ipv4());
    let proxy = TcpProxy::to(server.context("an address")?).await?;
    proxy.set(LinkState::Cut);
    let through_proxy = reqwest::Proxy::all(format!("http://{}", proxy.address()))?;
    let through_proxy = reqwest::Client::builder().proxy(through_proxy).build()?;
    let times = JwksCacheConfig {
        retry_after_failure: Duration::from_millis(1),
        ..JwksCacheConfig::default()
    };
    let keys = JwksCache::new(through_proxy, &realm.issuer, times);
    let api = start(&realm.issuer, JwtValidator::new(verifier(&realm), keys)).await?;

    let http = http::client()?;
    let request = || {
        http.get(format!("{api}/api/private-scoped"))
            .bearer_auth(&good)
    };
    snapshot("api-issuer-down", Exchange::send(request()).await?);
    let without_token = http.get(format!("{api}/api/private"));
    assert_eq!(
        Exchange::send(without_token).await?.status(),
        401,
        "nothing needs to be validated"
    );
    proxy.set(LinkState::Up);
    let recovered =
        async || anyhow::Ok((Exchange::send(request()).await?.status() == 200).then_some(()));
    eventually("recovered", recovered).await
}
