//! A token that is always good, for a client that runs for days.
//!
//! ```text
//! asked  answered                                   margin            expires
//!   ├───────┼──────────────────────────────────────────┼─────────────────┼─────────▶ time
//!           │ the token is handed out                  │ and renewed     │ callers wait for
//!           │                                          │ meanwhile       │ another one
//! ```

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;
use tokio::time::Instant;

use crate::flight::Landing;
use crate::{Client, Flight, Retry, TokenError, TokenResponse, Transient, fetch_token};

/// A token, shared by all who use it: a clone is one more pointer to it.
pub type AccessToken = Arc<SecretString>;

/// The most that a failed renewal is put off because the server says so. A mistake in a header
/// must not silence a client for a day.
const LONGEST_PAUSE: Duration = Duration::from_secs(300);

/// When a [`TokenSource`] asks for the next token.
#[derive(Clone, Copy, Debug)]
pub struct Renewal {
    /// How long before its expiry a token is renewed, but never more than a fifth of its lifetime:
    /// one that lives for 10 seconds is used for 8 of them. Default: 30 seconds.
    pub margin: Duration,
    /// The lifetime of a token that came without `expires_in`, which is only RECOMMENDED
    /// (RFC 6749 §5.1). Too short costs a request a minute, too long costs rejected calls. Default: 60
    /// seconds.
    pub assumed_lifetime: Duration,
    /// The least time from a failed renewal to the next, and from one rejected token to the next.
    /// Default: 5 seconds.
    pub pause: Duration,
    /// How often one renewal asks.
    pub retry: Retry,
}

impl Default for Renewal {
    fn default() -> Self {
        Self {
            margin: Duration::from_secs(30),
            assumed_lifetime: Duration::from_secs(60),
            pause: Duration::from_secs(5),
            retry: Retry::default(),
        }
    }
}

/// Fetches a token when it is first needed, keeps it, and renews it before it expires.
///
/// Share it, or clone it: clones have one token between them. It needs a Tokio runtime.
#[derive(Clone, Debug)]
pub struct TokenSource {
    http: reqwest::Client,
    token_endpoint: Url,
    client: Client,
    scope: String,
    renewal: Renewal,
    state: Arc<Mutex<State>>,
}

#[derive(Debug)]
struct State {
    current: Option<Current>,
    /// The last renewal, which may be under way.
    flight: Option<Flight<Outcome>>,
    failure: Option<Failure>,
    /// When a token was last given up because an API rejected it.
    rejected: Option<Instant>,
}

#[derive(Debug)]
struct Current {
    token: AccessToken,
    /// The server counts from some moment between the request and the answer. To be counted from
    /// before the first is to be renewed too early by a blink, never too late.
    asked: Instant,
    lifetime: Duration,
}

#[derive(Debug)]
struct Failure {
    at: Instant,
    pause: Duration,
    error: TokenError,
}

type Outcome = Result<AccessToken, TokenError>;

impl TokenSource {
    /// A source that asks as [`fetch_token`] does. Nothing is asked yet.
    #[must_use]
    pub fn new(
        http: reqwest::Client,
        token_endpoint: Url,
        client: Client,
        scope: impl Into<String>,
    ) -> Self {
        let state = State {
            current: None,
            flight: None,
            failure: None,
            rejected: None,
        };
        Self {
            http,
            token_endpoint,
            client,
            scope: scope.into(),
            renewal: Renewal::default(),
            state: Arc::new(Mutex::new(state)),
        }
    }

    /// The same with other times than the default ones.
    #[must_use]
    pub fn with_renewal(self, renewal: Renewal) -> Self {
        Self { renewal, ..self }
    }

