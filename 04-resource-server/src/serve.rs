//! Running the API where everybody can reach it.

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

/// What clients may take of the server. Without these, one laptop that opens connections and sends
/// a letter a minute on each keeps everybody else out.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many connections there may be; further ones wait until one ends. Default: 1024.
    pub connections: usize,
    /// How long a client may take to send the head of a request, or to begin the next one on the
    /// same connection. Default: 10 seconds.
    pub header_time: Duration,
    /// The largest head of a request, in bytes. Default: 32 KiB, twice the longest token.
    pub header_bytes: usize,
    /// How long requests in flight may take when the server is told to stop. Default: 10 seconds.
    pub grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_time: Duration::from_secs(10),
            header_bytes: 32 * 1024,
            grace: Duration::from_secs(10),
        }
    }
}

/// The address is taken, or not this machine's.
#[derive(Debug, Error)]
#[error("cannot listen on {address}: {cause}; stop what listens there, or choose another address")]
pub struct ListenError {
    address: String,
    cause: io::Error,
}

/// Takes an address, such as `127.0.0.1:50100`; port 0 takes a free one.
///
/// # Errors
/// [`ListenError`]
pub async fn listen(address: &str) -> Result<TcpListener, ListenError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| ListenError {
            address: address.to_owned(),
            cause,
        })
}

/// Serves until `stop` is done, and then what is still in flight, for as long as the limits allow.
pub async fn serve(
    listener: TcpListener,
    app: Router,
    limits: Limits,
    stop: impl Future<Output = ()>,
) {
    let mut server = http1::Builder::new();
    server
        .timer(TokioTimer::new())
        .header_read_timeout(limits.header_time)
        .max_buf_size(limits.header_bytes);
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
            // What goes wrong on one connection is its client's affair.
            drop(connection.await);
            drop(permit);
        });
    }
    drop(listener);
    if timeout(limits.grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were not finished in time");
    }
}

/// The next connection. An error is either the client's, who left already, or means that there are
/// too many open files, which passes; a server that ended at it could be ended by anybody.
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

/// Done at Ctrl-C, or at SIGTERM where there is such a thing: it is how a service manager or a
/// container engine says that it is time to go.
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
