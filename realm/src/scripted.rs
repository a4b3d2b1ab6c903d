//! A server for tests that responds as it is told, however wrong that is.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

/// Answers each connection's first request with the bytes of a function, and counts the requests. It
/// ends with the runtime.
pub struct ScriptedServer {
    address: SocketAddr,
    requests: watch::Receiver<usize>,
    open: watch::Sender<bool>,
}

impl ScriptedServer {
    /// `respond` is given the number of the request, from 1 on. What it returns is sent as it is, and
    /// the connection is closed; [`ScriptedServer::response`] makes a response of HTTP.
    ///
    /// # Errors
    /// If no port is free.
    pub async fn start(
        respond: impl Fn(usize) -> String + Send + Sync + 'static,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let address = listener.local_addr()?;
        let (count, requests) = watch::channel(0);
        let (open, opened) = watch::channel(true);
        tokio::spawn(async move {
            let served = Arc::new((respond, count));
            while let Ok((stream, _)) = listener.accept().await {
                let (served, mut opened) = (served.clone(), opened.clone());
                tokio::spawn(async move {
                    let mut stream = BufReader::new(stream);
                    read_request(&mut stream).await?;
                    let mut number = 0;
                    served.1.send_modify(|requests| {
                        *requests = usize::saturating_add(*requests, 1);
                        number = *requests;
                    });
                    let response = (served.0)(number);
                    opened.wait_for(|open| *open).await.ok();
                    stream.write_all(response.as_bytes()).await
                });
            }
        });
        Ok(Self {
            address,
            requests,
            open,
        })
    }

    /// A response of HTTP/1.1 after which the connection ends. `headers` are lines with their ends.
    #[must_use]
    pub fn response(status: &str, headers: &str, body: &str) -> String {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
        )
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// How many requests it has read.
    #[must_use]
    pub fn requests(&self) -> usize {
        *self.requests.borrow()
    }

    /// Waits until it has read that many.
    pub async fn requested(&self, requests: usize) {
        let mut seen = self.requests.clone();
        seen.wait_for(|seen| *seen >= requests).await.ok();
    }

    /// Reads requests, but does not respond until [`open`](Self::open).
    pub fn hold(&self) {
        self.open.send_replace(false);
    }

    /// Responds again.
    pub fn open(&self) {
        self.open.send_replace(true);
    }
}

async fn read_request(stream: &mut BufReader<TcpStream>) -> io::Result<()> {
    let (mut line, mut length) = (String::new(), 0);
    while stream.read_line(&mut line).await? > 2 {
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().unwrap_or_default();
        }
        line.clear();
    }
    let mut body = stream.take(length);
    tokio::io::copy(&mut body, &mut tokio::io::sink()).await?;
    Ok(())
}
