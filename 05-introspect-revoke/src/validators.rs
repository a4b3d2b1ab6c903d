//! Validators that ask the issuer, to be used in place of step 04's.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use fetch_token::{Client, Fetched, Refreshing, Transient};
use resource_server::{Rejection, TokenValidator, metrics};
use serde_json::{Map, Value, json};
use tokio::time::Instant;
use verify_signature::{Claims, DiscoveryError, Metadata, Verifier, fetch_metadata};

use crate::{EndpointError, Introspection, OptionalClaims, introspect, introspection_endpoint};

/// What a readiness probe introspects. To the issuer it is garbage, hence inactive.
const PROBE_TOKEN: &str = "readiness";

/// How long a caller is told to wait if the issuer did not say.
const RETRY_AFTER: Duration = Duration::from_secs(2);

/// How long the issuer's metadata is used, and how long the last known one while the issuer is down.
const METADATA_TTL: Duration = Duration::from_secs(300);
const METADATA_MAX_STALE: Duration = Duration::from_secs(24 * 60 * 60);
/// The least time between two requests for the metadata after failures.
const METADATA_COOLDOWN: Duration = Duration::from_secs(2);
/// The longest pause, whatever `Retry-After` says.
const MAX_PAUSE: Duration = Duration::from_secs(300);

/// Introspects every token (RFC 7662). [`IntrospectionCache`](crate::IntrospectionCache) introspects
/// less often.
///
/// It fails closed: without a reliable response from the issuer, the request is rejected. Clones
/// share the metadata and the count.
#[derive(Clone)]
pub struct IntrospectionValidator(Arc<Inner>);

struct Inner {
    http: reqwest::Client,
    api: Client,
    verifier: Verifier,
    optional: OptionalClaims,
    metadata: Refreshing<Metadata, DiscoveryError>,
    introspections: AtomicU64,
    last_succeeded: AtomicBool,
    /// Since when, and for how long, the issuer asked us to wait.
    pause: Mutex<Option<(Instant, Duration)>>,
    probe_lock: tokio::sync::Mutex<()>,
}

impl IntrospectionValidator {
    /// A validator that asks the issuer of `verifier`'s policy, and authenticates there as the client
    /// `api`. Nothing is requested yet, so that the API starts while its issuer is down.
    ///
    /// A response must have the claims `exp`, `iss` and `aud`, which are OPTIONAL in RFC 7662 §2.2, as
    /// this API validates them.
    #[must_use]
    pub fn new(http: reqwest::Client, api: Client, verifier: Verifier) -> Self {
        Self::with_optional_claims(http, api, verifier, OptionalClaims::default())
    }

    /// The same for an issuer that leaves some of these claims out.
    #[must_use]
    pub fn with_optional_claims(
        http: reqwest::Client,
        api: Client,
        verifier: Verifier,
        optional: OptionalClaims,
    ) -> Self {
        let request = (http.clone(), verifier.policy().issuer.clone());
        let metadata = Refreshing::new(METADATA_COOLDOWN, move |previous| {
            let (http, issuer) = request.clone();
            async move {
                let metadata = fetch_metadata(&http, &issuer).await?;
                let unchanged = previous.filter(|previous| **previous == metadata);
                Ok(Fetched {
                    value: unchanged.unwrap_or_else(|| Arc::new(metadata)),
                    refresh_after: METADATA_TTL,
                    expires_after: METADATA_TTL.saturating_add(METADATA_MAX_STALE),
                })
            }
        });
        Self(Arc::new(Inner {
            http,
            api,
            verifier,
            optional,
            metadata,
            introspections: AtomicU64::new(0),
            last_succeeded: AtomicBool::new(false),
            pause: Mutex::default(),
            probe_lock: tokio::sync::Mutex::default(),
        }))
    }

    /// The verifier that validates the claims of active tokens.
    #[must_use]
    pub fn verifier(&self) -> &Verifier {
        &self.0.verifier
    }

    /// How many introspection requests were sent.
    #[must_use]
    pub fn introspections(&self) -> u64 {
        self.0.introspections.load(Ordering::Relaxed)
    }

    async fn introspect(&self, token: &str) -> Result<Introspection, Rejection> {
        let inner = &*self.0;
        inner.check_pause()?;
        let fail = |_: &_| inner.last_succeeded.store(false, Ordering::Relaxed);
        let known = inner.metadata.get().await.inspect_err(fail)?;
        let mut outcome = inner.request(&known, token).await;
        if outcome.as_ref().is_err_and(EndpointError::may_have_moved)
            && let Ok(newer) = inner.metadata.newer_than(&known, METADATA_COOLDOWN).await
            && newer != known
        {
            outcome = inner.request(&newer, token).await;
        }
        inner.record(&outcome);
        Ok(outcome?)
    }
}

