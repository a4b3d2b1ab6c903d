//! A Redis or Valkey server, and a proxy to it that can be cut.

use std::net::{SocketAddr, TcpListener as StdListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, bail};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, FromRedisValue};
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::sleep;
use uuid::Uuid;

/// A server of its own for one scenario, which forgets everything when it ends. It is killed when
/// this is dropped.
pub struct RedisServer {
    port: u16,
    arguments: Vec<String>,
    folder: PathBuf,
    child: Option<Child>,
}

impl RedisServer {
    /// What can be started here.
    ///
    /// # Errors
    /// The reason why there is none, for the report.
    pub fn program() -> anyhow::Result<&'static str> {
        if env::var("REDIS").is_ok_and(|value| value == "off") {
            bail!("REDIS=off");
        }
        let runs = |program: &&str| {
            let mut version = Command::new(program);
            let version = version.arg("--version").stdout(Stdio::null());
            version.status().is_ok_and(|status| status.success())
        };
        ["valkey-server", "redis-server"]
            .into_iter()
            .find(runs)
            .context("neither valkey-server nor redis-server is on the PATH")
    }

    /// A server with more arguments, such as `--requirepass`, on a free port of this machine.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start(arguments: &[&str]) -> anyhow::Result<Self> {
        let port = StdListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let folder = env::temp_dir().join(format!("scenarios-{}", Uuid::new_v4()));
        fs::create_dir(&folder)?;
        let mut server = Self {
            port,
            arguments: arguments.iter().map(ToString::to_string).collect(),
            folder,
            child: None,
        };
        server.start_again().await?;
        Ok(server)
    }

    /// Starts it after [`RedisServer::stop`], on the same port, with nothing in it.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        let child = Command::new(Self::program()?)
            .args(["--bind", "127.0.0.1", "--save", "", "--appendonly", "no"])
            .arg("--port")
            .arg(self.port.to_string())
            .arg("--dir")
            .arg(&self.folder)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let child = self.child.insert(child);
        for _ in 0..1000 {
            if TcpStream::connect(("127.0.0.1", self.port)).await.is_ok() {
                return Ok(());
            }
            if let Some(status) = child.try_wait()? {
                bail!("it ended early: {status}");
            }
            sleep(Duration::from_millis(10)).await;
        }
        bail!("it does not answer")
    }

    /// Ends it at once, as a power cut would.
    pub fn stop(&mut self) {
        if let Some(mut child) = self.child.take() {
            drop(child.kill());
            drop(child.wait());
        }
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        ([127, 0, 0, 1], self.port).into()
    }

    /// Its URL.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://{}", self.address())
    }

    /// A connection, for looking into it.
    ///
    /// # Errors
    /// If it does not answer.
    pub async fn connect(&self) -> anyhow::Result<MultiplexedConnection> {
        let client = redis::Client::open(self.url())?;
        // Its own half a second is too short on a machine that builds meanwhile.
        let patient = Some(Duration::from_secs(20));
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(patient)
            .set_response_timeout(patient);
        let connection = client.get_multiplexed_async_connection_with_config(&config);
        Ok(connection.await?)
    }

    /// Its answer to a command, given as words.
    ///
    /// # Errors
    /// If it gives another one.
    pub async fn query<T: FromRedisValue>(&self, words: &[&str]) -> anyhow::Result<T> {
        let mut command = redis::Cmd::new();
        command.arg(words);
        Ok(command.query_async(&mut self.connect().await?).await?)
    }
}

impl Drop for RedisServer {
    fn drop(&mut self) {
        self.stop();
        drop(fs::remove_dir_all(&self.folder));
    }
}

/// What a proxy does.
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
    /// A proxy to a server.
    ///
    /// # Errors
    /// If no port can be had.
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

    /// The server's URL by way of this proxy.
    #[must_use]
    pub fn url(&self) -> String {
        format!("redis://{}", self.address)
    }
}

async fn carry(mut near: TcpStream, server: SocketAddr, mut state: watch::Receiver<LinkState>) {
    let link = *state.borrow();
    if link == LinkState::Up
        && let Ok(mut far) = TcpStream::connect(server).await
    {
        tokio::select! {
            _ = copy_bidirectional(&mut near, &mut far) => return,
            _ = state.wait_for(|link| *link != LinkState::Up) => {}
        }
    }
    // What has fallen silent stays so until it is cut, also when new connections get through.
    let silent = *state.borrow() == LinkState::Silent;
    if silent {
        drop(state.wait_for(|link| *link == LinkState::Cut).await);
    }
}
