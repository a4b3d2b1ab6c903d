//! Issuers that are not Keycloak: what their access tokens look like, and which settings fit.
//!
//! Each row plays an issuer: its discovery document, its keys and a token have the members that the
//! issuer's public documentation shows. The program `04-resource-server` is started with the settings of
//! the row, and called with the token.

use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, ensure};
use axum::Router;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Json, Response};
use resource_server::{
    JwksCache, JwksCacheConfig, JwtValidator, TokenCache, TokenValidator, TrustedIssuers, listen,
};
use scenarios::{Exchange, FaultyIssuer, Program, forge, snapshot};
use serde_json::{Value, json};
use verify_signature::{Clock, DiscoveryError, Policy, Verifier, fetch_metadata};

use crate::api::start;

/// An issuer, and what its operator configures at the API.
struct Issuer {
    name: &'static str,
    /// What comes after the host in the issuer's identifier.
    path: &'static str,
    /// The members of the token's header beside `alg` and `kid`.
    header: Value,
    /// The claims beside `iss` and `exp`.
    claims: Value,
    /// The members of the key beside its numbers.
    key: Value,
    /// `OAUTH_SCOPE`, `OAUTH_SCOPE_CLAIMS`.
    scope: (&'static str, &'static str),
}

const AUDIENCE: &str = "https://api.example";

#[rustfmt::skip]
fn issuers() -> Vec<Issuer> {
    let jwt = || json!({"typ": "JWT"});
    let any_key = || json!({"use": "sig"});
    let rs256 = || json!({"use": "sig", "alg": "RS256"});
    vec![
        Issuer { name: "Keycloak, roles of the realm", path: "/realms/main", header: jwt(), key: rs256(),
            claims: json!({"aud": AUDIENCE, "typ": "Bearer", "azp": "reporter", "scope": "email profile", "client_id": "reporter",
                "realm_access": {"roles": ["reports:read", "offline_access"]}}),
            scope: ("reports:read", "realm_access.roles") },
        Issuer { name: "Keycloak, roles of a client", path: "/realms/main", header: jwt(), key: rs256(),
            claims: json!({"aud": AUDIENCE, "typ": "Bearer", "azp": "reporter", "scope": "email", "client_id": "reporter",
                "resource_access": {"reports": {"roles": ["reports:read"]}}}),
            scope: ("reports:read", "resource_access.reports.roles") },
        // Its identifier ends with a slash.
        Issuer { name: "Auth0", path: "/", header: jwt(), key: rs256(),
            claims: json!({"sub": "abc@clients", "aud": AUDIENCE, "azp": "abc", "gty": "client-credentials", "scope": "reports:read"}),
            scope: ("reports:read", "scope") },
        Issuer { name: "Auth0, permissions", path: "/", header: json!({"typ": "at+jwt"}), key: rs256(),
            claims: json!({"sub": "abc@clients", "aud": AUDIENCE, "client_id": "abc", "permissions": ["reports:read"]}),
            scope: ("reports:read", "permissions") },
        // A custom authorization server. Its header has no typ, and the client is in `cid`.
        Issuer { name: "Okta", path: "/oauth2/default", header: json!({}), key: rs256(),
            claims: json!({"ver": 1, "jti": "AT.abc", "aud": AUDIENCE, "cid": "0oa1", "scp": ["reports:read"], "sub": "0oa1"}),
            scope: ("reports:read", "scp") },
        // Version 2 of its tokens. The keys have no `alg`, and an app has roles and no scopes.
        Issuer { name: "Entra ID", path: "/00000000-0000-0000-0000-000000000001/v2.0", header: jwt(), key: any_key(),
            claims: json!({"aud": AUDIENCE, "azp": "11111111", "azpacr": "1", "oid": "2", "roles": ["Reports.Read"], "sub": "2",
                "tid": "00000000-0000-0000-0000-000000000001", "ver": "2.0", "nbf": 0}),
            scope: ("Reports.Read", "roles") },
        // Its access tokens have no `aud`, but `token_use`.
        Issuer { name: "Amazon Cognito", path: "/eu-west-1_Example", header: json!({}), key: rs256(),
            claims: json!({"sub": "abc", "token_use": "access", "scope": "reports/read", "auth_time": 0, "version": 2, "client_id": "abc"}),
            scope: ("reports/read", "scope") },
        // An ID token of a service account: who calls, and no scope.
        Issuer { name: "Google, ID token", path: "", header: jwt(), key: rs256(),
            claims: json!({"aud": AUDIENCE, "azp": "reporter@project.example", "email": "reporter@project.example",
                "email_verified": true, "sub": "1234567890"}),
            scope: ("reports:read", "scope") },
        Issuer { name: "Kubernetes service account", path: "", header: json!({}), key: rs256(),
            claims: json!({"aud": [AUDIENCE], "jti": "0", "nbf": 0, "sub": "system:serviceaccount:reports:reporter",
                "kubernetes.io": {"namespace": "reports", "serviceaccount": {"name": "reporter", "uid": "1"}}}),
            scope: ("reports:read", "scope") },
        Issuer { name: "GitHub Actions", path: "", header: json!({"typ": "JWT", "x5t": "abc"}), key: rs256(),
            claims: json!({"jti": "0", "sub": "repo:example/reports:ref:refs/heads/main", "aud": AUDIENCE, "ref": "refs/heads/main",
                "repository": "example/reports", "job_workflow_ref": "example/reports/.github/workflows/x.yml@refs/heads/main", "nbf": 0}),
            scope: ("reports:read", "scope") },
    ]
}

