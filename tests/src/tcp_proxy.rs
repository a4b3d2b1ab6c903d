//! A TCP proxy that can be cut.

use std::net::SocketAddr;

use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// What a [`TcpProxy`] does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkState {
    /// It passes everything on.
    Up,
    /// It ends every connection.
    Cut,
    /// It passes nothing on, and ends nothing, as if the other side had lost its power; connections that
    /// were there at that time stay so until it is cut.
    Silent,
}

/// A way to a server that can be cut while the server lives on.
pub struct TcpProxy {
    address: SocketAddr,
    link: watch::Sender<LinkState>,
}

impl TcpProxy {
    /// A proxy in front of a server.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn to(server: SocketAddr) -> anyhow::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (link, state) = watch::channel(LinkState::Up);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(carry(stream, server, state.clone()));
            }
        });
        Ok(Self { address, link })
    }

    /// From now on it does this.
    pub fn set(&self, link: LinkState) {
        self.link.send_replace(link);
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The URL of the Redis server through this proxy.
    #[must_use]
    pub fn redis_url(&self) -> String {
        format!("redis://{}", self.address)
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, mut state: watch::Receiver<LinkState>) {
    let link = *state.borrow();
    if link == LinkState::Up
        && let Ok(mut far) = TcpStream::connect(server).await
    {
        tokio::select! {
            // First, or a request that is sent after `set` could still pass, and even its response.
            biased;
            _ = state.wait_for(|link| *link != LinkState::Up) => {}
            _ = copy_bidirectional(&mut near, &mut far) => return,
        }
    }
    // What has fallen silent stays so until it is cut, also when new connections get through.
    let silent = *state.borrow() == LinkState::Silent;
    if silent {
        drop(state.wait_for(|link| *link == LinkState::Cut).await);
    }
}
