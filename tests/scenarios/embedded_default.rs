//! Programs without `OAUTH_ISSUER`: they use what is on localhost:8080, or host the realm there.
//!
//! One scenario and not several, because there is only one port 8080.

use std::collections::BTreeMap;

use realm::Server;
use scenarios::{Program, Ran, in_own_network, networks_can_be_made, snapshot};
use tokio::net::TcpListener;
use tokio::task::spawn_blocking;

/// The name of the part that a separate network runs.
pub(crate) const PART: &str = "embedded_default";

pub(crate) async fn programs_host_the_realm_unless_one_is_running() -> anyhow::Result<()> {
    let printed: BTreeMap<_, _> = match networks_can_be_made() {
        true => serde_json::from_str(&spawn_blocking(|| in_own_network(PART)).await??)?,
        false => printed().await?,
    };
    for (name, text) in printed {
        snapshot(name, text);
    }
    Ok(())
}

/// What the programs print, each by the name of its snapshot.
pub(crate) async fn printed() -> anyhow::Result<BTreeMap<String, String>> {
    let mut reports = spawn_blocking(nothing_is_there).await??;

    let server = Server::start(8080).await?;
    let program = async |name| spawn_blocking(move || Program::new(name).run()).await?;
    reports.push(("default-realm-is-used", program("01-fetch-token").await?));
    reports.push(("default-port-taken", program("realm").await?));
    server.close().await;

    let something_else = TcpListener::bind("127.0.0.1:8080").await?;
    let something_else = tokio::spawn(async move {
        while let Ok((stream, _)) = something_else.accept().await {
            drop(stream);
        }
    });
    let occupied = program("01-fetch-token").await;
    // The port is the next scenario's.
    something_else.abort();
    drop(something_else.await);
    reports.push(("default-port-occupied", occupied?));
    let text = |(name, report): (&str, Ran)| (name.to_owned(), report.to_string());
    Ok(reports.into_iter().map(text).collect())
}

fn nothing_is_there() -> anyhow::Result<Vec<(&'static str, Ran)>> {
    let hosted = Program::new("01-fetch-token").run()?;
    // A token of one process verifies in another, because the key is published.
    let verified = Program::new("03-verify-signature")
        .input(hosted.stdout())
        .run()?;

    let server = Program::new("04-resource-server")
        .env("LISTEN", "127.0.0.1:0")
        .start("cargo run --bin 04-call-api")?;
    let api = server.api()?;
    let call = Program::new("04-call-api").env("API_URL", &api).run()?;
    server.stop()?;
    Ok(vec![
        ("default-realm-is-hosted", hosted),
        ("default-realm-verifies", verified),
        ("default-call-api", call),
    ])
}