pub(crate) async fn settings_for_each() -> anyhow::Result<()> {
    let mut report =
        "issuer | OAUTH_SCOPE_CLAIMS | a valid token | with the scope | why not\n".to_owned();
    for issuer in issuers() {
        let played = Played::start(&issuer).await?;
        let (scope, scope_claims) = issuer.scope;
        let api = Program::new("04-resource-server")
            .env("LISTEN", "127.0.0.1:0")
            .env("OAUTH_ISSUER", &played.issuer)
            .env("OAUTH_AUDIENCE", AUDIENCE)
            .env("OAUTH_SCOPE", scope)
            .env("OAUTH_SCOPE_CLAIMS", scope_claims)
            .env("LOG_FORMAT", "json")
            .start("Ctrl-C ends it")?;
        let url = api.api()?;
        let mut row = format!("{} | {scope_claims}", issuer.name);
        for path in ["private", "private-scoped"] {
            let request = fetch_token::http::client()?.get(format!("{url}/api/{path}"));
            let response = Exchange::send(request.bearer_auth(&played.token)).await?;
            row += &format!(" | {}", response.status());
        }
        let (log, _) = api.stop()?;
        let reason = log
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .find_map(|line| {
                let fields = line.get("fields")?;
                Some(fields.get("rejection")?.as_str()?.to_owned())
            });
        report += &format!("{row} | {}\n", reason.unwrap_or_default());
    }
    snapshot("other-issuers", report);
    Ok(())
}

/// Discovery, keys and a token of an issuer that is played.
struct Played {
    issuer: String,
    token: String,
}

impl Played {
    async fn start(played: &Issuer) -> anyhow::Result<Self> {
        let listener = listen("127.0.0.1:0").await?;
        let host = format!("http://{}", listener.local_addr()?);
        let issuer = format!("{host}{}", played.path);
        let key = forge::published_key()?;
        let kid = forge::kid(&key);

        let mut jwk = forge::jwk(&key);
        let members = jwk.as_object_mut().context("an object")?;
        members.remove("alg");
        members.remove("use");
        members.extend(played.key.as_object().context("an object")?.clone());
        // No more than Kubernetes has; entries that the API does not use must not matter.
        let metadata = json!({"issuer": issuer, "jwks_uri": format!("{host}/keys"), "token_endpoint": null,
            "introspection_endpoint": 7, "id_token_signing_alg_values_supported": ["RS256"]});
        let discovery = format!(
            "{}/.well-known/openid-configuration",
            played.path.trim_end_matches('/')
        );
        let respond = move |uri: Uri| -> Response {
            match uri.path() {
                path if path == discovery => Json(metadata.clone()).into_response(),
                "/keys" => Json(json!({"keys": [jwk]})).into_response(),
                _ => StatusCode::NOT_FOUND.into_response(),
            }
        };
        let app = Router::new().fallback(async move |uri| respond(uri));
        tokio::spawn(async { axum::serve(listener, app).await });

        let mut header = json!({"alg": "RS256", "kid": kid});
        merge(&mut header, &played.header);
        let now = forge::now();
        let mut claims = json!({"iss": issuer, "iat": now, "exp": now + 300});
        merge(&mut claims, &played.claims);
        let token = forge::token(&header, &claims, |input| forge::rs256(&key, input));
        Ok(Self { issuer, token })
    }
}

fn merge(object: &mut Value, members: &Value) {
    if let (Value::Object(object), Value::Object(members)) = (object, members) {
        object.extend(members.clone());
    }
}

