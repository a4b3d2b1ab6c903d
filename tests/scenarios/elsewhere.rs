//! The book's programs in Python beside ours: each client with the other's server, and what the
//! servers say to tokens that they should refuse.

use std::collections::BTreeMap;

use anyhow::{Context, ensure};
use attack_lab::Attacker;
use axum::http::{HeaderMap, StatusCode};
use fetch_token::http;
use realm::Server;
use scenarios::hostile::{Case, ISSUER, Outcome, cases};
use scenarios::{Exchange, Fault, FaultyIssuer, Program, Provider, forge, snapshot};
use serde_json::{Value, json};

use crate::api::{jwt_validator, start};
use crate::dpop;
use crate::hostile::issuer;
use crate::tokens::token;

const SERVERS: [&str; 2] = ["server.py", "hardened.py"];

fn python(name: &str, issuer: &str) -> Program {
    Program::python(name)
        .env("OAUTH_ISSUER", issuer)
        .env("LISTEN", "127.0.0.1:0")
}

/// A server in Python for as long as the scenario, and its URL.
macro_rules! serve {
    ($name:expr, $issuer:expr) => {{
        let server = python($name, $issuer).start("Running on")?;
        let url = server.word("http://127.0.0.1").context("its address")?;
        (server, url)
    }};
}

async fn get(url: &str, token: Option<&str>) -> anyhow::Result<Exchange> {
    let request = http::client()?.get(url);
    Exchange::send(match token {
        Some(token) => request.bearer_auth(token),
        None => request,
    })
    .await
}

pub(crate) async fn the_python_client_calls_our_api(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let client = |scope: &str| {
        python("client.py", &realm.issuer)
            .env("API_URL", &api)
            .env("OAUTH_SCOPE", scope)
    };
    // Python starts as a separate process and waits for an answer of this one.
    let run = async |scope: &str| tokio::task::block_in_place(|| client(scope).run());
    snapshot("python-client", run("test_api_access").await?);
    snapshot("python-client-without-scope", run("basic").await?);
    snapshot("python-client-unknown-scope", run("nope").await?);
    Ok(())
}

/// Authlib authenticates by a key, as step 06 does.
pub(crate) async fn a_python_client_signs(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let folder = tempfile::tempdir()?;
    let key = folder.path().join("client.pem");
    std::fs::write(&key, client_assertion::TEST_CLIENT_KEY)?;
    let client = python("assertion.py", &realm.issuer);
    let client = client.env("OAUTH_CLIENT_KEY", key.to_string_lossy());
    let ran = tokio::task::block_in_place(|| client.run())?;
    snapshot("python-assertion", ran);
    Ok(())
}

/// A key instead of a secret, and proofs, as in steps 06 and 07, by the library oauth4webapi.
pub(crate) async fn a_client_on_node_calls_our_api(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let api = dpop::api(&realm.issuer).await?;
    let folder = tempfile::tempdir()?;
    let key = folder.path().join("client.pem");
    std::fs::write(&key, client_assertion::TEST_CLIENT_KEY)?;
    let client = Program::node("client.mjs")
        .env("OAUTH_ISSUER", &realm.issuer)
        .env("OAUTH_CLIENT_ID", client_assertion::TEST_CLIENT_ID)
        .env("OAUTH_CLIENT_KEY", key.to_string_lossy())
        .env("OAUTH_SCOPE", "test_api_access")
        .env("API_URL", &api);
    snapshot("node-client", tokio::task::block_in_place(|| client.run())?);
    Ok(())
}

/// The library express-oauth2-jwt-bearer verifies our proofs.
pub(crate) async fn our_client_calls_a_server_on_node(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let server = Program::node("server.mjs").env("OAUTH_ISSUER", &realm.issuer);
    let server = server.start("listening")?;
    let url = server.word("http://localhost").context("its address")?;
    let call = |name: &str| {
        Program::new(name)
            .env("OAUTH_ISSUER", &realm.issuer)
            .env("API_URL", &url)
    };
    let bound = call("07-dpop").arg("call").run()?;
    assert_eq!(bound.stdout(), "{\"message\":\"hello, test_dpop_client\"}");
    snapshot("node-server-bearer", call("04-call-api").run()?);
    Ok(())
}