    /// A token that has not expired. Who comes within the margin gets the old one at once, and the
    /// next is fetched meanwhile: nobody waits for a server that is slow or down while there is a
    /// token that is good.
    ///
    /// # Errors
    /// Without a good token, the [`TokenError`] of the renewal that this call waited for, or of one
    /// that failed less than [`Renewal::pause`] ago.
    pub async fn token(&self) -> Result<AccessToken, TokenError> {
        let flight = {
            let mut state = self.state();
            let good = state.current.as_ref().filter(|current| current.is_good());
            let good = good.map(|current| (current.token.clone(), self.is_due(current)));
            match good {
                Some((token, false)) => return Ok(token),
                Some((token, true)) => {
                    drop(self.renew(&mut state));
                    return Ok(token);
                }
                None => self.renew(&mut state)?,
            }
        };
        flight.outcome().await.unwrap_or(Err(TokenError::Abandoned))
    }

    /// Another token than the one that an API `rejected` as `invalid_token`: it may have been
    /// revoked, or the issuer's keys changed. If fifty calls come back with the same token
    /// rejected, the first gives it up, and all get the one that takes its place.
    ///
    /// `None` if that was done for another token less than [`Renewal::pause`] ago: the fault is not
    /// the token's, and the next would fare no better.
    ///
    /// # Errors
    /// As of [`token`](Self::token).
    pub async fn renew_after(
        &self,
        rejected: &AccessToken,
    ) -> Result<Option<AccessToken>, TokenError> {
        {
            let mut state = self.state();
            let current = state.current.as_ref();
            if current.is_some_and(|current| Arc::ptr_eq(&current.token, rejected)) {
                if state
                    .rejected
                    .is_some_and(|at| at.elapsed() < self.renewal.pause)
                {
                    return Ok(None);
                }
                state.rejected = Some(Instant::now());
                state.current = None;
            }
        }
        self.token().await.map(Some)
    }

    /// Joins the flight that is under way, or begins one, unless one failed just now.
    fn renew(&self, state: &mut State) -> Result<Flight<Outcome>, TokenError> {
        if let Some(flight) = state.flight.as_ref().filter(|it| it.is_under_way()) {
            return Ok(flight.clone());
        }
        if let Some(failure) = &state.failure
            && failure.at.elapsed() < failure.pause
        {
            return Err(failure.error.clone());
        }
        let source = self.clone();
        let flight = Flight::start(|landing| source.fly(landing));
        Ok(state.flight.insert(flight).clone())
    }

    async fn fly(self, landing: Landing<Outcome>) {
        let fetched = self.renewal.retry.run(|| async {
            let asked = Instant::now();
            let response =
                fetch_token(&self.http, &self.token_endpoint, &self.client, &self.scope).await?;
            Ok(self.current(response, asked))
        });
        let fetched: Result<_, TokenError> = fetched.await;
        let mut state = self.state();
        let outcome = match fetched {
            Ok(current) => {
                let token = current.token.clone();
                (state.current, state.failure) = (Some(current), None);
                Ok(token)
            }
            Err(error) => {
                tracing::warn!(endpoint = %self.token_endpoint, %error, "cannot renew the token");
                let asked_for = error.retry_after().unwrap_or_default();
                state.failure = Some(Failure {
                    at: Instant::now(),
                    pause: asked_for.min(LONGEST_PAUSE).max(self.renewal.pause),
                    error: error.clone(),
                });
                Err(error)
            }
        };
        landing.land(outcome);
    }

    fn current(&self, response: TokenResponse, asked: Instant) -> Current {
        let lifetime = response.expires_in.map(Duration::from_secs);
        Current {
            token: Arc::new(response.access_token),
            asked,
            lifetime: lifetime.unwrap_or(self.renewal.assumed_lifetime),
        }
    }

    fn is_due(&self, current: &Current) -> bool {
        let margin = self.renewal.margin.min(current.lifetime / 5);
        current.asked.elapsed() >= current.lifetime - margin
    }

    // Nothing panics while it holds the lock, and if it did, the state would still be whole.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Current {
    fn is_good(&self) -> bool {
        self.asked.elapsed() < self.lifetime
    }
}