/// An authorization server without OpenID Connect has its metadata where RFC 8414 §3.1 puts it. It is only
/// looked for there if the usual place is empty.
pub(crate) async fn metadata_without_openid_connect() -> anyhow::Result<()> {
    let http = fetch_token::http::client()?;
    for (path, at, usual) in [
        ("", "", StatusCode::NOT_FOUND),
        ("/", "", StatusCode::NOT_FOUND),
        ("/tenants/a", "/tenants/a", StatusCode::NOT_FOUND),
        ("/tenants/a", "/tenants/a", StatusCode::SERVICE_UNAVAILABLE),
        ("/tenants/a", "/tenants/b", StatusCode::NOT_FOUND),
    ] {
        let listener = listen("127.0.0.1:0").await?;
        let host = format!("http://{}", listener.local_addr()?);
        let issuer = format!("{host}{path}");
        let there = format!("/.well-known/oauth-authorization-server{at}");
        let metadata = json!({"issuer": issuer, "token_endpoint": format!("{host}/token")});
        let respond = move |uri: Uri| -> Response {
            match uri.path() == there {
                true => Json(metadata).into_response(),
                false => usual.into_response(),
            }
        };
        let app = Router::new().fallback(async move |uri| respond(uri));
        tokio::spawn(async { axum::serve(listener, app).await });

        let found = fetch_metadata(&http, &issuer).await;
        let is_there = usual == StatusCode::NOT_FOUND && path.trim_end_matches('/') == at;
        match found {
            Ok(found) => ensure!(is_there && found.issuer == issuer, "{issuer}: {found:?}"),
            // About the usual place, whatever the other one answers.
            Err(DiscoveryError::Status { url, status, .. }) => ensure!(
                !is_there && status == usual && url.contains("openid-configuration"),
                "{issuer}: {url} {status}"
            ),
            Err(other) => return Err(other.into()),
        }
    }
    Ok(())
}

/// Two realms, each with its own keys; a third is not trusted, and is never asked.
pub(crate) async fn several_issuers_are_told_apart() -> anyhow::Result<()> {
    let (first, second, stranger) = (
        FaultyIssuer::start().await?,
        FaultyIssuer::start().await?,
        FaultyIssuer::start().await?,
    );
    second.realm.rotate_to(realm::Algorithm::ES256)?;
    second.realm.drop_old_keys();
    stranger.realm.rotate()?;
    let policy = |issuer: &str, algorithms: &str| -> anyhow::Result<Policy> {
        let mut policy = Policy::new(issuer, "test_api_resource");
        policy.algorithms = algorithms.parse()?;
        Ok(policy)
    };
    let mut issuers = TrustedIssuers::new();
    for policy in [
        policy(&first.issuer, "RS256")?,
        policy(&second.issuer, "RS256,ES256")?,
    ] {
        let issuer = policy.issuer.clone();
        let http = fetch_token::http::client()?;
        let config = JwksCacheConfig {
            unknown_kid_cooldown: Duration::ZERO,
            ..JwksCacheConfig::default()
        };
        let keys = JwksCache::new(http, issuer.as_str(), config);
        let validator = JwtValidator::new(Verifier::new(policy, Clock::system()), keys);
        issuers = issuers.with(issuer, TokenCache::new(validator));
    }
    let validator = Arc::new(issuers.clone());
    let api = start(&first.issuer, issuers).await?;
    let status = async |token: &str| -> anyhow::Result<String> {
        let request = fetch_token::http::client()?.get(format!("{api}/api/private-scoped"));
        let response = Exchange::send(request.bearer_auth(token)).await?;
        let reason = validator.validate(token).await.err();
        let reason = reason.map_or(String::new(), |reason| reason.to_string());
        Ok(format!("{} | {reason}", response.status()))
    };
    let mut report = "token | response | reason in the log\n".to_owned();
    let es256 = second.token().await?;
    // Signed by the first issuer's key, but in the name of the second.
    let attacker = attack_lab::Attacker::new(&second.issuer, forge::now())?;
    let borrowed = attacker.issued(json!({}), json!({}));
    for (name, token) in [
        ("the first issuer's", first.token().await?),
        ("the second issuer's", es256),
        ("the second's name, the first's key", borrowed),
        ("a stranger's", stranger.token().await?),
        ("none", "a.b.c".to_owned()),
        ("opaque", "ya29.a0AfH6".to_owned()),
    ] {
        report += &format!("{name} | {}\n", status(&token).await?);
    }
    for (name, issuer) in [
        ("first", &first.issuer),
        ("second", &second.issuer),
        ("third", &stranger.issuer),
    ] {
        report = report.replace(issuer, name);
    }
    snapshot(
        "several-issuers",
        report.replace("second or first", "first or second"),
    );
    assert_eq!(
        stranger.count("/certs") + stranger.count("openid-configuration"),
        0
    );
    // The first one's outage stops its own tokens alone.
    assert!(validator.ready().await.is_ok());
    Ok(())
}
