//! Step 04: clients that are slow, send too much or are many, and the shutdown of the server.

use std::time::Duration;

use fetch_token::http;
use resource_server::{ApiConfig, JwksCacheConfig, Limits, app, listen, serve};
use scenarios::{Exchange, Fault, FaultyIssuer, eventually, snapshot, until};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::sync::oneshot;
use tokio::task::JoinHandle;
use tokio::time::{sleep, timeout};

use crate::jwks_cache::validator;

/// Much longer than anything here takes, so that a scenario which hangs ends.
const LONG: Duration = Duration::from_secs(20);

/// The API with other limits than the usual ones.
struct Served {
    address: String,
    issuer: FaultyIssuer,
    stop: oneshot::Sender<()>,
    ended: JoinHandle<()>,
}

impl Served {
    async fn with(limits: Limits) -> anyhow::Result<Self> {
        let issuer = FaultyIssuer::start().await?;
        let listener = listen("127.0.0.1:0").await?;
        let address = listener.local_addr()?.to_string();
        let config = ApiConfig {
            resource: format!("http://{address}").parse()?,
            issuers: vec![issuer.issuer.clone()],
            scope: "test_api_access".parse()?,
        };
        let app = app(&config, validator(&issuer, JwksCacheConfig::default())?);
        let (stop, stopped) = oneshot::channel();
        let stopped = async { drop(stopped.await) };
        let ended = tokio::spawn(serve(listener, app, limits, stopped));
        Ok(Self {
            address,
            issuer,
            stop,
            ended,
        })
    }

    async fn connect(&self) -> anyhow::Result<TcpStream> {
        Ok(TcpStream::connect(&self.address).await?)
    }

    /// Sends bytes on a separate connection, and returns all that comes back before its end.
    async fn send(&self, bytes: &[u8]) -> anyhow::Result<String> {
        let mut stream = self.connect().await?;
        // The server may refuse before everything was sent.
        drop(stream.write_all(bytes).await);
        read_to_end(&mut stream).await
    }

