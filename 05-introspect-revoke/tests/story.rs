//! The story on a realm that is not the course's: it ends where the realm differs, and says why.

#![allow(clippy::unwrap_used, reason = "what fails here fails a test")]

use std::process::{Command, Output};

use realm::Server;

fn tell(issuer: &str, variables: &[(&str, &str)]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_05-introspect-revoke"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OAUTH_")) {
        command.env_remove(name);
    }
    command
        .env("OAUTH_ISSUER", issuer)
        .env("OAUTH_CLIENT_ID", "test_api_client")
        .env("OAUTH_CLIENT_SECRET", "test-api-client-secret")
        .env("OAUTH_RESOURCE_ID", "test_api_resource")
        .env("OAUTH_RESOURCE_SECRET", "test-api-resource-secret")
        .envs(variables.iter().copied());
    command.output().unwrap()
}

/// The row of statuses that is the last on stdout, and what stderr says at its end.
async fn ends_with(variables: &[(&str, &str)], statuses: &str, reason: &str) {
    let server = Server::start(0).await.unwrap();
    let output = tell(server.issuer(), variables);
    let stdout = String::from_utf8(output.stdout).unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    let row = stdout.lines().last().unwrap_or_default();
    let row: Vec<&str> = row.split_whitespace().collect();
    assert_eq!(row.join(" "), format!("with a fresh token {statuses}"));
    let error = stderr.lines().find(|line| line.starts_with("error: "));
    let error = error.unwrap_or_default();
    assert!(error.contains(reason), "{stderr}");
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(!stderr.contains("eyJ"), "a token is in the log: {stderr}");
    server.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_without_an_audience() {
    // As with a scope that has no audience mapper.
    ends_with(
        &[("OAUTH_SCOPE", "basic")],
        "401 401 401 401",
        "refused by its signature and claims: invalid token: payload: missing field `aud`",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn another_audience() {
    ends_with(
        &[("OAUTH_AUDIENCE", "another_api")],
        "401 401 401 401",
        "refused by its signature and claims: invalid token: aud",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_secret_of_the_api() {
    ends_with(
        &[("OAUTH_RESOURCE_SECRET", "wrong")],
        "200 503 503 503",
        "check OAUTH_RESOURCE_ID, OAUTH_RESOURCE_SECRET",
    )
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_asks_as_the_api() {
    ends_with(
        &[
            ("OAUTH_RESOURCE_ID", "test_api_client"),
            ("OAUTH_RESOURCE_SECRET", "test-api-client-secret"),
        ],
        "200 401 401 401",
        "refused by introspection",
    )
    .await;
}
