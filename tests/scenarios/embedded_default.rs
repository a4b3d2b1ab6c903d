//! Programs without `OAUTH_ISSUER`: they use what is on localhost:8080, or host the realm there.
//!
//! One scenario and not several, because there is only one port 8080.

use realm::Server;
use scenarios::{Program, snapshot};
use tokio::net::TcpListener;

pub(crate) async fn programs_host_the_realm_unless_one_is_running() -> anyhow::Result<()> {
    tokio::task::spawn_blocking(nothing_is_there).await??;

    let server = Server::start(8080).await?;
    tokio::task::spawn_blocking(|| {
        let used = Program::new("01-fetch-token").run()?;
        snapshot("default-realm-is-used", used);
        let second = Program::new("realm").run()?;
        snapshot("default-port-taken", second);
        anyhow::Ok(())
    })
    .await??;
    server.close().await;

    let something_else = TcpListener::bind("127.0.0.1:8080").await?;
    let something_else = tokio::spawn(async move {
        while let Ok((stream, _)) = something_else.accept().await {
            drop(stream);
        }
    });
    let occupied = tokio::task::spawn_blocking(|| Program::new("01-fetch-token").run());
    let occupied = occupied.await?;
    // The port is the next scenario's.
    something_else.abort();
    drop(something_else.await);
    snapshot("default-port-occupied", occupied?);
    Ok(())
}

fn nothing_is_there() -> anyhow::Result<()> {
    let hosted = Program::new("01-fetch-token").run()?;
    snapshot("default-realm-is-hosted", &hosted);
    // A token of one process verifies in another, because the key is published.
    let verified = Program::new("03-verify-signature")
        .input(hosted.stdout())
        .run()?;
    snapshot("default-realm-verifies", verified);

    let server = Program::new("04-resource-server")
        .env("LISTEN", "127.0.0.1:0")
        .start("cargo run --bin 04-call-api")?;
    let api = server.api()?;
    let call = Program::new("04-call-api").env("API_URL", &api).run()?;
    snapshot("default-call-api", call);
    server.stop()?;
    Ok(())
}
