//! Servers that are not issuers, and invalid settings: a clear message and exit code 1.

use realm::ScriptedServer;
use scenarios::{Program, snapshot};

/// A server that responds to everything with the same bytes, or not at all if there are none.
async fn server(response: &'static str) -> anyhow::Result<(String, ScriptedServer)> {
    let server = ScriptedServer::start(move |_| response.to_owned()).await?;
    if response.is_empty() {
        server.hold();
    }
    let port = server.address().port();
    Ok((format!("http://localhost:{port}/realms/myorg"), server))
}

/// A 200 response with that JSON.
macro_rules! json {
    ($body:literal) => {
        concat!(
            "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n\r\n",
            $body
        )
    };
}

pub(crate) async fn servers_that_are_not_issuers() -> anyhow::Result<()> {
    let html =
        "HTTP/1.1 200 OK\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n<html></html>";
    let not_found =
        "HTTP/1.1 404 Not Found\r\ncontent-type: text/html\r\nconnection: close\r\n\r\n";
    let moved = "HTTP/1.1 302 Found\r\nlocation: http://evil.example/\r\nconnection: close\r\n\r\n";
    let lies = "HTTP/1.1 200 OK\r\ncontent-length: 10\r\nconnection: close\r\n\r\n{}";
    #[rustfmt::skip]
    let rows = [
        ("html", html),
        ("html-404", not_found),
        ("redirect", moved),
        ("cut", lies),
        ("not-http", "SSH-2.0-OpenSSH_9.2\r\n"),
        ("silent", ""),
        ("not-an-object", json!("[1, 2]")),
        ("no-token", json!(r#"{"token_type": "Bearer"}"#)),
        ("token-is-a-number", json!(r#"{"access_token": 1, "token_type": "Bearer"}"#)),
        ("token-type-dpop", json!(r#"{"access_token": "a", "token_type": "DPoP"}"#)),
        ("token-type-absent", json!(r#"{"access_token": "a"}"#)),
        ("expires-in-text", json!(r#"{"access_token": "a", "token_type": "bearer", "expires_in": "300"}"#)),
    ];
    let mut report = String::new();
    for (name, response) in rows {
        let (issuer, _server) = server(response).await?;
        let ran = tokio::task::spawn_blocking(move || {
            Program::new("01-fetch-token")
                .env("OAUTH_ISSUER", issuer)
                .run()
        });
        report += &format!("## {name}\n{}\n\n", ran.await??);
    }
    snapshot("error-token-endpoint", report);

    let mut report = String::new();
    let other = json!(
        r#"{"issuer": "https://evil.example", "token_endpoint": "https://evil.example/t", "jwks_uri": "https://evil.example/j"}"#
    );
    #[rustfmt::skip]
    let rows = [
        ("html", html),
        ("html-404", not_found),
        ("redirect", moved),
        ("other-issuer", other),
    ];
    for (name, response) in rows {
        let (issuer, _server) = server(response).await?;
        let ran = tokio::task::spawn_blocking(move || {
            Program::new("03-verify-signature")
                .env("OAUTH_ISSUER", issuer)
                .arg(decode_jwt::SAMPLE)
                .run()
        });
        report += &format!("## {name}\n{}\n\n", ran.await??);
    }
    snapshot("error-discovery", report);
    Ok(())
}

pub(crate) async fn invalid_settings() -> anyhow::Result<()> {
    let fetch = || Program::new("01-fetch-token");
    let refused = "http://localhost:1/realms/myorg";
    #[rustfmt::skip]
    let rows = [
        ("refused connection", fetch().env("OAUTH_ISSUER", refused)),
        ("not a URL", fetch().env("OAUTH_ISSUER", "localhost:8080")),
        ("not http", fetch().env("OAUTH_ISSUER", "ftp://localhost/realms/myorg")),
        ("empty secret", fetch().env("OAUTH_ISSUER", refused).env("OAUTH_CLIENT_SECRET", "")),
        ("an API without an issuer", Program::new("04-resource-server").env("LISTEN", "127.0.0.1:0").env("OAUTH_ISSUER", "")),
        ("an API that asks no issuer", Program::new("05-introspect-revoke").args(["serve", "--validator", "introspection"]).env("LISTEN", "127.0.0.1:0").env("OAUTH_ISSUER", "")),
        ("an algorithm with a shared secret", Program::new("04-resource-server").env("LISTEN", "127.0.0.1:0").env("OAUTH_ALGORITHMS", "RS256, HS256")),
        ("no algorithm", Program::new("03-verify-signature").env("OAUTH_ALGORITHMS", "")),
        ("a claim without a name", Program::new("04-resource-server").env("LISTEN", "127.0.0.1:0").env("OAUTH_SCOPE_CLAIMS", "scope,")),
        ("a claim that cannot be optional", Program::new("05-introspect-revoke").arg("serve").env("LISTEN", "127.0.0.1:0").env("INTROSPECTION_OPTIONAL_CLAIMS", "sub")),
        ("seconds with a unit", Program::new("04-resource-server").env("LISTEN", "127.0.0.1:0").env("JWKS_CACHE_SECONDS", "5m")),
        ("too many seconds", Program::new("04-resource-server").env("LISTEN", "127.0.0.1:0").env("DRAIN_SECONDS", "70000")),
        ("seconds below zero", Program::new("05-introspect-revoke").arg("serve").env("LISTEN", "127.0.0.1:0").env("INTROSPECTION_CACHE_SECONDS", "-1")),
        ("seconds that are empty", Program::new("07-dpop").arg("serve").env("LISTEN", "127.0.0.1:0").env("DPOP_NONCE_SECONDS", "")),
        ("no room for proofs", Program::new("07-dpop").arg("serve").env("LISTEN", "127.0.0.1:0").env("DPOP_REPLAY_CAPACITY", "0")),
        ("room for too many proofs", Program::new("07-dpop").arg("serve").env("LISTEN", "127.0.0.1:0").env("DPOP_REPLAY_CAPACITY", "18446744073709551615")),
        ("neither optional nor required", Program::new("07-dpop").arg("serve").env("LISTEN", "127.0.0.1:0").env("DPOP", "Required")),
        ("an attack on no issuer", Program::new("attack").arg("alg-none").env("OAUTH_ISSUER", "")),
        ("unknown flag", fetch().arg("--secret")),
        ("unknown way", fetch().arg("--auth").arg("digest")),
    ];
    let mut report = String::new();
    for (name, program) in rows {
        report += &format!("## {name}\n{}\n\n", program.run()?);
    }
    snapshot("error-settings", report);
    Ok(())
}
