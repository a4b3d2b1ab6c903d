//! A Redis or Valkey server.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, bail};
use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, FromRedisValue};
use tokio::net::TcpStream;
use tokio::time::sleep;
use uuid::Uuid;

use crate::ReservedPort;

/// A server for one scenario, which loses its data when it ends. It is killed when
/// this is dropped.
pub struct RedisServer {
    port: ReservedPort,
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
        let folder = env::temp_dir().join(format!("scenarios-{}", Uuid::new_v4()));
        fs::create_dir(&folder)?;
        let mut server = Self {
            port: ReservedPort::new(0)?,
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
            .arg(self.port.number().to_string())
            .arg("--dir")
            .arg(&self.folder)
            .args(&self.arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .spawn()?;
        let child = self.child.insert(child);
        for _ in 0..1000 {
            if TcpStream::connect(self.port.address()).await.is_ok() {
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
        ([127, 0, 0, 1], self.port.number()).into()
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

    /// Its response to a command, given as words.
    ///
    /// # Errors
    /// If it is not of this type.
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
