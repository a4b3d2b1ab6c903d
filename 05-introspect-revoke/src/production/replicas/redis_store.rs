//! Redis or Valkey, which stores revocations until their tokens expire and publishes them.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{
    AsyncConnectionConfig, Client, Cmd, ConnectionInfo, ProtocolVersion, PushInfo, PushKind,
    RedisError, RedisResult, Value, cmd, pipe,
};
use secrecy::{ExposeSecret, SecretString};
use thiserror::Error;
use tokio::sync::Notify;
use tokio::time::{Instant, sleep, timeout};
use verify_signature::Claims;

use super::ReplicaTimes;
use super::denylist::{Denylist, Revoked};

/// The time-out for a connection, and for the response to a command.
const TIMEOUT: Duration = Duration::from_secs(1);
/// The first pause before another attempt to connect, and the longest: much less than the grace, so that
/// callers do not notice a short outage.
const BACKOFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));
/// How many entries are read or written at a time.
const PAGE: usize = 500;

/// Why a revocation was not published.
#[derive(Debug, Error)]
pub enum StoreError {
    /// `REVOCATIONS_URL` is not a URL. It is not printed, because it may contain a password.
    #[error("REVOCATIONS_URL is not like redis://host:6379/1 or redis://user:password@host")]
    Url,
    /// The token has no `jti`, or one that is longer than 256 bytes.
    #[error("the token has no jti of at most 256 bytes, which is needed to revoke it")]
    NoJti,
    /// The server does not answer, or refuses.
    #[error(
        "the server at {address} did not store the revocation: {reason}; try again when it works"
    )]
    Failed {
        /// Host and port.
        address: String,
        /// What went wrong.
        reason: String,
    },
}

/// A Redis server (6.2 or newer) or a Valkey server, for the revocations of one issuer.
///
/// The issuer is part of every key and channel, so that realms can share a server. Anyone who can write
/// there can revoke any token, and anyone who can delete there can restore one for replicas that start
/// later.
pub struct RedisStore {
    client: Client,
    channel: String,
}

impl fmt::Debug for RedisStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.channel, self.address())
    }
}

impl RedisStore {
    /// The server at `url`; nothing is sent yet.
    ///
    /// # Errors
    /// [`StoreError::Url`] if it is not a Redis URL.
    pub fn new(url: &SecretString, issuer: &str) -> Result<Self, StoreError> {
        let client = || {
            let info: ConnectionInfo = url.expose_secret().parse()?;
            // Only in RESP3 do commands and published messages share a connection, see `follow`.
            let settings = info.redis_settings().clone();
            let settings = settings.set_protocol(ProtocolVersion::RESP3);
            // CLIENT SETINFO would require an extra ACL permission.
            let settings = settings.set_skip_set_lib_name();
            Client::open(info.set_redis_settings(settings))
        };
        Ok(Self {
            client: client().map_err(|_: RedisError| StoreError::Url)?,
            channel: format!("revoked:{issuer}"),
        })
    }

    /// Stores and publishes the revocation of a token, unless it has expired.
    ///
    /// The claims must be those of a verified token.
    ///
    /// # Errors
    /// [`StoreError`] if the token has no usable `jti`, or the server did not accept the entry.
    pub async fn publish(&self, claims: &Claims) -> Result<(), StoreError> {
        let Revoked { jti, expires_at } = Revoked::of(claims).ok_or(StoreError::NoJti)?;
        let publish = async {
            let mut connection = self.connect(AsyncConnectionConfig::new()).await?;
            // The key first: a replica that connects in between misses the message but reads the key.
            // Not in one transaction, whose error would hide the reason, such as OOM or MISCONF.
            let set = self.set(&jti, expires_at);
            set.exec_async(&mut connection).await?;
            let mut publish = cmd("PUBLISH");
            publish.arg(&self.channel).arg(message(&jti, expires_at));
            publish.exec_async(&mut connection).await
        };
        publish.await.map_err(|error| StoreError::Failed {
            address: self.address(),
            reason: reason(&error),
        })
    }

