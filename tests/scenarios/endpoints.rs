//! The issuer's responses, row by row.

use fetch_token::http;
use reqwest::{Method, RequestBuilder};
use scenarios::{Exchange, Provider, snapshot};
use serde_json::{Value, json};

use crate::tokens::token;

const CLIENT: [(&str, &str); 2] = [
    ("client_id", "test_api_client"),
    ("client_secret", "test-api-client-secret"),
];
const API: [(&str, &str); 2] = [
    ("client_id", "test_api_resource"),
    ("client_secret", "test-api-resource-secret"),
];
const GRANT: (&str, &str) = ("grant_type", "client_credentials");

type Parameter<'a> = (&'a str, &'a str);

/// The two parts of a form in one.
fn form<'a>(credentials: &[Parameter<'a>], parameters: &[Parameter<'a>]) -> Vec<Parameter<'a>> {
    [parameters, credentials].concat()
}

pub(crate) async fn token_errors(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = format!("{}/protocol/openid-connect/token", realm.issuer);
    let http = http::client()?;
    let post = |parameters: &[Parameter<'_>]| http.post(&url).form(parameters);
    let with_client = |parameters: &[Parameter<'_>]| post(&form(&CLIENT, parameters));
    let wrong = [("client_id", "test_api_client"), ("client_secret", "wrong")];
    #[rustfmt::skip]
    let rows: Vec<(&str, RequestBuilder)> = vec![
        ("no-grant-type", with_client(&[])),
        ("json-body", http.post(&url).header("content-type", "application/json").body("{}")),
        ("unknown-grant-type", with_client(&[("grant_type", "nope")])),
        ("password-grant", with_client(&[("grant_type", "password"), ("username", "a")])),
        ("unknown-client", post(&[GRANT, ("client_id", "nobody"), ("client_secret", "x")])),
        ("no-client", post(&[GRANT])),
        ("wrong-secret", post(&form(&wrong, &[GRANT]))),
        ("wrong-secret-basic", post(&[GRANT]).basic_auth("test_api_client", Some("wrong"))),
        ("no-secret", post(&[GRANT, ("client_id", "test_api_client")])),
        ("no-service-account", post(&form(&API, &[GRANT]))),
        ("unknown-scope", with_client(&[GRANT, ("scope", "nope")])),
        ("empty-scope", with_client(&[GRANT, ("scope", "")])),
        ("parameter-twice", with_client(&[GRANT, ("scope", "a"), ("scope", "a")])),
        ("parameter-twice-wrong-secret", post(&form(&wrong, &[GRANT, GRANT]))),
        ("get", http.get(&url)),
    ];
    for (name, request) in rows {
        snapshot(
            format!("token-error-{name}"),
            Exchange::send(request).await?,
        );
    }
    // Both ways at once are accepted, which RFC 6749 §2.3 forbids to clients.
    let both = with_client(&[GRANT]).basic_auth("test_api_client", Some("test-api-client-secret"));
    assert_eq!(Exchange::send(both).await?.status(), 200);
    Ok(())
}

/// RFC 6749 §2.3.1: id and secret are form-encoded before base64, so the server has to undo that.
pub(crate) async fn basic_credentials_are_form_decoded(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = format!("{}/protocol/openid-connect/token", realm.issuer);
    let request = http::client()?.post(&url).form(&[GRANT]);
    let encoded = request.basic_auth("test%5Fapi_client", Some("test%2Dapi-client-secret"));
    assert_eq!(Exchange::send(encoded).await?.status(), 200);
    Ok(())
}

/// A page in a browser may read the public documents, whatever its origin, and may not introspect.
pub(crate) async fn pages_read_public_documents(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let http = http::client()?;
    for (path, allowed) in [
        ("/.well-known/openid-configuration", true),
        ("/protocol/openid-connect/certs", true),
        ("/protocol/openid-connect/token/introspect", false),
    ] {
        let url = format!("{}{path}", realm.issuer);
        for origin in ["http://localhost:3000", "null"] {
            for method in [Method::GET, Method::OPTIONS] {
                let request = http.request(method.clone(), &url);
                let request = request.header("Origin", origin);
                let response = request
                    .header("Access-Control-Request-Method", "GET")
                    .send()
                    .await?;
                let of = |name| response.headers().get(name).map(|value| value.as_bytes());
                let place = format!("{method} {path} from {origin}");
                let expected = allowed.then_some(origin.as_bytes());
                assert_eq!(of("access-control-allow-origin"), expected, "{place}");
                if allowed {
                    assert_eq!(response.status(), 200, "{place}");
                }
                let methods = (allowed && method == Method::OPTIONS).then_some(&b"GET"[..]);
                assert_eq!(of("access-control-allow-methods"), methods, "{place}");
            }
        }
    }
    Ok(())
}

pub(crate) async fn introspection_responses(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = format!("{}/protocol/openid-connect/token/introspect", realm.issuer);
    let http = http::client()?;
    let good = token(&realm).await?;
    let token = ("token", good.as_str());
    let post = |parameters: &[Parameter<'_>]| http.post(&url).form(parameters);
    let wrong = [
        ("client_id", "test_api_resource"),
        ("client_secret", "wrong"),
    ];
    let now = scenarios::forge::now();
    let attacker = attack_lab::Attacker::new(&realm.issuer, now)?;
    let expired = attacker.issued(json!({}), json!({"exp": now - 1}));
    #[rustfmt::skip]
    let rows: Vec<(&str, RequestBuilder)> = vec![
        ("active", post(&form(&API, &[token]))),
        ("active-basic", post(&[token]).basic_auth(API[0].1, Some(API[1].1))),
        ("caller-not-in-aud", post(&form(&CLIENT, &[token]))),
        ("garbage", post(&form(&API, &[("token", "garbage")]))),
        ("expired", post(&form(&API, &[("token", &expired)]))),
        ("no-token", post(&API)),
        ("token-twice", post(&form(&API, &[token, token]))),
        ("no-client", post(&[token])),
        ("unknown-client", post(&[token, ("client_id", "nobody"), ("client_secret", "x")])),
        ("wrong-secret", post(&form(&wrong, &[token]))),
        ("get", http.get(&url)),
    ];
    for (name, request) in rows {
        snapshot(
            format!("introspection-{name}"),
            Exchange::send(request).await?,
        );
    }
    Ok(())
}

pub(crate) async fn revocation_responses(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let url = format!("{}/protocol/openid-connect/revoke", realm.issuer);
    let http = http::client()?;
    let good = token(&realm).await?;
    let token = ("token", good.as_str());
    let post = |parameters: &[Parameter<'_>]| http.post(&url).form(parameters);
    let wrong = [("client_id", "test_api_client"), ("client_secret", "wrong")];
    #[rustfmt::skip]
    let rows: Vec<(&str, RequestBuilder)> = vec![
        ("garbage", post(&form(&CLIENT, &[("token", "garbage")]))),
        ("another-clients-token", post(&form(&API, &[token]))),
        ("no-token", post(&CLIENT)),
        ("wrong-secret", post(&form(&wrong, &[token]))),
        ("no-client", post(&[token])),
        ("token-twice", post(&form(&CLIENT, &[token, token]))),
        ("get", http.get(&url)),
        ("first-time", post(&form(&CLIENT, &[token, ("token_type_hint", "access_token")]))),
        ("second-time", post(&form(&CLIENT, &[token]))),
        ("unknown-hint", post(&form(&CLIENT, &[token, ("token_type_hint", "nope")]))),
    ];
    for (name, request) in rows {
        snapshot(format!("revocation-{name}"), Exchange::send(request).await?);
    }
    let introspect = format!("{url}/../token/introspect").replace("/revoke/..", "");
    let after = Exchange::send(http.post(introspect).form(&form(&API, &[token]))).await?;
    assert_eq!(after.json(), json!({"active": false}));
    Ok(())
}

pub(crate) async fn jwks_and_discovery(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let issuer = &realm.issuer;
    let http = http::client()?;
    let jwks = http.get(format!("{issuer}/protocol/openid-connect/certs"));
    snapshot("jwks", Exchange::send(jwks).await?);

    let openid = http.get(format!("{issuer}/.well-known/openid-configuration"));
    let rfc8414 = issuer.replace(
        "/realms/",
        "/.well-known/oauth-authorization-server/realms/",
    );
    let openid = Exchange::send(openid).await?;
    let rfc8414 = Exchange::send(http.get(rfc8414)).await?;
    assert_eq!(
        (openid.status(), rfc8414.status()),
        (200.try_into()?, 200.try_into()?)
    );
    let used = |document: &Value| {
        let names = [
            "issuer",
            "token_endpoint",
            "introspection_endpoint",
            "revocation_endpoint",
            "jwks_uri",
        ];
        let members = names
            .into_iter()
            .map(|name| (name.to_owned(), document[name].clone()));
        Value::Object(members.collect())
    };
    snapshot("discovery", format!("{:#}", used(&openid.json())));
    assert_eq!(used(&openid.json()), used(&rfc8414.json()));

    // What a page in a browser may read, such as the book's inspector, opened as a file or served.
    let origin = "access-control-allow-origin";
    let credentials = "access-control-allow-credentials";
    for page in ["http://127.0.0.1:3000", "null"] {
        for path in [
            "/protocol/openid-connect/certs",
            "/.well-known/openid-configuration",
        ] {
            let request = http.get(format!("{issuer}{path}")).header("origin", page);
            let response = Exchange::send(request).await?;
            let headers = (response.header(origin), response.header(credentials));
            assert_eq!(headers, (page, "true"), "{path}");
        }
        let token = http
            .post(format!("{issuer}/protocol/openid-connect/token"))
            .header("origin", page)
            .form(&[
                ("grant_type", "client_credentials"),
                ("client_id", "test_api_client"),
                ("client_secret", "test-api-client-secret"),
            ]);
        assert_eq!(Exchange::send(token).await?.header(origin), "");
    }
    let jwks = http.get(format!("{issuer}/protocol/openid-connect/certs"));
    assert_eq!(Exchange::send(jwks).await?.header(origin), "");
    Ok(())
}

pub(crate) async fn an_unknown_realm(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let issuer = realm.issuer.replace("/realms/myorg", "/realms/nope");
    let http = http::client()?;
    let paths = [
        (Method::GET, "/.well-known/openid-configuration"),
        (Method::GET, "/protocol/openid-connect/certs"),
        (Method::POST, "/protocol/openid-connect/token"),
    ];
    let mut text = String::new();
    for (method, path) in paths {
        text += &Exchange::send(http.request(method, format!("{issuer}{path}")))
            .await?
            .to_string();
    }
    snapshot("unknown-realm", text);
    Ok(())
}
