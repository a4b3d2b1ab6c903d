//! Running the API.

use std::io;

use axum::Router;
use thiserror::Error;
use tokio::net::TcpListener;

/// Why the API does not run.
#[derive(Debug, Error)]
pub enum ServeError {
    /// The address is taken, or not this machine's.
    #[error(
        "cannot listen on {address}: {cause}; stop what listens there, or set LISTEN to another address"
    )]
    Listen {
        /// What was asked for.
        address: String,
        /// What the system says.
        cause: io::Error,
    },
    /// The listener broke.
    #[error("the server stopped")]
    Io(#[from] io::Error),
}

/// Takes the address, such as `127.0.0.1:50100`; port 0 takes a free one.
///
/// # Errors
/// [`ServeError::Listen`]
pub async fn listen(address: &str) -> Result<TcpListener, ServeError> {
    TcpListener::bind(address)
        .await
        .map_err(|cause| ServeError::Listen {
            address: address.to_owned(),
            cause,
        })
}

/// Serves until `stop` is done, and then what is still in flight.
///
/// # Errors
/// [`ServeError::Io`]
pub async fn serve(
    listener: TcpListener,
    app: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> Result<(), ServeError> {
    Ok(axum::serve(listener, app)
        .with_graceful_shutdown(stop)
        .await?)
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
