//! The binaries as a learner runs them: what they print, and their exit codes.

use anyhow::Context;
use fetch_token::http;
use scenarios::{Exchange, Program, Provider, Realm, ReservedPort, snapshot};

use crate::tokens::token;

fn program(name: &str, realm: &Realm) -> Program {
    Program::new(name).env("OAUTH_ISSUER", &realm.issuer)
}

pub(crate) async fn fetch_token(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    snapshot("program-01", program("01-fetch-token", &realm).run()?);
    let full = program("01-fetch-token", &realm)
        .arg("--full")
        .arg("--auth")
        .arg("basic");
    snapshot("program-01-full", full.run()?);
    let wrong = program("01-fetch-token", &realm)
        .env("OAUTH_CLIENT_SECRET", "wrong")
        .run()?;
    snapshot("program-01-wrong-secret", wrong);
    let unknown = program("01-fetch-token", &realm)
        .env("OAUTH_CLIENT_ID", "nobody")
        .run()?;
    snapshot("program-01-unknown-client", unknown);
    let scope = program("01-fetch-token", &realm)
        .env("OAUTH_SCOPE", "nope")
        .run()?;
    snapshot("program-01-unknown-scope", scope);
    // The defaults are for the course's realm alone.
    let unknown = Program::new("01-fetch-token")
        .env("OAUTH_ISSUER", format!("{}0", realm.issuer))
        .env("OAUTH_CLIENT_ID", "test_api_client")
        .env("OAUTH_CLIENT_SECRET", "test-api-client-secret");
    snapshot("program-01-unknown-realm", unknown.run()?);
    Ok(())
}

pub(crate) async fn decode_jwt(provider: Provider) -> anyhow::Result<()> {
    let token = program("01-fetch-token", &provider.realm().await?)
        .run()?
        .stdout();
    snapshot(
        "program-02",
        Program::new("02-decode-jwt").input(&token).run()?,
    );
    let sample = Program::new("02-decode-jwt")
        .arg(decode_jwt::SAMPLE)
        .run()?;
    snapshot("program-02-sample", sample);
    let padded = format!("{token}==");
    snapshot(
        "program-02-padding",
        Program::new("02-decode-jwt").arg(padded).run()?,
    );
    snapshot("program-02-empty", Program::new("02-decode-jwt").run()?);
    Ok(())
}

pub(crate) async fn verify_signature(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let token = program("01-fetch-token", &realm).run()?.stdout();
    let verified = program("03-verify-signature", &realm)
        .input(format!("{token}\n"))
        .run()?;
    snapshot("program-03", verified);
    let forged = verify_signature::tamper(&token, "scope", "admin".into())?;
    let refused = program("03-verify-signature", &realm).arg(forged).run()?;
    snapshot("program-03-tampered", refused);
    let sample = program("03-verify-signature", &realm)
        .arg(decode_jwt::SAMPLE)
        .run()?;
    snapshot("program-03-sample", sample);
    let audience = program("03-verify-signature", &realm)
        .env("OAUTH_AUDIENCE", "other")
        .arg(token);
    snapshot("program-03-other-audience", audience.run()?);
    Ok(())
}

pub(crate) async fn resource_server_and_call_api(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let server = program("04-resource-server", &realm)
        .env("LISTEN", "127.0.0.1:0")
        .start("cargo run --bin 04-call-api")?;
    let api = server.api()?;
    let call = program("04-call-api", &realm).env("API_URL", &api);
    snapshot("program-04-call-api", call.run()?);
    let call = program("04-call-api", &realm)
        .env("API_URL", &api)
        .env("OAUTH_SCOPE", "basic");
    snapshot("program-04-call-api-without-scope", call.run()?);

    let taken = api.trim_start_matches("http://");
    let second = program("04-resource-server", &realm)
        .env("LISTEN", taken)
        .run()?;
    snapshot("program-04-port-taken", second);
    let (stderr, code) = server.stop()?;
    // Log lines end where they end; what matters is that the narration comes first.
    let narration = stderr.lines().filter(|line| !line.starts_with("20"));
    snapshot("program-04", narration.collect::<Vec<_>>().join("\n"));
    if cfg!(unix) {
        assert_eq!(code, Some(0), "SIGTERM ends it in good order");
    }
    assert!(!stderr.contains("eyJ"), "a token is in the log: {stderr}");
    Ok(())
}