pub(crate) async fn our_client_calls_the_python_servers(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let mut reports = Vec::new();
    for name in SERVERS {
        let (_server, api) = serve!(name, &realm.issuer);
        let call = |scope: &str| {
            Program::new("04-call-api")
                .env("OAUTH_ISSUER", &realm.issuer)
                .env("OAUTH_SCOPE", scope)
                .env("API_URL", &api)
        };
        snapshot("program-04-call-api", call("test_api_access").run()?);
        reports.push(format!("# {name}\n{}\n", call("basic").run()?));
    }
    snapshot("python-call-api-without-scope", reports.join("\n"));
    Ok(())
}

pub(crate) async fn responses_of_the_python_servers(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let good = token(&realm).await?;
    let tampered = verify_signature::tamper(&good, "scope", json!("admin"))?;
    let attacker = Attacker::new(&realm.issuer, forge::now())?;
    let unscoped = attacker.issued(json!({}), json!({"scope": "other"}));
    let rows = [
        ("public", "public", None),
        ("good", "private-scoped", Some(good.as_str())),
        ("no-token", "private", None),
        ("tampered", "private", Some(tampered.as_str())),
        ("missing-scope", "private-scoped", Some(unscoped.as_str())),
    ];
    for name in SERVERS {
        let (_server, api) = serve!(name, &realm.issuer);
        let (name, _) = name.split_once('.').context("a suffix")?;
        for (row, path, token) in rows {
            let response = get(&format!("{api}/api/{path}"), token).await?;
            snapshot(format!("python-{name}-{row}"), response);
        }
    }
    Ok(())
}

