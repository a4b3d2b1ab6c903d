//! Serving the API: limits for clients, and a graceful shutdown.

use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use thiserror::Error;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, OwnedSemaphorePermit, Semaphore, watch};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep, timeout};
use tokio_io_timeout::TimeoutStream;
use tower::Service;

/// Descriptors that are kept for everything but clients: requests to the issuer, the log, listeners.
const RESERVED_DESCRIPTORS: u64 = 128;
/// How often idle connections are closed while a new client waits for a place.
const PRESSURE_INTERVAL: Duration = Duration::from_millis(100);
/// How long a new connection is left alone under pressure, although it has not sent a request yet.
const FIRST_REQUEST: Duration = Duration::from_secs(1);

/// Limits for clients. Without them a slow client can exhaust all connections.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The most connections at a time. When a further client connects, idle connections are closed to
    /// make room. Default: 1024.
    pub connections: usize,
    /// How long a client may take to send the head of a request, or to start the next one on the same
    /// connection. Default: 10 seconds.
    pub header_read_timeout: Duration,
    /// How long a client may take to read any part of a response. Default: 10 seconds.
    pub write_timeout: Duration,
    /// The largest head of a request, in bytes. Default: 32 KiB, twice the longest token.
    pub max_header_bytes: usize,
    /// How long the server goes on serving after it was told to stop, while `/readyz` already answers
    /// 503 so that a load balancer sends no more requests. Default: none.
    pub drain: Duration,
    /// How long requests in flight may take after that, before they are aborted. Default: 10 seconds.
    pub shutdown_grace: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1024,
            header_read_timeout: Duration::from_secs(10),
            write_timeout: Duration::from_secs(10),
            max_header_bytes: 32 * 1024,
            drain: Duration::ZERO,
            shutdown_grace: Duration::from_secs(10),
        }
    }
}

impl Limits {
    /// The default limits, with no more connections than the process may have descriptors. Raises the
    /// soft limit of descriptors as far as the system allows.
    #[must_use]
    pub fn for_this_process() -> Self {
        let limits = Self::default();
        // Where there is no such limit, as on Windows, this is the wanted number itself.
        let wanted = (limits.connections as u64).saturating_add(RESERVED_DESCRIPTORS);
        let descriptors = rlimit::increase_nofile_limit(wanted).unwrap_or(wanted);
        limits.within(descriptors)
    }

    fn within(self, descriptors: u64) -> Self {
        // With very few descriptors, half of them.
        let room = descriptors
            .saturating_sub(RESERVED_DESCRIPTORS)
            .max(descriptors / 2);
        let room = usize::try_from(room).unwrap_or(usize::MAX);
        let connections = self.connections.min(room).max(1);
        if connections < self.connections {
            tracing::warn!(
                descriptors,
                connections,
                "few descriptors are allowed (ulimit -n), so fewer connections are accepted"
            );
        }
        Self {
            connections,
            ..self
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

/// An extension of every request that arrives after the server was told to stop.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draining;

/// What the connections of a server share.
struct Shared {
    app: Router,
    server: http1::Builder,
    limits: Limits,
    /// Notified when a client waits for a place.
    pressure: Notify,
    draining: AtomicBool,
    stopping: watch::Sender<bool>,
}

/// Serves until `stop` is done and the connections are drained, then finishes the requests in flight,
/// and aborts those that take longer than the limits allow.
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
    let shared = Arc::new(Shared {
        app,
        server,
        limits,
        pressure: Notify::new(),
        draining: AtomicBool::new(false),
        stopping: watch::Sender::new(false),
    });
    let drained = async {
        stop.await;
        shared.draining.store(true, Ordering::Relaxed);
        sleep(limits.drain).await;
    };
    let mut drained = pin!(drained);
    let places = Arc::new(Semaphore::new(limits.connections));
    let mut connections = JoinSet::new();
    loop {
        let next = async {
            (
                place(&places, &shared.pressure).await,
                accept(&listener).await,
            )
        };
        let (place, stream) = tokio::select! {
            // First, so that signals are listened to before the first connection is accepted.
            biased;
            () = &mut drained => break,
            next = next => next,
        };
        connections.spawn(connection(Arc::clone(&shared), stream, place));
        while connections.try_join_next().is_some() {}
    }
    drop(listener);
    shared.stopping.send_replace(true);
    let finished = async { while connections.join_next().await.is_some() {} };
    if timeout(limits.shutdown_grace, finished).await.is_err() {
        tracing::warn!("some requests were not finished in time and are aborted");
    }
    connections.shutdown().await;
}

/// A place for one more connection. While there is none, idle connections are closed.
async fn place(places: &Arc<Semaphore>, pressure: &Notify) -> Option<OwnedSemaphorePermit> {
    loop {
        let place = Arc::clone(places).acquire_owned();
        match timeout(PRESSURE_INTERVAL, place).await {
            // The semaphore is never closed, so there is a permit.
            Ok(permit) => return permit.ok(),
            Err(_) => pressure.notify_waiters(),
        }
    }
}

/// Serves one connection. Its errors concern only its client.
async fn connection(shared: Arc<Shared>, stream: TcpStream, _place: Option<OwnedSemaphorePermit>) {
    let opened = Instant::now();
    let started = Arc::new(AtomicBool::new(false));
    let service = {
        let (shared, started) = (Arc::clone(&shared), Arc::clone(&started));
        service_fn(move |mut request: Request<Incoming>| {
            started.store(true, Ordering::Relaxed);
            if shared.draining.load(Ordering::Relaxed) {
                request.extensions_mut().insert(Draining);
            }
            shared.app.clone().call(request)
        })
    };
    let mut stream = TimeoutStream::new(stream);
    stream.set_write_timeout(Some(shared.limits.write_timeout));
    let connection = shared
        .server
        .serve_connection(TokioIo::new(Box::pin(stream)), service);
    let mut connection = pin!(connection);
    let mut stopping = shared.stopping.subscribe();
    let mut closing = false;
    loop {
        tokio::select! {
            _ = connection.as_mut() => return,
            () = shared.pressure.notified(), if !closing => {
                // One that has sent no request is only dropped after a while: its first may be on its way.
                if !started.load(Ordering::Relaxed) {
                    if opened.elapsed() < FIRST_REQUEST {
                        continue;
                    }
                    return;
                }
            }
            _ = stopping.wait_for(|stopping| *stopping), if !closing => {
                if !started.load(Ordering::Relaxed) {
                    return;
                }
            }
        }
        // An idle connection ends here, a busy one after its response.
        connection.as_mut().graceful_shutdown();
        closing = true;
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

/// Done at Ctrl-C, or on Unix at SIGTERM or SIGHUP, with which service managers, container engines and
/// closing terminals stop a process. A second signal ends the process immediately.
pub async fn shutdown_signal() {
    signal().await;
    tokio::spawn(async {
        signal().await;
        std::process::exit(1);
    });
}

async fn signal() {
    #[cfg(unix)]
    let terminated = async {
        use tokio::signal::unix::{SignalKind, signal};
        let (terminate, hangup) = (
            signal(SignalKind::terminate()),
            signal(SignalKind::hangup()),
        );
        let (Ok(mut terminate), Ok(mut hangup)) = (terminate, hangup) else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = terminate.recv() => {}
            _ = hangup.recv() => {}
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_leave_descriptors_for_the_issuer() {
        let connections = |descriptors| Limits::default().within(descriptors).connections;
        assert_eq!(connections(1024), 896);
        assert_eq!(connections(4096), 1024);
        assert_eq!(connections(64), 32);
        assert_eq!(connections(0), 1);
    }
}
