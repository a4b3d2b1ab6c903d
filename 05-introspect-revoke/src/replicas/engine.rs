//! Redis or Valkey, where revocations are kept until their tokens expire, and passed on.

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
use super::list::{List, Revoked};

/// How long the engine may take for an answer, and how long for a connection.
const PATIENCE: Duration = Duration::from_secs(1);
/// The first pause before another attempt to connect, and the longest: much less than the grace, so that
/// a short absence of the engine is nothing to any caller.
const PAUSES: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(1));
/// How many entries are read or written at a time.
const PAGE: usize = 500;

/// A revocation was not passed on.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The URL is not one. It is not printed, as a password may be in it.
    #[error("REVOCATIONS_URL is not like redis://host:6379/1 or redis://user:password@host")]
    Url,
    /// The token has no `jti`, or one that is longer than 256 bytes.
    #[error("the token has no jti of at most 256 bytes, by which it could be revoked")]
    NoName,
    /// It does not answer, or refuses.
    #[error("the engine at {address} did not pass it on: {reason}; do it again when it works")]
    Failed {
        /// Host and port.
        address: String,
        /// What went wrong.
        reason: String,
    },
}

/// A Redis server (6.2 or newer) or a Valkey server, for the revocations of one issuer.
///
/// The issuer is part of every name on it, so that realms can share it. Whoever may write there can
/// turn any token off, and whoever may delete there can bring one back for replicas that start later.
pub struct Engine {
    client: Client,
    channel: String,
}

impl fmt::Debug for Engine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} at {}", self.channel, self.address())
    }
}

impl Engine {
    /// The engine at `url`; nothing is sent yet.
    ///
    /// # Errors
    /// [`EngineError::Url`]
    pub fn new(url: &SecretString, issuer: &str) -> Result<Self, EngineError> {
        let client = || {
            let info: ConnectionInfo = url.expose_secret().parse()?;
            // The one protocol in which commands and messages share a connection, see `follow`.
            let settings = info.redis_settings().clone();
            let settings = settings.set_protocol(ProtocolVersion::RESP3);
            // What is not sent needs no right.
            let settings = settings.set_skip_set_lib_name();
            Client::open(info.set_redis_settings(settings))
        };
        Ok(Self {
            client: client().map_err(|_: RedisError| EngineError::Url)?,
            channel: format!("revoked:{issuer}"),
        })
    }

    /// Passes on that a token was revoked. Nothing is done for one that has expired.
    ///
    /// The claims must be those of a token that was verified.
    ///
    /// # Errors
    /// [`EngineError`]
    pub async fn publish(&self, claims: &Claims) -> Result<(), EngineError> {
        let Revoked { jti, until } = Revoked::of(claims).ok_or(EngineError::NoName)?;
        let publish = async {
            let mut connection = self.connect(AsyncConnectionConfig::new()).await?;
            // The key first: a replica that connects in between misses the message and finds the key.
            let mut both = pipe();
            both.atomic();
            both.add_command(self.set(&jti, until)).ignore();
            both.publish(&self.channel, message(&jti, until)).ignore();
            both.exec_async(&mut connection).await
        };
        publish.await.map_err(|error| EngineError::Failed {
            address: self.address(),
            reason: reason(&error),
        })
    }

    /// Follows the engine, and again whenever the connection is lost.
    pub(super) async fn keep_up_to_date(&self, list: &Arc<List>, times: ReplicaTimes) {
        let (first, longest) = PAUSES;
        let (mut pause, mut said) = (first, false);
        loop {
            let before = list.complete_to();
            let ended = self.follow(list, times).await;
            if list.complete_to() != before {
                (pause, said) = (first, false);
            }
            if !said {
                let reason = ended.map_or_else(|error| reason(&error), |()| "it left".to_owned());
                let (address, tokens) = (self.address(), list.count());
                tracing::warn!(address, reason, tokens, "cut off from the other replicas");
                said = true;
            }
            sleep(pause).await;
            pause = longest.min(2 * pause);
        }
    }