pub(crate) async fn introspect_revoke(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    snapshot("program-05", program("05-introspect-revoke", &realm).run()?);
    let token = program("01-fetch-token", &realm).run()?.stdout();
    let five = |command: &str| program("05-introspect-revoke", &realm).arg(command);
    snapshot(
        "program-05-introspect",
        five("introspect").input(&token).run()?,
    );
    snapshot("program-05-revoke", five("revoke").arg(&token).run()?);
    snapshot(
        "program-05-introspect-revoked",
        five("introspect").arg(&token).run()?,
    );
    snapshot(
        "program-05-revoke-garbage",
        five("revoke").arg("garbage").run()?,
    );
    let wrong = five("introspect")
        .arg(&token)
        .env("OAUTH_RESOURCE_SECRET", "wrong")
        .run()?;
    snapshot("program-05-wrong-secret", wrong);

    for validator in ["jwt", "introspection", "jwt-then-introspection"] {
        let server = five("serve")
            .arg("--validator")
            .arg(validator)
            .env("LISTEN", "127.0.0.1:0")
            .start("tokens are validated")?;
        let api = server.api()?;
        let call = program("04-call-api", &realm).env("API_URL", &api).run()?;
        assert!(
            call.stdout().contains("test_api_access"),
            "{validator}: {call}"
        );
        let narration = server.stop()?.0;
        let narration = narration.lines().filter(|line| !line.starts_with("20"));
        let text = narration.collect::<Vec<_>>().join("\n");
        snapshot(format!("program-05-serve-{validator}"), text);
    }
    Ok(())
}

pub(crate) async fn metrics_are_off_unless_asked(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let server = program("04-resource-server", &realm)
        .env("LISTEN", "127.0.0.1:0")
        .env("METRICS_LISTEN", "127.0.0.1:0")
        .start("cargo run --bin 04-call-api")?;
    let words = |end: &str| {
        let mut words = server.words("http://127.0.0.1");
        words.find(|word| word.ends_with("/metrics") == end.ends_with("/metrics"))
    };
    let (metrics, api) = (words("/metrics"), words(""));
    let (metrics, api) = (metrics.context("metrics")?, api.context("the API")?);
    let http = http::client()?;
    let scoped = http.get(format!("{api}/api/private-scoped"));
    let good = scoped.try_clone().context("a clone")?;
    let good = good.bearer_auth(token(&realm).await?);
    let requests = [good.try_clone().context("a clone")?, good, scoped];
    for request in requests {
        Exchange::send(request).await?;
    }
    let page = Exchange::send(http.get(metrics)).await?.response();
    // The order of the labels and all durations differ from run to run.
    let mut numbers: Vec<_> = page
        .lines()
        .filter(|line| line.starts_with("oauth_") && !line.contains("_seconds"))
        .collect();
    numbers.sort_unstable();
    snapshot("program-04-metrics", numbers.join("\n"));
    let public = Exchange::send(http.get(format!("{api}/metrics"))).await?;
    assert_eq!(public.status(), 404);
    Ok(())
}