pub(crate) async fn tokens_at_the_python_servers(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let good = token(&realm).await?;
    let now = forge::now();
    let attacker = Attacker::new(&realm.issuer, now)?;
    let signed = |changes: Value| attacker.issued(json!({}), changes);
    let none = attacker.unsigned(r#"{"alg":"none","typ":"JWT"}"#);
    let hs256 = attacker.signed_with_the_public_key();
    let strangers = attacker.forged(json!(decode_jwt::decode(&good)?.header));
    let other_kid = attacker.issued(json!({"kid": "other"}), json!({}));
    let other_issuer = Server::start(0).await?;
    let rows = [
        ("the issuer's own", good.clone()),
        ("garbage", "garbage".to_owned()),
        ("alg none", none),
        ("HS256 with the public key", hs256),
        ("a stranger's signature", strangers),
        ("unknown kid", other_kid),
        (
            "another issuer's claim",
            signed(json!({"iss": other_issuer.issuer()})),
        ),
        ("aud of another API", signed(json!({"aud": "other"}))),
        ("expired for 61 seconds", signed(json!({"exp": now - 61}))),
        ("expired for 5 seconds", signed(json!({"exp": now - 5}))),
        ("not valid before later", signed(json!({"nbf": now + 300}))),
        ("an ID token", signed(json!({"typ": "ID"}))),
        ("a refresh token", signed(json!({"typ": "Refresh"}))),
    ];
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let (_server, server) = serve!("server.py", &realm.issuer);
    let (_hardened, hardened) = serve!("hardened.py", &realm.issuer);
    let mut table = "token | step 04 | server.py | hardened.py\n".to_owned();
    for (name, token) in rows {
        table += name;
        for api in [&api, &server, &hardened] {
            let response = get(&format!("{api}/api/private-scoped"), Some(&token)).await?;
            table += &format!(" | {}", response.status().as_u16());
        }
        table += "\n";
    }
    snapshot("python-tokens", table);
    Ok(())
}

pub(crate) async fn a_new_key_and_the_python_servers(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.own_realm().await?;
    let api = start(&realm.issuer, jwt_validator(&realm)?).await?;
    let (_server, server) = serve!("server.py", &realm.issuer);
    let (_hardened, hardened) = serve!("hardened.py", &realm.issuer);
    let mut table = "when | step 04 | server.py | hardened.py\n".to_owned();
    let mut line = async |when: &str, token: &str| -> anyhow::Result<()> {
        table += when;
        for api in [&api, &server, &hardened] {
            let response = get(&format!("{api}/api/private-scoped"), Some(token)).await?;
            table += &format!(" | {}", response.status().as_u16());
        }
        table += "\n";
        Ok(())
    };
    realm.rotate().await?;
    line("new key, first request", &token(&realm).await?).await?;
    let (_server, server_again) = serve!("server.py", &realm.issuer);
    let response = get(
        &format!("{server_again}/api/private-scoped"),
        Some(&token(&realm).await?),
    )
    .await?;
    table += &format!(
        "new key, server.py restarted | | {} |\n",
        response.status().as_u16()
    );
    snapshot("python-new-key", table);
    Ok(())
}

pub(crate) async fn servers_that_start_before_their_issuer() -> anyhow::Result<()> {
    let proxy = FaultyIssuer::start().await?;
    let down = Fault::Status(StatusCode::SERVICE_UNAVAILABLE, HeaderMap::new());
    let token = proxy.token().await?;
    proxy.fail("", down);
    let ran = python("server.py", &proxy.issuer).run()?;
    let report = ran.to_string();
    // The lines between are places in the libraries, which differ from machine to machine.
    let told = |line: &&str| !line.starts_with(' ') && !line.is_empty();
    let told: Vec<_> = report.lines().filter(told).collect();
    snapshot("python-server-issuer-down", told.join("\n"));

    let (_server, hardened) = serve!("hardened.py", &proxy.issuer);
    let url = format!("{hardened}/api/private-scoped");
    let response = get(&url, Some(&token)).await?;
    snapshot("python-hardened-issuer-down", response);
    Ok(())
}

/// The table of hostile tokens, once more: what the servers in Python accept of it.
pub(crate) async fn hostile_tokens_in_python() -> anyhow::Result<()> {
    // These servers accept RS256 alone.
    let mut cases = cases()?;
    cases.retain(|case| case.algorithms == "RS256");
    let mut worlds: BTreeMap<(String, u64), Vec<&Case>> = BTreeMap::new();
    for case in &cases {
        let world = (case.jwks.to_string(), case.now);
        worlds.entry(world).or_default().push(case);
    }
    let mut input = Vec::new();
    for ((_, now), cases) in &worlds {
        let jwks = &cases.first().context("a case")?.jwks;
        let tokens: Vec<_> = cases.iter().map(|case| &case.token).collect();
        let proxy = issuer(jwks).await?;
        input.push(json!({"issuer": ISSUER, "proxy": proxy, "now": now, "tokens": tokens}));
    }
    let input = json!(input).to_string();
    let mut statuses: BTreeMap<&str, Vec<Option<u64>>> = BTreeMap::new();
    for name in SERVERS {
        let program = Program::python("outcomes.py").arg(name).input(&input);
        let ran = program.run()?;
        let responses: Vec<Vec<Option<u64>>> =
            serde_json::from_str(&ran.stdout()).with_context(|| ran.to_string())?;
        ensure!(responses.len() == worlds.len(), "a world is missing");
        for (cases, responses) in worlds.values().zip(responses) {
            for (case, status) in cases.iter().zip(responses) {
                statuses.entry(case.name).or_default().push(status);
            }
        }
    }
    let mut totals = BTreeMap::new();
    let mut rows = String::new();
    for case in &cases {
        let expected = match case.expected {
            Outcome::Accepted => 200,
            Outcome::InvalidRequest(_) => 400,
            Outcome::InvalidToken(_) => 401,
            Outcome::InsufficientScope => 403,
        };
        let mut row = format!("{} | {} | {expected}", case.name, case.rfc);
        let mut differs = false;
        for (name, status) in SERVERS
            .iter()
            .zip(statuses.get(case.name).context("a status")?)
        {
            let kind = match (expected, status) {
                (_, None) => "the server does not start",
                (200, Some(200)) => "good, accepted",
                (200, _) => "good, not accepted",
                (_, Some(200)) => "bad, accepted",
                (_, Some(500..)) => "bad, and an error of the server",
                _ => "bad, refused",
            };
            *totals.entry((*name, kind)).or_insert(0) += 1;
            differs |= !matches!(kind, "good, accepted" | "bad, refused");
            let status = status.map_or("-".to_owned(), |status| status.to_string());
            row += &format!(" | {status}");
        }
        if differs {
            rows += &format!("{row}\n");
        }
    }
    let mut report = "server | tokens | how many\n".to_owned();
    for ((name, kind), count) in totals {
        report += &format!("{name} | {kind} | {count}\n");
    }
    snapshot("python-hostile-totals", report);
    snapshot("python-hostile-tokens", rows);
    Ok(())
}