    /// Follows the server, and reconnects whenever the connection is lost.
    pub(super) async fn keep_in_sync(&self, denylist: &Arc<Denylist>, times: ReplicaTimes) {
        let (first, longest) = BACKOFF;
        let (mut pause, mut connected) = (first, true);
        loop {
            let before = denylist.synced_at();
            let ended = self.follow(denylist, times, &mut connected).await;
            if denylist.synced_at() != before {
                pause = first;
            }
            if connected {
                let reason = ended.map_or_else(
                    |error| reason(&error),
                    |()| "the connection was closed".to_owned(),
                );
                let (address, tokens) = (self.address(), denylist.count());
                tracing::warn!(
                    address,
                    reason,
                    tokens,
                    "disconnected from the other replicas"
                );
                connected = false;
            }
            sleep(pause).await;
            pause = longest.min(pause.saturating_mul(2));
        }
    }

    /// Keeps the list in sync until the connection is lost.
    ///
    /// Everything uses that one connection. So the response to a command arrives after everything that
    /// was published before the command: it proves that nothing was missed.
    async fn follow(
        &self,
        denylist: &Arc<Denylist>,
        times: ReplicaTimes,
        connected: &mut bool,
    ) -> RedisResult<()> {
        let disconnected = Arc::new(Notify::new());
        let (inserting, notifying) = (Arc::clone(denylist), Arc::clone(&disconnected));
        let config = AsyncConnectionConfig::new().set_push_sender(move |push: PushInfo| {
            match push.kind {
                PushKind::Message => {
                    if let Some(revoked) = revoked_in(&push.data) {
                        inserting.insert(revoked);
                    }
                }
                PushKind::Disconnection => notifying.notify_one(),
                _ => {}
            }
            Ok::<(), RedisError>(())
        });
        let mut connection = self.connect(config).await?;
        // Before anything is read, so that nothing is missed in between.
        connection.subscribe(&self.channel).await?;
        let mut complete = false;
        loop {
            self.reconcile(&mut connection, denylist, complete).await?;
            if !*connected {
                let (address, tokens) = (self.address(), denylist.count());
                tracing::warn!(address, tokens, "connected to the other replicas again");
                *connected = true;
            }
            let reconciled = Instant::now();
            loop {
                if timeout(times.heartbeat, disconnected.notified())
                    .await
                    .is_ok()
                {
                    return Ok(());
                }
                // An entry that arrived while the clock was wrong may have been taken for expired.
                let clock_was_set = denylist.remove_expired();
                let pinged = Instant::now();
                cmd("PING").exec_async(&mut connection).await?;
                complete = denylist.mark_synced(pinged);
                if !complete || clock_was_set || reconciled.elapsed() > times.reconcile {
                    break;
                }
            }
        }
    }

