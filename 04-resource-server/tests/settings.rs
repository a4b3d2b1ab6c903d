//! The programs with settings that cannot be used: exit code 2 and a text that names the variable.

#![expect(clippy::unwrap_used, reason = "this is a test, helpers included")]

use std::process::{Command, Stdio};

fn refused(program: &str, variable: &str, value: &str) -> String {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars() {
        let ours = [
            "LISTEN",
            "METRICS_LISTEN",
            "PUBLIC_URL",
            "API_URL",
            "RUST_LOG",
        ];
        if name.starts_with("OAUTH_") || ours.contains(&name.as_str()) {
            command.env_remove(name);
        }
    }
    let output = command
        // In case that it starts nevertheless.
        .env("OAUTH_ISSUER", "http://localhost:9/realms/myorg")
        .env("LISTEN", "listen.invalid:1")
        .env(variable, value)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(
        output.status.code(),
        Some(2),
        "{variable}={value:?}: {stderr}"
    );
    assert!(stderr.contains(variable), "{variable}={value:?}: {stderr}");
    stderr
}

#[test]
fn an_api_does_not_start_with_a_setting_that_cannot_be_meant() {
    let api = env!("CARGO_BIN_EXE_04-resource-server");
    for (variable, value, good) in [
        ("OAUTH_ISSUER", "", "give it a value"),
        (
            "OAUTH_ISSUER",
            "localhost:8080",
            "http://localhost:8080/realms/myorg",
        ),
        (
            "OAUTH_ISSUER",
            "http://issuer.example",
            "OAUTH_INSECURE_HTTP=1",
        ),
        ("OAUTH_AUDIENCE", "", "give it a value"),
        ("OAUTH_AUDIENCE", "api ", "test_api_resource"),
        ("OAUTH_SCOPE", "", "give it a value"),
        ("LISTEN", "50100", "127.0.0.1:50100"),
        ("METRICS_LISTEN", "", "give it a value"),
        ("PUBLIC_URL", "", "give it a value"),
        ("PUBLIC_URL", "api.example", "https://api.example"),
        (
            "PUBLIC_URL",
            "https://api.example/:v1",
            "https://api.example/v1",
        ),
    ] {
        let stderr = refused(api, variable, value);
        assert!(stderr.contains(good), "{variable}={value:?}: {stderr}");
    }
    let stderr = refused(api, "PUBLIC_URL", "https://user:hunter2@api.example");
    assert!(!stderr.contains("hunter2"), "{stderr}");
}

#[test]
fn the_client_names_the_setting_that_is_wrong() {
    let client = env!("CARGO_BIN_EXE_04-call-api");
    for url in ["", "localhost:50100", "ftp://localhost"] {
        refused(client, "API_URL", url);
    }
    refused(client, "OAUTH_SCOPE", "");
}