impl Inner {
    async fn request(
        &self,
        metadata: &Metadata,
        token: &str,
    ) -> Result<Introspection, EndpointError> {
        let endpoint = introspection_endpoint(metadata)?;
        self.introspections.fetch_add(1, Ordering::Relaxed);
        introspect(&self.http, &endpoint, &self.api, token).await
    }

    fn record(&self, outcome: &Result<Introspection, EndpointError>) {
        self.last_succeeded
            .store(outcome.is_ok(), Ordering::Relaxed);
        metrics().introspection(match outcome {
            Ok(Introspection::Active(_)) => "active",
            Ok(Introspection::Inactive) => "inactive",
            Err(_) => "failed",
        });
        if let Some(pause) = outcome.as_ref().err().and_then(Transient::retry_after) {
            *self.pause() = Some((Instant::now(), pause.min(MAX_PAUSE)));
        }
    }

    /// The claims of an active token. One that is missing or unreadable is the issuer's fault, and not
    /// the client's: another token would be the same.
    fn claims(&self, mut members: Map<String, Value>) -> Result<Claims, Rejection> {
        let unusable = |reason: String| {
            let reason = format!("the introspection response cannot be used: {reason}");
            Rejection::unavailable("introspection_claims", RETRY_AFTER, reason)
        };
        // Some issuers write an absent member so.
        members.retain(|_, value| !value.is_null());
        let policy = self.verifier.policy();
        let defaults = [
            ("exp", json!(u64::MAX)),
            ("iss", json!(policy.issuer)),
            ("aud", json!(policy.audience)),
        ];
        for (name, default) in defaults {
            if !members.contains_key(name) {
                if !self.optional.contains(name) {
                    return Err(unusable(missing(name)));
                }
                members.insert(name.to_owned(), default);
            }
        }
        Claims::from_members(members, &policy.scope_claims)
            .map_err(|error| unusable(error.to_string()))
    }

    /// Whether the issuer may be asked, or has asked us to wait.
    fn check_pause(&self) -> Result<(), Rejection> {
        let Some((since, pause)) = *self.pause() else {
            return Ok(());
        };
        let rest = pause.saturating_sub(since.elapsed());
        if rest.is_zero() {
            return Ok(());
        }
        let reason = "the issuer asked us to wait (Retry-After)";
        Err(Rejection::unavailable("introspection_failed", rest, reason))
    }

    // Nothing panics while it holds the lock.
    fn pause(&self) -> MutexGuard<'_, Option<(Instant, Duration)>> {
        self.pause.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenValidator for IntrospectionValidator {
    async fn validate(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        match self.introspect(token).await? {
            // Active does not mean valid for this API: issuer, audience and times are validated as for
            // a verified token. RFC 7662 §2.2, §4
            Introspection::Active(members) => {
                let claims = self.0.claims(members)?;
                self.0.verifier.validate_claims(&claims)?;
                Ok(Arc::new(claims))
            }
            Introspection::Inactive => {
                let reason = "the issuer says that it is not active";
                Err(Rejection::invalid_token("inactive", reason))
            }
        }
    }

    /// Ready if the last introspection succeeded. If none has, or it failed, probes with a dummy
    /// token, which also detects rejected client credentials.
    async fn ready(&self) -> Result<(), Rejection> {
        // A readiness check needs no token, so it must not be a way to flood the issuer: one at a time.
        let _guard = self.0.probe_lock.lock().await;
        if !self.0.last_succeeded.load(Ordering::Relaxed) {
            self.introspect(PROBE_TOKEN).await?;
        }
        Ok(())
    }
}

fn missing(name: &str) -> String {
    format!(
        "it has no {name}. Let the issuer add it; or, if the issuer itself checks it for each token, \
         set INTROSPECTION_OPTIONAL_CLAIMS={name}"
    )
}

impl From<EndpointError> for Rejection {
    fn from(error: EndpointError) -> Self {
        let retry_after = error.retry_after().unwrap_or(RETRY_AFTER);
        let code = match error {
            EndpointError::Credentials(..) => "client_rejected",
            EndpointError::Discovery(_) => "issuer_unavailable",
            _ => "introspection_failed",
        };
        Self::unavailable(code, retry_after, error.to_string())
    }
}

/// Verifies the signature first, and introspects only tokens that pass: a forged or expired token
/// causes no request to the issuer.
#[derive(Clone)]
pub struct JwtThenIntrospection<J, I> {
    jwt: Arc<J>,
    introspection: Arc<I>,
}

impl<J: TokenValidator, I: TokenValidator> JwtThenIntrospection<J, I> {
    /// Both validators, one after the other.
    #[must_use]
    pub fn new(jwt: J, introspection: I) -> Self {
        Self {
            jwt: Arc::new(jwt),
            introspection: Arc::new(introspection),
        }
    }
}

impl<J: TokenValidator, I: TokenValidator> TokenValidator for JwtThenIntrospection<J, I> {
    async fn validate(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        self.jwt.validate(token).await?;
        self.introspection.validate(token).await
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.jwt.ready().await?;
        self.introspection.ready().await
    }
}
