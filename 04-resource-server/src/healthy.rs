//! Whether the API runs, asked from inside its container, where there is no other program to ask.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use thiserror::Error;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::timeout;

/// How long an answer may take. Longer than a busy API needs, and less than what container engines
/// wait for a check.
const TIMEOUT: Duration = Duration::from_secs(2);

const REQUEST: &[u8] = b"GET /healthz HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n";
const ALIVE: &[u8; 13] = b"HTTP/1.1 200 ";

/// The API does not run, or is stuck.
#[derive(Debug, Error)]
pub enum Unhealthy {
    /// There is no connection, or it ended before the answer.
    #[error("nothing answers at {0}: {1}")]
    Broken(String, io::Error),
    /// Something listens, and does not answer.
    #[error("{0} does not answer in time")]
    Timeout(String),
    /// It is another server, or another answer.
    #[error("{0} does not answer /healthz with 200")]
    Other(String),
}

/// Asks the API that listens on `address` for `/healthz`.
///
/// Without the client of the other steps: that one would read all trusted certificates for each
/// check, and go by way of `HTTP_PROXY` where an issuer is reached so.
///
/// # Errors
/// [`Unhealthy`]
pub async fn healthy(address: &str) -> Result<(), Unhealthy> {
    match timeout(TIMEOUT, ask(address)).await {
        Ok(Ok(status)) if status == *ALIVE => Ok(()),
        Ok(Ok(_)) => Err(Unhealthy::Other(address.to_owned())),
        Ok(Err(cause)) => Err(Unhealthy::Broken(address.to_owned(), cause)),
        Err(_) => Err(Unhealthy::Timeout(address.to_owned())),
    }
}

/// The beginning of the answer.
async fn ask(address: &str) -> io::Result<[u8; ALIVE.len()]> {
    let addresses: Vec<SocketAddr> = lookup_host(address).await?.map(from_here).collect();
    let mut stream = TcpStream::connect(addresses.as_slice()).await?;
    stream.write_all(REQUEST).await?;
    let mut status = [0; ALIVE.len()];
    stream.read_exact(&mut status).await?;
    Ok(status)
}

/// "Every address of this machine" is one to listen on, but none to connect to.
fn from_here(mut address: SocketAddr) -> SocketAddr {
    match address.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => address.set_ip(Ipv4Addr::LOCALHOST.into()),
        IpAddr::V6(ip) if ip.is_unspecified() => address.set_ip(Ipv6Addr::LOCALHOST.into()),
        _ => {}
    }
    address
}