    /// Keeps the list up to date for as long as a connection holds.
    ///
    /// Everything goes over that one connection. So the answer to a ping comes after all that was
    /// published before the ping: it proves that nothing was missed.
    async fn follow(&self, list: &Arc<List>, times: ReplicaTimes) -> RedisResult<()> {
        let lost = Arc::new(Notify::new());
        let (kept, losing) = (Arc::clone(list), Arc::clone(&lost));
        let config = AsyncConnectionConfig::new().set_push_sender(move |push: PushInfo| {
            match push.kind {
                PushKind::Message => drop(revoked_in(&push.data).map(|entry| kept.learn(entry))),
                PushKind::Disconnection => losing.notify_one(),
                _ => {}
            }
            Ok::<(), RedisError>(())
        });
        let mut connection = self.connect(config).await?;
        // Before anything is read, so that nothing falls in between.
        connection.subscribe(&self.channel).await?;
        loop {
            self.compare(&mut connection, list).await?;
            let compared = Instant::now();
            loop {
                if timeout(times.heartbeat, lost.notified()).await.is_ok() {
                    return Ok(());
                }
                list.forget_expired();
                let asked = Instant::now();
                cmd("PING").exec_async(&mut connection).await?;
                if !list.heard_until(asked) || compared.elapsed() > times.compare {
                    break;
                }
            }
        }
    }

    /// Reads what the engine has, and writes back what it does not have: an engine that restarted
    /// may have lost everything.
    async fn compare(&self, to: &mut MultiplexedConnection, list: &List) -> RedisResult<()> {
        let begun = Instant::now();
        let (mut missing, dropped) = list.before_comparison();
        let names = format!("{}*", escape(&self.key("")));
        let mut cursor = 0_u64;
        loop {
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
                        list.learn(revoked);
                    }
                }
            }
            cursor = next;
            if cursor == 0 {
                break;
            }
        }
        let missing: Vec<_> = missing.into_iter().collect();
        for page in missing.chunks(PAGE) {
            self.write_back(to, page).await?;
        }
        list.compared(begun, dropped);
        let tokens = list.count();
        tracing::debug!(tokens, written_back = missing.len(), "compared");
        Ok(())
    }

    /// Of all replicas that do this at the same time, one is the first for each token, and that one
    /// tells those who have read before it was there.
    async fn write_back(
        &self,
        to: &mut MultiplexedConnection,
        page: &[(Box<str>, u64)],
    ) -> RedisResult<()> {
        let (mut set, mut tell) = (pipe(), pipe());
        for (jti, until) in page {
            let mut if_absent = self.set(jti, *until);
            if_absent.arg("NX");
            set.add_command(if_absent);
        }
        let set: Vec<Value> = set.query_async(to).await?;
        for ((jti, until), _) in page.iter().zip(set).filter(|(_, set)| *set != Value::Nil) {
            tell.publish(&self.channel, message(jti, *until)).ignore();
        }
        tell.exec_async(to).await
    }

    async fn connect(&self, config: AsyncConnectionConfig) -> RedisResult<MultiplexedConnection> {
        let config = config.set_connection_timeout(Some(PATIENCE));
        let config = config.set_response_timeout(Some(PATIENCE));
        let connect = self
            .client
            .get_multiplexed_async_connection_with_config(&config);
        connect.await
    }

    fn set(&self, jti: &str, until: u64) -> Cmd {
        let mut set = cmd("SET");
        set.arg(self.key(jti)).arg(until).arg("EXAT").arg(until);
        set
    }

    /// An issuer has no fragment (RFC 8414 §2), so none is the beginning of another one's keys.
    fn key(&self, jti: &str) -> String {
        format!("{}#{jti}", self.channel)
    }

    fn address(&self) -> String {
        self.client.get_connection_info().addr().to_string()
    }
}

fn message(jti: &str, until: u64) -> String {
    format!("{until} {jti}")
}

fn revoked_in(data: &[Value]) -> Option<Revoked> {
    let [_channel, Value::BulkString(message)] = data else {
        return None;
    };
    let space = message.iter().position(|byte| *byte == b' ')?;
    let (until, jti) = message.split_at_checked(space)?;
    Revoked::parse(jti.strip_prefix(b" ")?, until)
}

/// What went wrong, without the engine's own words if it answered: some repeat the command that they
/// do not understand, and that may be the one with the password.
fn reason(error: &RedisError) -> String {
    match error.code() {
        Some(code) => format!("it answers {code}"),
        None if error.is_io_error() => error.to_string(),
        None => error.category().to_owned(),
    }
}

/// A pattern that matches nothing else; an issuer such as `http://[::1]` has brackets.
fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        if r"*?[]\^".contains(letter) {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
