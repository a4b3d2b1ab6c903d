//! A self-refreshing access token for long-running clients.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use reqwest::Url;
use secrecy::SecretString;
use tokio::time::Instant;

use super::{Fetched, RefreshError, Refreshing, Retry};
use crate::{Client, TokenError, TokenResponse, fetch_token};

/// A token, shared by all who use it.
pub type AccessToken = Arc<SecretString>;

/// When a [`TokenSource`] fetches the next token.
#[derive(Clone, Copy, Debug)]
pub struct RefreshConfig {
    /// How long before its expiry a token is refreshed, but never more than a fifth of its lifetime:
    /// one that lives for 10 seconds is used for 8 of them. Default: 30 seconds.
    pub refresh_before_expiry: Duration,
    /// The lifetime of a token that came without `expires_in`, which is only RECOMMENDED
    /// (RFC 6749 §5.1), or with 0. Too short costs a request a minute, too long costs rejected calls.
    /// Default: 60 seconds.
    pub assumed_lifetime: Duration,
    /// The least time from a failed refresh to the next, and from one rejected token to the next.
    /// Default: 5 seconds.
    pub min_interval: Duration,
    /// How often one refresh sends its request.
    pub retry: Retry,
}

impl Default for RefreshConfig {
    fn default() -> Self {
        Self {
            refresh_before_expiry: Duration::from_secs(30),
            assumed_lifetime: Duration::from_secs(60),
            min_interval: Duration::from_secs(5),
            retry: Retry::default(),
        }
    }
}

/// Fetches a token when it is first needed, keeps it, and refreshes it before it expires.
///
/// Clones share the token. It needs a Tokio runtime.
///
/// ```
/// use fetch_token::{Client, IssuerUrl, TokenSource, http, token_endpoint};
/// use secrecy::ExposeSecret;
///
/// # async fn example() -> anyhow::Result<()> {
/// let issuer: IssuerUrl = "https://issuer.example/realms/main".parse()?;
/// let client = Client::from_env(&issuer)?;
/// let endpoint = token_endpoint(&issuer);
/// let source = TokenSource::new(http::client()?, endpoint, client, "reports:read");
///
/// // Before each call: the same token, or the next one shortly before it expires.
/// let token = source.token().await?;
/// let request = http::client()?
///     .get("https://api.example/reports")
///     .bearer_auth(token.expose_secret());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct TokenSource {
    token: Refreshing<SecretString, TokenError>,
    min_interval: Duration,
    /// When a token was last discarded because an API rejected it.
    rejected: Arc<Mutex<Option<Instant>>>,
}

impl TokenSource {
    /// A source that fetches as [`fetch_token`] does. Nothing is requested yet.
    #[must_use]
    pub fn new(
        http: reqwest::Client,
        token_endpoint: Url,
        client: Client,
        scope: impl Into<String>,
    ) -> Self {
        Self::with_config(
            http,
            token_endpoint,
            client,
            scope,
            RefreshConfig::default(),
        )
    }

    /// The same with other times than the default ones.
    #[must_use]
    pub fn with_config(
        http: reqwest::Client,
        token_endpoint: Url,
        client: Client,
        scope: impl Into<String>,
        config: RefreshConfig,
    ) -> Self {
        let endpoint = token_endpoint.clone();
        let request = Arc::new((http, token_endpoint, client, scope.into()));
        Self::with_fetch(endpoint, config, move || {
            let request = Arc::clone(&request);
            async move {
                let (http, token_endpoint, client, scope) = &*request;
                fetch_token(http, token_endpoint, client, scope).await
            }
        })
    }

    /// A source that calls `fetch` for each token: for tokens that are requested in another way (step
    /// 07).
    #[must_use]
    pub fn with_fetch<F>(
        token_endpoint: Url,
        config: RefreshConfig,
        fetch: impl Fn() -> F + Send + Sync + 'static,
    ) -> Self
    where
        F: Future<Output = Result<TokenResponse, TokenError>> + Send + 'static,
    {
        let (fetch, endpoint) = (Arc::new(fetch), Arc::new(token_endpoint));
        let token = Refreshing::new(config.min_interval, move |_previous| {
            let (fetch, endpoint) = (Arc::clone(&fetch), Arc::clone(&endpoint));
            async move {
                let response = config.retry.run(|| fetch()).await.inspect_err(|error| {
                    let endpoint = endpoint.as_str();
                    tracing::warn!(endpoint, %error, "cannot refresh the token");
                })?;
                Ok(config.lifetime(response))
            }
        });
        Self {
            token,
            min_interval: config.min_interval,
            rejected: Arc::default(),
        }
    }

    /// A token that has not expired. Shortly before it does, the current token is still returned
    /// immediately, and the next one is fetched in the background.
    ///
    /// # Errors
    /// Without a token, why the refresh failed that this call waited for, or one that failed less
    /// than [`RefreshConfig::min_interval`] ago.
    pub async fn token(&self) -> Result<AccessToken, TokenError> {
        self.token.get().await.map_err(|error| match error {
            RefreshError::Failed { error, .. } => error,
            RefreshError::CoolingDown { .. } | RefreshError::Abandoned => TokenError::Abandoned,
        })
    }

    /// Another token than the one that an API `rejected` as `invalid_token`: it may have been
    /// revoked, or the issuer's keys changed. If fifty calls come back with the same token rejected,
    /// the first discards it, and all get the one that replaces it.
    ///
    /// Returns `None` if a token was already replaced within the last
    /// [`min_interval`](RefreshConfig::min_interval): the token is not the problem.
    ///
    /// # Errors
    /// As of [`token`](Self::token).
    pub async fn renew_after(
        &self,
        rejected: &AccessToken,
    ) -> Result<Option<AccessToken>, TokenError> {
        {
            let mut last = self.rejected.lock().unwrap_or_else(PoisonError::into_inner);
            if self.token.is_current(rejected) {
                if last.is_some_and(|at| at.elapsed() < self.min_interval) {
                    return Ok(None);
                }
                *last = Some(Instant::now());
                self.token.discard(rejected);
            }
        }
        self.token().await.map(Some)
    }
}

impl RefreshConfig {
    fn lifetime(&self, response: TokenResponse) -> Fetched<SecretString> {
        let lifetime = match response.expires_in {
            None | Some(0) => self.assumed_lifetime,
            Some(seconds) => Duration::from_secs(seconds),
        };
        let margin = self.refresh_before_expiry.min(lifetime.div_f64(5.0));
        Fetched {
            value: Arc::new(response.access_token),
            refresh_after: lifetime.saturating_sub(margin),
            expires_after: lifetime,
        }
    }
}
