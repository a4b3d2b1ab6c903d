//! Step 06: clients that sign, at each issuer.

use std::collections::BTreeSet;
use std::fs;
use std::sync::Arc;

use anyhow::{Context, ensure};
use client_assertion::{
    Algorithm, AssertionFile, ClientKey, KeyFile, PrivateKeyJwt, TEST_CLIENT_ID, TEST_CLIENT_KEY,
    create_key_file, public_jwks,
};
use fetch_token::{Client, ClientAuth, TokenError, fetch_token, http, token_endpoint};
use introspect_revoke::{
    Introspection, Revocation, introspect, introspection_endpoint, revocation_endpoint, revoke,
};
use realm::Server;
use scenarios::assertions::{Assertions, Case, Expected};
use scenarios::{
    Exchange, KEYCLOAK_VERSION, Program, Provider, Realm, ReservedPort, keycloak_version, snapshot,
};
use secrecy::ExposeSecret;
use serde_json::json;
use tempfile::tempdir;
use verify_signature::{Clock, fetch_metadata};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const SCOPE: (&str, &str) = ("scope", "test_api_access");

/// Sends a case's request, after the one that comes before it.
async fn send(http: &reqwest::Client, realm: &Realm, case: &Case) -> anyhow::Result<Exchange> {
    let url = token_endpoint(&realm.issuer.parse()?);
    let request = |form: &[(&'static str, String)]| {
        let mut parameters = vec![GRANT];
        if form.iter().all(|(name, _)| *name != "scope") {
            parameters.push(SCOPE);
        }
        parameters.extend(form.iter().map(|(name, value)| (*name, value.as_str())));
        http.post(url.clone()).form(&parameters)
    };
    if let Some(before) = &case.before {
        Exchange::send(request(before)).await?;
    }
    let request = request(&case.form);
    Exchange::send(match case.basic {
        Some((id, secret)) => request.basic_auth(id, Some(secret)),
        None => request,
    })
    .await
}

/// The status and the error.
fn outcome(exchange: &Exchange) -> String {
    let body = exchange.json();
    let member = |name: &str| body.get(name).and_then(|value| value.as_str());
    let status = exchange.status().as_u16();
    match member("error") {
        None => status.to_string(),
        Some(error) => {
            let description = member("error_description").unwrap_or_default();
            format!("{status} {error}: {description}")
        }
    }
}

/// Whether the provider accepts the assertions of a platform: 26.4 has that as a preview, which is off.
fn federated(provider: Provider) -> bool {
    matches!(provider, Provider::Embedded) || keycloak_version() == KEYCLOAK_VERSION
}

pub(crate) async fn each_has_its_expected_outcome(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let http = http::client()?;
    let on_keycloak = matches!(provider, Provider::Keycloak(_));
    let (mut report, mut differences) = (String::new(), Vec::new());
    let mut names = BTreeSet::new();
    for case in Assertions::new(&realm.issuer)?.cases()? {
        ensure!(names.insert(case.name), "two cases are {:?}", case.name);
        let exchange = send(&http, &realm, &case).await?;
        let (accepted, outcome) = (exchange.status().is_success(), outcome(&exchange));
        let expected = match case.expected {
            Expected::Accepted => true,
            Expected::Refused => false,
            Expected::RefusedHereAlone => on_keycloak,
        };
        // What an older Keycloak does with a platform's token is in its snapshot.
        let known = federated(provider) || !case.name.starts_with("a platform's token");
        if known && accepted != expected {
            differences.push(format!("{}: {outcome}", case.name));
        }
        if case.expected == Expected::RefusedHereAlone {
            continue;
        }
        report += &format!("{} | {} | {outcome}\n", case.name, case.rfc);
    }
    ensure!(differences.is_empty(), "{}", differences.join("\n"));
    ensure!(
        names.len() >= 100,
        "the table has shrunk to {}",
        names.len()
    );
    snapshot("assertions", report);
    Ok(())
}

/// What Keycloak accepts and should not.
pub(crate) async fn what_the_embedded_realm_alone_refuses() -> anyhow::Result<()> {
    let realm = Provider::Embedded.realm().await?;
    let http = http::client()?;
    let mut report = String::new();
    for case in Assertions::new(&realm.issuer)?.cases()? {
        if case.expected == Expected::RefusedHereAlone {
            let outcome = outcome(&send(&http, &realm, &case).await?);
            report += &format!("{} | {} | {outcome}\n", case.name, case.rfc);
        }
    }
    snapshot("assertions-refused-here-alone", report);
    Ok(())
}

pub(crate) async fn the_exchange(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let client = test_client(&realm)?;
    let request = || {
        let request = http::client()?.post(token_endpoint(&realm.issuer.parse()?));
        anyhow::Ok(client.authenticate(request, &[GRANT, SCOPE])?)
    };
    snapshot("assertion-exchange", Exchange::send(request()?).await?);
    let again = request()?;
    let first = Exchange::send(again.try_clone().context("a clone")?).await?;
    ensure!(first.status().is_success(), "{first}");
    snapshot("assertion-again", Exchange::send(again).await?);
    Ok(())
}

fn test_client(realm: &Realm) -> anyhow::Result<Client> {
    let key = ClientKey::parse(TEST_CLIENT_KEY)?;
    Ok(PrivateKeyJwt::new(TEST_CLIENT_ID, &realm.issuer, key, Clock::system()).client())
}

async fn fetch(realm: &Realm, client: &Client) -> Result<String, TokenError> {
    let issuer = realm.issuer.parse().map_err(|_| TokenError::NotJson)?;
    let http = http::client()?;
    let endpoint = token_endpoint(&issuer);
    let response = fetch_token(&http, &endpoint, client, "test_api_access").await?;
    Ok(response.access_token.expose_secret().to_owned())
}

pub(crate) async fn keys_of_each_algorithm(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.own_realm().await?;
    for algorithm in [
        Algorithm::Es256,
        Algorithm::EdDsa,
        Algorithm::Ps256,
        Algorithm::Rs256,
    ] {
        let key = ClientKey::generate(algorithm)?;
        realm.set_keys(TEST_CLIENT_ID, &public_jwks([&key])).await?;
        let client = PrivateKeyJwt::new(TEST_CLIENT_ID, &realm.issuer, key, Clock::system());
        let outcome = fetch(&realm, &client.client()).await;
        ensure!(outcome.is_ok(), "{algorithm}: {outcome:?}");
    }
    Ok(())
}

/// Published first, used second, withdrawn last: at no time is there a request that fails.
pub(crate) async fn a_key_is_rotated_without_downtime(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.own_realm().await?;
    let folder = tempdir()?;
    let path = folder.path().join("client.pem");
    let [old, new] = [(); 2].map(|()| ClientKey::generate(Algorithm::Es256));
    let (old, new) = (old?, new?);
    create_key_file(&path, &old)?;
    let file = KeyFile::open(&path, None, TEST_CLIENT_ID, &realm.issuer, Clock::system())?;
    let client = Client {
        id: TEST_CLIENT_ID.to_owned(),
        auth: ClientAuth::Assertion(Arc::new(file)),
    };
    let mut text = String::new();
    let mut row = async |what: &str| -> anyhow::Result<()> {
        let outcome = match fetch(&realm, &client).await {
            Ok(_) => "a token".to_owned(),
            Err(error) => error.to_string(),
        };
        text += &format!("{what}: {outcome}\n");
        Ok(())
    };
    realm.set_keys(TEST_CLIENT_ID, &public_jwks([&old])).await?;
    row("the old key is registered, and signs").await?;
    realm
        .set_keys(TEST_CLIENT_ID, &public_jwks([&old, &new]))
        .await?;
    row("both are registered, and the old one signs").await?;
    fs::write(&path, new.to_pem()?.expose_secret())?;
    row("the new one is in the file").await?;
    realm.set_keys(TEST_CLIENT_ID, &public_jwks([&new])).await?;
    row("the old one is not registered any more").await?;
    fs::write(&path, "half a k")?;
    row("the file is broken").await?;
    fs::write(&path, old.to_pem()?.expose_secret())?;
    row("the old key comes back").await?;
    snapshot("assertion-rotation", text);
    Ok(())
}

/// Step 05's requests are authenticated in the same way.
pub(crate) async fn introspection_and_revocation_by_a_key(
    provider: Provider,
) -> anyhow::Result<()> {
    let realm = provider.own_realm().await?;
    let key = ClientKey::generate(Algorithm::Es256)?;
    let (id, jwks) = ("test_api_resource", public_jwks([&key]));
    realm.set_keys(id, &jwks).await?;
    let api = PrivateKeyJwt::new(id, &realm.issuer, key, Clock::system()).client();
    let own = ClientKey::generate(Algorithm::Es256)?;
    realm.set_keys(TEST_CLIENT_ID, &public_jwks([&own])).await?;
    let client = PrivateKeyJwt::new(TEST_CLIENT_ID, &realm.issuer, own, Clock::system()).client();

    let http = http::client()?;
    let metadata = fetch_metadata(&http, &realm.issuer).await?;
    let token = fetch(&realm, &client).await?;
    let endpoint = introspection_endpoint(&metadata)?;
    let active = introspect(&http, &endpoint, &api, &token).await?;
    ensure!(matches!(active, Introspection::Active(_)), "{active:?}");
    let revoked = revoke(&http, &revocation_endpoint(&metadata)?, &client, &token).await?;
    ensure!(revoked == Revocation::Revoked, "{revoked:?}");
    let after = introspect(&http, &endpoint, &api, &token).await?;
    ensure!(after == Introspection::Inactive, "{after:?}");

    // Whose credentials are refused with 400, because they are an assertion, knows that it is they.
    let stranger = ClientKey::generate(Algorithm::Es256)?;
    let stranger = PrivateKeyJwt::new(id, &realm.issuer, stranger, Clock::system()).client();
    let refused = introspect(&http, &endpoint, &stranger, &token).await;
    let refused = refused.err().context("accepted")?.to_string();
    ensure!(
        refused.contains("this program's client credentials"),
        "{refused}"
    );
    Ok(())
}

/// The platform renews its file, and each request has the assertion that is there.
pub(crate) async fn the_assertion_of_a_platform(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let folder = tempdir()?;
    let path = folder.path().join("token");
    let client = Client {
        id: String::new(),
        auth: ClientAuth::Assertion(Arc::new(AssertionFile::new(&path))),
    };
    let error = |outcome: Result<String, TokenError>| {
        let error = outcome.err().map(|error| error.to_string());
        error.unwrap_or_else(|| "a token".to_owned())
    };
    let mut text = format!("no file yet: {}\n", error(fetch(&realm, &client).await));
    fs::write(&path, "half a tok")?;
    text += &format!("half a token: {}\n", error(fetch(&realm, &client).await));
    fs::write(&path, "x".repeat(20_000))?;
    text += &format!("a large file: {}\n", error(fetch(&realm, &client).await));
    for _ in 0..2 {
        fs::write(&path, realm::workload_token(&realm.issuer)? + "\n")?;
        text += &format!("renewed: {}\n", error(fetch(&realm, &client).await));
    }
    text += &format!("used again: {}\n", error(fetch(&realm, &client).await));
    fs::write(&path, realm::workload_token("https://cluster.example")?)?;
    text += &format!(
        "for another server: {}\n",
        error(fetch(&realm, &client).await)
    );
    snapshot(
        "assertion-of-a-platform",
        text.replace(&*path.to_string_lossy(), "<file>"),
    );
    Ok(())
}

/// Twenty requests at once with one assertion: exactly one gets a token.
pub(crate) async fn one_of_twenty_at_once_is_accepted(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let http = http::client()?;
    let request = http.post(token_endpoint(&realm.issuer.parse()?));
    let request = test_client(&realm)?.authenticate(request, &[GRANT, SCOPE])?;
    let mut sent = tokio::task::JoinSet::new();
    for _ in 0..20 {
        sent.spawn(http::send(request.try_clone().context("a clone")?));
    }
    let mut accepted = 0;
    while let Some(response) = sent.join_next().await {
        accepted += i32::from(response??.status.is_success());
    }
    assert_eq!(accepted, 1);
    Ok(())
}

/// An assertion whose clock is ahead lives longer than others, and is remembered for as long.
pub(crate) async fn an_assertion_from_the_future_is_used_once() -> anyhow::Result<()> {
    let server = Server::start(0).await?;
    let assertions = Assertions::new(server.issuer())?;
    let now = scenarios::forge::now();
    let ahead = assertions
        .good()
        .claims(json!({"iat": now + 13, "exp": now + 73}));
    let ahead = ahead.signed();
    assert_eq!(server.check_assertion(&ahead, now), Ok(()));
    for seconds in [1, 60, 62, 72] {
        let refused = server.check_assertion(&ahead, now + seconds);
        assert_eq!(refused, Err("Token reuse detected".to_owned()), "{seconds}");
    }
    let refused = server.check_assertion(&ahead, now + 73);
    assert_eq!(refused, Err("Token is not active".to_owned()));
    Ok(())
}

/// What the chapter warns of: the list is in the memory of the process. So `exp` must be near.
pub(crate) async fn a_restart_forgets_used_assertions() -> anyhow::Result<()> {
    let port = ReservedPort::new(0)?;
    let first = Server::start(port.number()).await?;
    let now = scenarios::forge::now();
    let assertion = Assertions::new(first.issuer())?.good().signed();
    assert_eq!(first.check_assertion(&assertion, now), Ok(()));
    let used = Err("Token reuse detected".to_owned());
    assert_eq!(first.check_assertion(&assertion, now), used);
    first.close().await;
    let second = Server::start(port.number()).await?;
    assert_eq!(second.check_assertion(&assertion, now + 50), Ok(()));
    let expired = Err("Token is not active".to_owned());
    assert_eq!(second.check_assertion(&assertion, now + 61), expired);
    Ok(())
}

/// A full list refuses new assertions, and forgets none that could be used again.
pub(crate) async fn the_list_of_used_assertions_is_bounded() -> anyhow::Result<()> {
    let server = Server::start(0).await?;
    let assertions = Assertions::new(server.issuer())?;
    let now = scenarios::forge::now();
    let until = |end: u64| {
        assertions
            .good()
            .claims(json!({"iat": now, "exp": end}))
            .signed()
    };
    let first = until(now + 60);
    assert_eq!(server.check_assertion(&first, now), Ok(()));
    for _ in 1..10_000 {
        assert_eq!(server.check_assertion(&until(now + 30), now), Ok(()));
    }
    let more = until(now + 60);
    let full = Err("too many assertions".to_owned());
    assert_eq!(server.check_assertion(&more, now), full);
    let reused = Err("Token reuse detected".to_owned());
    assert_eq!(server.check_assertion(&first, now + 1), reused);
    // Those that have expired make room.
    assert_eq!(server.check_assertion(&more, now + 31), Ok(()));
    assert_eq!(server.check_assertion(&first, now + 31), reused);
    Ok(())
}

pub(crate) async fn the_program(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let six = || Program::new("06-client-assertion").env("OAUTH_ISSUER", &realm.issuer);
    snapshot("program-06", six().run()?);
    let fetched = six().arg("fetch").run()?;
    snapshot("program-06-fetch", &fetched);
    let verified = Program::new("03-verify-signature").env("OAUTH_ISSUER", &realm.issuer);
    let verified = verified.input(fetched.stdout()).run()?;
    snapshot("program-06-verified", verified);

    let folder = tempdir()?;
    let path = folder.path().join("client.pem");
    let path = path.to_string_lossy();
    let folder_name = folder.path().to_string_lossy().into_owned();
    let shown = |text: String| text.replace(&*folder_name, "<folder>");
    let made = six().arg("key").arg(&path).run()?;
    let jwks: serde_json::Value = serde_json::from_str(&made.stdout())?;
    ensure!(
        jwks.pointer("/keys/0/d").is_none(),
        "the private key is printed"
    );
    let again = six().arg("key").arg(&path).run()?;
    snapshot("program-06-key-exists", shown(again.to_string()));
    let printed = six().arg("jwks").arg(&path).run()?;
    assert_eq!(printed.stdout(), made.stdout());

    // The key is not the registered one.
    let stranger = six().env("OAUTH_CLIENT_KEY", &path).arg("fetch").run()?;
    snapshot("program-06-unknown-key", stranger);
    let missing = six()
        .env("OAUTH_CLIENT_KEY", "/nowhere")
        .arg("fetch")
        .run()?;
    snapshot("program-06-no-key-file", missing);
    let other = six()
        .env("OAUTH_CLIENT_ID", "reporter")
        .arg("fetch")
        .run()?;
    snapshot("program-06-no-key", other);
    let both = six()
        .env("OAUTH_CLIENT_KEY", &path)
        .env("OAUTH_CLIENT_ASSERTION_FILE", &path);
    snapshot("program-06-both", both.arg("fetch").run()?);
    let file = folder.path().join("token");
    fs::write(&file, realm::workload_token(&realm.issuer)?)?;
    let workload = six().env("OAUTH_CLIENT_ASSERTION_FILE", file.to_string_lossy());
    let workload = workload.arg("fetch").run()?;
    let fetched_one = decode_jwt::decode(&workload.stdout()).is_ok();
    ensure!(fetched_one == federated(provider), "{workload}");

    // The other programs.
    let one = Program::new("01-fetch-token").env("OAUTH_ISSUER", &realm.issuer);
    let one = one.env("OAUTH_CLIENT_AUTH", "private_key_jwt").run()?;
    snapshot("program-01-private-key-jwt", one);
    let server = Program::new("04-resource-server")
        .env("OAUTH_ISSUER", &realm.issuer)
        .env("LISTEN", "127.0.0.1:0")
        .start("cargo run --bin 04-call-api")?;
    let call = Program::new("04-call-api")
        .env("OAUTH_ISSUER", &realm.issuer)
        .env("OAUTH_CLIENT_AUTH", "private_key_jwt")
        .env("OAUTH_CLIENT_SECRET", "wrong")
        .env("API_URL", server.api()?);
    let call = call.run()?;
    ensure!(call.stdout().contains("test_api_access"), "{call}");
    // The API says where to get a token, and its client trusts it no further than that.
    let api = server.api()?;
    let discovering = || {
        let program = Program::new("04-call-api").arg("--discover");
        program.env("API_URL", &api).env("OAUTH_SCOPE", "nope")
    };
    let key = discovering().env("OAUTH_CLIENT_AUTH", "private_key_jwt");
    snapshot("program-04-call-api-discover", key.run()?);
    let configured = format!("{}/", realm.issuer);
    let another = discovering().env("OAUTH_ISSUER", configured).run()?;
    snapshot("program-04-call-api-another-issuer", another);
    let five = Program::new("05-introspect-revoke")
        .env("OAUTH_ISSUER", &realm.issuer)
        .env("OAUTH_CLIENT_AUTH", "private_key_jwt");
    let revoked = five.arg("revoke").arg(fetched.stdout()).run()?;
    snapshot("program-06-revoked-by-05", revoked);
    Ok(())
}
