//! Serving the API: limits per connection, and a graceful shutdown.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// Limits for clients. Without them a slow-loris client can exhaust all connections.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections at a time; further ones wait until one is closed. Default: 1024.
    pub connections: usize,
    /// How long a client may take to send the head of a request, or to start the next one on the same
    /// connection. Default: 10 seconds.
    pub header_read_timeout: Duration,
    /// The largest head of a request, in bytes. Default: 32 KiB, twice the longest token.
    pub max_header_bytes: usize,
    /// How long requests in flight may take after the server was told to stop. Default: 10 seconds.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_read_timeout: Duration::from_secs(10),
            max_header_bytes: 32 * 1024,
            shutdown_grace: Duration::from_secs(10),
        }
    }
}

/// The address is in use, or not an address of this machine.
#[derive(Debug, Error)]
#[error("cannot listen on {address}: {cause}; stop what listens there, or choose another address")]
pub struct ListenError {
    address: String,
    cause: io::Error,
}

/// Listens on an address, such as `127.0.0.1:50100`; port 0 means any free port.
///
/// # Errors
/// [`ListenError`] if the address is in use or not one of this machine.
pub async fn listen(address: &str) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| ListenError {
            address: address.to_owned(),
            cause,
        })
}

/// Serves until `stop` is done, and then finishes the requests in flight, within the limits.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_read_timeout)
        .max_buf_size(limits.max_header_bytes);
    let connections = Arc::new(Semaphore::new(limits.connections));
    let graceful = GracefulShutdown::new();
    let mut stop = pin!(stop);
    loop {
        let next = async {
            (
                Arc::clone(&connections).acquire_owned().await,
                accept(&listener).await,
            )
        };
        let (permit, stream) = tokio::select! {
            next = next => next,
            () = &mut stop => break,
        };
        let service = TowerToHyperService::new(app.clone());
        let connection = graceful.watch(server.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // An error on one connection concerns only its client.
            connection.await.ok();
            drop(permit);
        });
    }
    drop(listener);
    if timeout(limits.shutdown_grace, graceful.shutdown())
        .await
        .is_err()
    {
        tracing::warn!("some requests were not finished in time");
    }
}

/// The next connection. An error means that the client has left already, or that there are too many
/// open files, which is temporary; a server that stopped then could be stopped by anyone.
async fn accept(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => return stream,
            Err(error) => {
                tracing::warn!(%error, "cannot accept a connection");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

/// Done at Ctrl-C, or on Unix at SIGTERM, with which service managers and container engines stop a
/// process.
pub async fn shutdown_signal() {
    let interrupt = async { drop(tokio::signal::ctrl_c().await) };
    #[cfg(unix)]
    let terminate = async {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => drop(terminate.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