    /// Reads what the server has, and writes back what it lacks: a server that restarted may have lost
    /// everything. `complete` if this connection has brought everything so far: without that, what was
    /// published during an outage may be on a page that has not been read yet.
    async fn reconcile(
        &self,
        to: &mut MultiplexedConnection,
        denylist: &Denylist,
        complete: bool,
    ) -> RedisResult<()> {
        let started = Instant::now();
        let (mut missing, dropped) = denylist.before_reconciling();
        let names = format!("{}*", escape(&self.key("")));
        let mut cursor = 0_u64;
        loop {
            let page = Instant::now();
            let mut scan = cmd("SCAN");
            scan.arg(cursor).arg("MATCH").arg(&names);
            scan.arg("COUNT").arg(PAGE);
            let (next, keys): (u64, Vec<Vec<u8>>) = scan.query_async(to).await?;
            if !keys.is_empty() {
                let read = cmd("MGET").arg(&keys).query_async(to).await;
                let values: Vec<Option<Vec<u8>>> = read?;
                for (key, value) in keys.iter().zip(values) {
                    let jti = key.strip_prefix(self.key("").as_bytes());
                    if let (Some(jti), Some(value)) = (jti, value)
                        && let Some(revoked) = Revoked::parse(jti, &value)
                    {
                        missing.remove(&revoked.jti);
                        denylist.insert(revoked);
                    }
                }
            }
            // A long list takes longer than the grace, and each page is as good as a ping.
            if complete {
                denylist.mark_synced(page);
            }
            cursor = next;
            if cursor == 0 {
                break;
            }
        }
        let missing: Vec<_> = missing.into_iter().collect();
        for entries in missing.chunks(PAGE) {
            let page = Instant::now();
            match self.write_back(to, entries).await {
                Ok(()) => {}
                // A server that is full still tells everything that the others revoke.
                Err(error) if error.code().is_some() => {
                    let (reason, tokens) = (reason(&error), missing.len());
                    tracing::warn!(reason, tokens, "cannot write back what the server lacks");
                    break;
                }
                Err(error) => return Err(error),
            }
            if complete {
                denylist.mark_synced(page);
            }
        }
        denylist.reconciled(started, dropped);
        let tokens = denylist.count();
        tracing::debug!(tokens, missing = missing.len(), "reconciled");
        Ok(())
    }

    /// Of all replicas that do this at the same time, one is the first for each token, and it publishes
    /// the entry for those that read before it was there.
    async fn write_back(
        &self,
        to: &mut MultiplexedConnection,
        page: &[(Box<str>, u64)],
    ) -> RedisResult<()> {
        let (mut set, mut publish) = (pipe(), pipe());
        for (jti, expires_at) in page {
            let mut if_absent = self.set(jti, *expires_at);
            if_absent.arg("NX");
            set.add_command(if_absent);
        }
        let set: Vec<Value> = set.query_async(to).await?;
        for ((jti, expires_at), _) in page.iter().zip(set).filter(|(_, set)| *set != Value::Nil) {
            publish
                .publish(&self.channel, message(jti, *expires_at))
                .ignore();
        }
        publish.exec_async(to).await
    }

    async fn connect(&self, config: AsyncConnectionConfig) -> RedisResult<MultiplexedConnection> {
        let config = config.set_connection_timeout(Some(TIMEOUT));
        let config = config.set_response_timeout(Some(TIMEOUT));
        let connect = self
            .client
            .get_multiplexed_async_connection_with_config(&config);
        connect.await
    }

    fn set(&self, jti: &str, expires_at: u64) -> Cmd {
        let mut set = cmd("SET");
        set.arg(self.key(jti))
            .arg(expires_at)
            .arg("EXAT")
            .arg(expires_at);
        set
    }

    /// An issuer has no fragment (RFC 8414 §2), so that no issuer is a prefix of another one's keys.
    fn key(&self, jti: &str) -> String {
        format!("{}#{jti}", self.channel)
    }

    fn address(&self) -> String {
        self.client.get_connection_info().addr().to_string()
    }
}

fn message(jti: &str, expires_at: u64) -> String {
    format!("{expires_at} {jti}")
}

fn revoked_in(data: &[Value]) -> Option<Revoked> {
    let [_channel, Value::BulkString(message)] = data else {
        return None;
    };
    let space = message.iter().position(|byte| *byte == b' ')?;
    let (expires_at, jti) = message.split_at_checked(space)?;
    Revoked::parse(jti.strip_prefix(b" ")?, expires_at)
}

/// What went wrong, without the text of an error response: some servers repeat the command that they do
/// not understand, which may be the one with the password.
fn reason(error: &RedisError) -> String {
    match error.code() {
        Some(code) => format!("it answers {code}"),
        None if error.is_io_error() => error.to_string(),
        None => error.category().to_owned(),
    }
}

/// A glob pattern that matches only this text; an issuer such as `http://[::1]` has brackets.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for character in text.chars() {
        if r"*?[]\^".contains(character) {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}
