//! A health check for containers without curl.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

/// How long a response may take: longer than a busy API needs, and less than the time that container
/// engines allow for a check.
const TIMEOUT: Duration = Duration::from_secs(2);

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
const ALIVE: &[u8; 13] = b"HTTP/1.1 200 ";

/// The API does not run, or does not respond.
#[derive(Debug, Error)]
pub enum HealthcheckError {
    /// There is no connection, or it was closed before the response.
    #[error("nothing answers at {0}: {1}")]
    Broken(String, io::Error),
    /// Something listens, but does not respond in time.
    #[error("{0} does not answer in time")]
    Timeout(String),
    /// The response is not a 200.
    #[error("{0} does not answer /healthz with 200")]
    NotOk(String),
}

/// Requests `/healthz` from the API that listens on `address`.
///
/// Without the client of the other steps: it would read all trusted certificates for each check.
///
/// # Errors
/// [`HealthcheckError`] if the API does not answer 200 within two seconds.
pub async fn healthcheck(address: &str) -> Result<(), HealthcheckError> {
    match timeout(TIMEOUT, ask(address)).await {
        Ok(Ok(status)) if status == *ALIVE => Ok(()),
        Ok(Ok(_)) => Err(HealthcheckError::NotOk(address.to_owned())),
        Ok(Err(cause)) => Err(HealthcheckError::Broken(address.to_owned(), cause)),
        Err(_) => Err(HealthcheckError::Timeout(address.to_owned())),
    }
}

/// The start of the status line.
async fn ask(address: &str) -> io::Result<[u8; ALIVE.len()]> {
    let addresses: Vec<SocketAddr> = lookup_host(address).await?.map(from_here).collect();
    let mut stream = TcpStream::connect(addresses.as_slice()).await?;
    stream.write_all(REQUEST).await?;
    let mut status = [0; ALIVE.len()];
    stream.read_exact(&mut status).await?;
    Ok(status)
}

/// An unspecified address such as 0.0.0.0 can be listened on, but not connected to.
fn from_here(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