    async fn still_serves(&self) -> anyhow::Result<()> {
        let response = self
            .send(b"GET /api/public HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
            .await?;
        anyhow::ensure!(response.starts_with("HTTP/1.1 200 OK"), "{response}");
        Ok(())
    }
}

async fn read_to_end(stream: &mut TcpStream) -> anyhow::Result<String> {
    let mut response = Vec::new();
    // A connection that is reset was ended, too.
    drop(timeout(LONG, stream.read_to_end(&mut response)).await?);
    Ok(String::from_utf8_lossy(&response).into_owned())
}

pub(crate) async fn slow_and_silent_clients_are_disconnected() -> anyhow::Result<()> {
    let served = Served::with(Limits {
        header_read_timeout: Duration::from_millis(50),
        ..Limits::default()
    })
    .await?;
    // Nothing at all, half of a head, and nothing more after a first request.
    served.send(b"").await?;
    served
        .send(b"GET /api/public HTTP/1.1\r\nhost: a\r\nauthorization: Bea")
        .await?;
    let first = served
        .send(b"GET /api/public HTTP/1.1\r\nhost: a\r\n\r\n")
        .await?;
    assert!(first.starts_with("HTTP/1.1 200 OK"), "{first}");
    served.still_serves().await
}

pub(crate) async fn a_megabyte_of_header_is_refused() -> anyhow::Result<()> {
    let served = Served::with(Limits::default()).await?;
    let head = format!(
        "GET /api/private HTTP/1.1\r\nhost: a\r\nauthorization: Bearer {}\r\n\r\n",
        "a".repeat(1024 * 1024)
    );
    let response = served.send(head.as_bytes()).await?;
    // Whether the client sees the answer depends on how much it sent before it looked.
    let status = response.lines().next().unwrap_or_default();
    assert!(["", "HTTP/1.1 431 Request Header Fields Too Large"].contains(&status));
    // What fits into the head, but is longer than any token, is validated like one.
    let long = http::client()?
        .get(format!("http://{}/api/private", served.address))
        .bearer_auth("a".repeat(20 * 1024));
    assert_eq!(Exchange::send(long).await?.status(), 401);
    served.still_serves().await
}

pub(crate) async fn a_large_body_is_refused() -> anyhow::Result<()> {
    let served = Served::with(Limits::default()).await?;
    let response = served
        .send(b"POST /api/private HTTP/1.1\r\nhost: a\r\ncontent-length: 1000000\r\nconnection: close\r\n\r\n")
        .await?;
    assert!(response.starts_with("HTTP/1.1 413"), "{response}");
    served.still_serves().await
}

pub(crate) async fn connections_are_bounded() -> anyhow::Result<()> {
    let served = Served::with(Limits {
        connections: 2,
        header_read_timeout: LONG,
        ..Limits::default()
    })
    .await?;
    let first = served.connect().await?;
    let _second = served.connect().await?;
    let mut third = served.connect().await?;
    third
        .write_all(b"GET /api/public HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n")
        .await?;
    let response = tokio::spawn(async move { read_to_end(&mut third).await });
    // Time enough for an answer, if the third connection were served.
    sleep(Duration::from_millis(200)).await;
    assert!(!response.is_finished());
    drop(first);
    assert!(response.await??.starts_with("HTTP/1.1 200 OK"));
    Ok(())
}

pub(crate) async fn shutdown_completes_requests_in_flight() -> anyhow::Result<()> {
    let served = Served::with(Limits::default()).await?;
    let token = served.issuer.token().await?;
    let request = http::client()?
        .get(format!("http://{}/api/private", served.address))
        .bearer_auth(token);
    served.issuer.fail("/certs", Fault::Hang);
    let request = tokio::spawn(Exchange::send(request));
    served.issuer.requested("/certs", 1).await;
    drop(served.stop);
    // The listener is closed before the request is finished.
    let refused = async || TcpStream::connect(&served.address).await.is_err();
    until("connections are refused", refused).await?;
    // The server is not at its end while the request is not.
    sleep(Duration::from_millis(50)).await;
    assert!(!served.ended.is_finished());
    served.issuer.repair();
    assert_eq!(request.await??.status(), 200);
    timeout(LONG, served.ended).await??;
    Ok(())
}

pub(crate) async fn shutdown_does_not_wait_for_ever() -> anyhow::Result<()> {
    let served = Served::with(Limits {
        shutdown_grace: Duration::from_millis(50),
        ..Limits::default()
    })
    .await?;
    let token = served.issuer.token().await?;
    let request = http::client()?
        .get(format!("http://{}/api/private", served.address))
        .bearer_auth(token);
    served.issuer.fail("/certs", Fault::Hang);
    tokio::spawn(Exchange::send(request));
    served.issuer.requested("/certs", 1).await;
    drop(served.stop);
    // Less than the time-out of the fetch, which would end the request as well.
    timeout(http::TIMEOUT / 2, served.ended).await??;
    Ok(())
}

pub(crate) async fn head_is_get_without_a_body() -> anyhow::Result<()> {
    let served = Served::with(Limits::default()).await?;
    let http = http::client()?;
    let mut text = String::new();
    for path in ["/api/public", "/api/private"] {
        let request = http.head(format!("http://{}{path}", served.address));
        text += &Exchange::send(request).await?.to_string();
    }
    snapshot("api-head", text);
    Ok(())
}

pub(crate) async fn a_request_has_an_id() -> anyhow::Result<()> {
    let served = Served::with(Limits::default()).await?;
    let http = http::client()?;
    let id = async |sent: Option<&str>| -> anyhow::Result<String> {
        let request = http.get(format!("http://{}/api/private", served.address));
        let request = match sent {
            Some(id) => request.header("x-request-id", id),
            None => request,
        };
        Ok(Exchange::send(request)
            .await?
            .header("x-request-id")
            .to_owned())
    };
    assert_eq!(id(None).await?.len(), 36, "a UUID");
    assert_ne!(id(None).await?, id(None).await?);
    assert_eq!(id(Some("from-the-proxy_7")).await?, "from-the-proxy_7");
    let long = "a".repeat(65);
    for odd in ["", "two words", "eyJhbGciOi.eyJ", &long] {
        assert_eq!(id(Some(odd)).await?.len(), 36, "{odd:?} was kept");
    }
    Ok(())
}

pub(crate) async fn liveness_is_not_readiness() -> anyhow::Result<()> {
    let served = Served::with(Limits::default()).await?;
    let http = http::client()?;
    served.issuer.fail(
        "",
        Fault::Status(axum::http::StatusCode::BAD_GATEWAY, Default::default()),
    );
    let ask = async |path: &str| -> anyhow::Result<String> {
        let request = http.get(format!("http://{}{path}", served.address));
        Ok(Exchange::send(request).await?.to_string())
    };
    let mut text = format!("{}\n{}", ask("/healthz").await?, ask("/readyz").await?);
    served.issuer.repair();
    // No request for keys came in meanwhile: to ask is what makes it ready.
    let ready = async || anyhow::Ok(Some(ask("/readyz").await?).filter(|it| it.contains("200 OK")));
    text += &format!("\n{}", eventually("ready", ready).await?);
    snapshot(
        "api-health",
        text.replace("Retry-After: 1\n", "Retry-After: 2\n"),
    );
    Ok(())
}

pub(crate) async fn metadata_of_an_api_with_a_path() -> anyhow::Result<()> {
    let issuer = FaultyIssuer::start().await?;
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let config = ApiConfig {
        resource: format!("{url}/v1/").parse()?,
        issuers: vec![issuer.issuer.clone()],
        scope: "read write".parse()?,
    };
    let app = app(&config, validator(&issuer, JwksCacheConfig::default())?);
    tokio::spawn(serve(
        listener,
        app,
        Limits::default(),
        std::future::pending(),
    ));
    let http = http::client()?;
    let challenged = Exchange::send(http.get(format!("{url}/api/private"))).await?;
    let at = format!("{url}/.well-known/oauth-protected-resource/v1");
    let expected = format!("Bearer resource_metadata=\"{at}\"");
    assert_eq!(challenged.header("www-authenticate"), expected);
    let metadata = Exchange::send(http.get(at)).await?;
    snapshot("api-metadata-with-path", metadata);
    Ok(())
}