pub(crate) async fn the_log_has_no_secrets(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let token = token(&realm).await?;
    let forged = verify_signature::tamper(&token, "scope", "admin".into())?;
    let introspecting = program("05-introspect-revoke", &realm).arg("serve");
    for server in [program("04-resource-server", &realm), introspecting] {
        let server = server
            .env("LISTEN", "127.0.0.1:0")
            .env("RUST_LOG", "trace")
            .start("Ctrl-C ends it")?;
        let api = server.api()?;
        let http = http::client()?;
        for token in [&token, &forged] {
            let url = format!("{api}/api/private?access_token={token}");
            Exchange::send(http.get(url).bearer_auth(token)).await?;
        }
        let (log, _) = server.stop()?;
        assert!(
            log.contains("/api/private"),
            "the requests are in it: {log}"
        );
        // Not even the beginning of a token, which is where a log would cut it.
        let parts = token.split('.').chain(forged.split('.'));
        for secret in parts.chain(["eyJ", "test-api-resource-secret"]) {
            assert!(!log.contains(secret), "{secret} is in the log");
        }
    }
    Ok(())
}

pub(crate) async fn measure_compares_the_validators(provider: Provider) -> anyhow::Result<()> {
    let realm = provider.realm().await?;
    let ran = program("05-introspect-revoke", &realm)
        .arg("measure")
        .arg("--cache-seconds=1")
        .arg("--load-seconds=1")
        .run()?;
    let table = ran.stdout();
    let row = |validator: &str| -> anyhow::Result<(u64, u64, bool)> {
        let line = table.lines().find_map(|line| line.strip_prefix(validator));
        let line = line.with_context(|| format!("no row {validator:?}: {ran}"))?;
        let mut numbers = line.split_whitespace();
        let requests = numbers.next().context("requests")?.parse()?;
        let questions = numbers.nth(1).context("questions")?.parse()?;
        Ok((requests, questions, line.contains("until it expires")))
    };
    let (_, questions, for_ever) = row("signature alone")?;
    assert!(questions == 0 && for_ever, "{table}");
    for validator in ["introspection, cached", "signature, then cached"] {
        let (requests, questions, for_ever) = row(validator)?;
        assert!(questions < requests && !for_ever, "{table}");
    }
    for validator in ["introspection, every time", "signature, then every time"] {
        let (requests, questions, for_ever) = row(validator)?;
        assert!(questions == requests && !for_ever, "{table}");
    }
    Ok(())
}

pub(crate) async fn the_healthcheck_reports_whether_the_api_runs() -> anyhow::Result<()> {
    let healthy = |listen: &str| {
        let asking = Program::new("04-resource-server")
            .arg("--healthy")
            .env("LISTEN", listen)
            // Where the issuer is reached by way of another server, this one is not.
            .env("HTTP_PROXY", "http://127.0.0.1:9");
        anyhow::Ok(asking.run()?.to_string())
    };
    let realm = Provider::Embedded.realm().await?;
    let port = ReservedPort::new(0)?;
    let address = port.address();
    let server = program("04-resource-server", &realm)
        .env("LISTEN", &address)
        .start("cargo run --bin 04-call-api")?;
    let any = address.replace("127.0.0.1", "0.0.0.0");
    for listen in [&address, &any] {
        let said = healthy(listen)?;
        assert_eq!(said, "stdout:\n\nstderr:\n\nexit code: 0");
    }
    server.stop()?;
    let said = healthy(&address)?;
    assert!(said.contains("nothing answers at 127.0.0.1:"), "{said}");
    assert!(said.ends_with("exit code: 1"), "{said}");

    // Something listens, but it is no API, or one that is stuck.
    let (_, issuer) = realm.issuer.split_once("//").context("a URL")?;
    let (issuer, _) = issuer.split_once('/').context("a path")?;
    let said = healthy(issuer)?;
    assert!(said.contains("does not answer /healthz with 200"), "{said}");
    assert!(said.ends_with("exit code: 1"), "{said}");
    let silent = std::net::TcpListener::bind("127.0.0.1:0")?;
    let said = healthy(&silent.local_addr()?.to_string())?;
    assert!(said.contains("does not answer in time"), "{said}");
    assert!(said.ends_with("exit code: 1"), "{said}");
    Ok(())
}
