//! The embedded server, and what an administrator can do to it.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::RealmError;
use crate::endpoints::{Realm, router};
use crate::key::{Algorithm, SigningKey};
use crate::settings::{ClientSettings, Settings};
use crate::token::Tokens;

/// The realm's file, which Keycloak imports as well.
pub const MYORG_JSON: &str = include_str!("../myorg.json");

/// How long open requests may take after [`Server::close`].
const GRACE: Duration = Duration::from_secs(2);

/// A running embedded realm. It stops when this is dropped.
///
/// It listens on the loopback addresses only; no setting changes that. Its signing key is published,
/// so to accept its tokens is to accept anyone's.
pub struct Server {
    issuer: String,
    realm: Arc<Realm>,
    stop: watch::Sender<()>,
    listeners: Vec<JoinHandle<io::Result<()>>>,
}

impl Server {
    /// Starts the course's realm on a port of both loopback addresses, or on a free one for 0.
    ///
    /// # Errors
    /// [`RealmError::Bind`] if the port is in use; others only if `myorg.json` is invalid.
    pub async fn start(port: u16) -> Result<Self, RealmError> {
        let settings: Settings = serde_json::from_str(MYORG_JSON)?;
        let key = settings.signing_key()?;
        let name = settings.realm.clone();
        let realm = Arc::new(Realm::new(settings, Tokens::new(key)));

        let bound = bind_loopback(port)
            .await
            .map_err(|cause| RealmError::Bind { port, cause })?;
        let (stop, stopped) = watch::channel(());
        let app = router(Arc::clone(&realm));
        let serve = |listener| {
            let mut stopped = stopped.clone();
            // changed() also returns when the sender is dropped with the server.
            let stopped = async move { drop(stopped.changed().await) };
            let serving = axum::serve(listener, app.clone()).with_graceful_shutdown(stopped);
            tokio::spawn(serving.into_future())
        };
        let listeners = bound.listeners.into_iter().map(serve).collect();
        let issuer = format!("http://localhost:{}/realms/{name}", bound.port);
        Ok(Self {
            issuer,
            realm,
            stop,
            listeners,
        })
    }

    /// The issuer's URL.
    #[must_use]
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The token that a client would get for `scope`, without a request: for tests and benchmarks that
    /// are about something else.
    ///
    /// # Errors
    /// [`RealmError::NoSuchClient`], [`RealmError::NoSuchScope`]
    pub fn token(&self, client_id: &str, scope: &str) -> Result<String, RealmError> {
        self.realm.issue(&self.issuer, client_id, scope, None)
    }

    /// The same, bound to the key with the thumbprint `jkt` (RFC 9449 §6.1).
    ///
    /// # Errors
    /// As of [`token`](Self::token).
    pub fn bound_token(
        &self,
        client_id: &str,
        scope: &str,
        jkt: &str,
    ) -> Result<String, RealmError> {
        self.realm.issue(&self.issuer, client_id, scope, Some(jkt))
    }

    /// Requires this nonce in DPoP proofs from now on, or none, and sends it with every token response
    /// (RFC 9449 §8). Keycloak never does.
    pub fn require_dpop_nonce(&self, nonce: Option<&str>) {
        let nonce = nonce.map(str::to_owned);
        self.realm.change(|settings| settings.dpop_nonce = nonce);
    }

    /// Whether a client's assertion is accepted at this time, in seconds since 1970, without a request:
    /// for tests in which time passes.
    ///
    /// # Errors
    /// The description of the error.
    pub fn check_assertion(&self, assertion: &str, now: u64) -> Result<(), String> {
        self.realm.check_assertion(&self.issuer, assertion, now)
    }

    /// Makes a new signing key for RS256. The older ones stay in the JWKS, to verify the tokens that they
    /// signed.
    ///
    /// # Errors
    /// [`RealmError::Key`] if the machine has no randomness.
    pub fn rotate(&self) -> Result<(), RealmError> {
        self.rotate_to(Algorithm::RS256)
    }

    /// The same with a key for another algorithm.
    ///
    /// # Errors
    /// As of [`rotate`](Self::rotate).
    pub fn rotate_to(&self, algorithm: Algorithm) -> Result<(), RealmError> {
        let key = SigningKey::generate(algorithm)?;
        self.realm.tokens().rotate(key);
        Ok(())
    }

    /// Removes all keys but the newest from the JWKS: the second half of a rotation.
    pub fn drop_old_keys(&self) {
        self.realm.tokens().drop_old_keys();
    }

    /// From now on, tokens that were issued before `time`, in seconds since 1970, are not active.
    pub fn set_not_before(&self, time: u64) {
        self.realm.change(|settings| settings.not_before = time);
    }

    /// Disables a client: its credentials are rejected, and its tokens are not active any more.
    ///
    /// # Errors
    /// [`RealmError::NoSuchClient`]
    pub fn disable_client(&self, id: &str) -> Result<(), RealmError> {
        self.change_client(id, |client| client.enabled = false)
    }

    /// Registers public keys for a client, a JWK Set. It authenticates by assertions from now on, and if
    /// it had a secret, that is gone.
    ///
    /// # Errors
    /// [`RealmError::NoSuchClient`]
    pub fn set_keys(&self, id: &str, jwks: &serde_json::Value) -> Result<(), RealmError> {
        self.change_client(id, |client| client.set_keys(jwks))
    }

    /// Changes the secret of a client. Tokens that it fetched with the old one stay valid.
    ///
    /// # Errors
    /// [`RealmError::NoSuchClient`]
    pub fn set_secret(&self, id: &str, secret: &str) -> Result<(), RealmError> {
        self.change_client(id, |client| client.secret = Some(secret.into()))
    }

    fn change_client(
        &self,
        id: &str,
        change: impl FnOnce(&mut ClientSettings),
    ) -> Result<(), RealmError> {
        let changed = self
            .realm
            .change(|settings| settings.client_mut(id).map(change));
        changed.ok_or_else(|| RealmError::NoSuchClient(id.to_owned()))
    }

    /// Stops listening, and waits for open requests, at most for 2 seconds.
    pub async fn close(self) {
        drop(self.stop);
        for listener in self.listeners {
            let abort = listener.abort_handle();
            if tokio::time::timeout(GRACE, listener).await.is_err() {
                abort.abort();
            }
        }
    }

    /// Serves until the process ends.
    pub async fn wait(&mut self) {
        for listener in &mut self.listeners {
            drop(listener.await);
        }
    }
}

struct Bound {
    port: u16,
    listeners: Vec<TcpListener>,
}

/// `localhost` is 127.0.0.1 to one program and ::1 to another, so this binds both if the machine has
/// both.
async fn bind_loopback(port: u16) -> io::Result<Bound> {
    let v4 = TcpListener::bind((IpAddr::V4(Ipv4Addr::LOCALHOST), port)).await?;
    let port = v4.local_addr()?.port();
    let v6 = TcpListener::bind(SocketAddr::from((Ipv6Addr::LOCALHOST, port))).await;
    match v6 {
        Ok(v6) => Ok(Bound {
            port,
            listeners: vec![v4, v6],
        }),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok(Bound {
            port,
            listeners: vec![v4],
        }),
    }
}
