//! Judges who ask the issuer, in the place of step 04's.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use fetch_token::Client;
use resource_server::{Judge, LocalJudge, Rejection, TokenHash};
use secrecy::{ExposeSecret, SecretString};
use tokio::sync::{Mutex, OnceCell};
use url::Url;
use verify_signature::{Claims, Verifier, fetch_metadata};

use crate::answers::{Answers, Verdict};
use crate::{AskError, Introspection, introspect, introspection_endpoint};

/// How long an answer of the issuer is used, if nothing else is said.
pub const CACHE_LIFETIME: Duration = Duration::from_secs(10);

/// What is asked about when nobody has sent a token. To the issuer it is garbage, hence inactive.
const NOBODYS: &str = "readiness";

/// How long a caller is told to wait when the issuer does not answer, in seconds.
const RETRY_AFTER: u64 = 2;

/// Asks the issuer about every token, and believes its answer for a short while.
///
/// It fails closed: without an answer that can be relied on, the request is rejected. A clone asks
/// for the same API and has the same cache.
#[derive(Clone)]
pub struct IntrospectionJudge {
    asker: Arc<Asker>,
    answers: Arc<Answers>,
}

struct Asker {
    http: reqwest::Client,
    api: Client,
    verifier: Verifier,
    /// Found when it is first needed, so that the API starts while its issuer is down.
    endpoint: OnceCell<Url>,
    asked: AtomicU64,
    /// Whether the last question was answered.
    answered: AtomicBool,
    /// Of those who want to know whether the issuer answers.
    turn: Mutex<()>,
}

impl IntrospectionJudge {
    /// A judge who asks the issuer of `verifier`'s policy, as the client `api`. Answers are used
    /// for [`CACHE_LIFETIME`].
    #[must_use]
    pub fn new(http: reqwest::Client, api: Client, verifier: Verifier) -> Self {
        let clock = verifier.clock().clone();
        let asker = Asker {
            http,
            api,
            verifier,
            endpoint: OnceCell::new(),
            asked: AtomicU64::new(0),
            answered: AtomicBool::new(false),
            turn: Mutex::default(),
        };
        Self {
            asker: Arc::new(asker),
            answers: Arc::new(Answers::new(CACHE_LIFETIME, clock)),
        }
    }

    /// The same judge, who uses an answer for another time, and for none at all if that is zero: the
    /// longest time for which a revoked token is still accepted.
    #[must_use]
    pub fn believing_for(self, lifetime: Duration) -> Self {
        let answers = Arc::new(self.answers.with_lifetime(lifetime));
        Self { answers, ..self }
    }

    /// The same judge with room for another number of answers of each kind. Default: 10,000.
    #[must_use]
    pub fn remembering(self, answers: usize) -> Self {
        let answers = Arc::new(self.answers.with_capacity(answers));
        Self { answers, ..self }
    }

    /// To be told when this process revokes a token: from now on it is not accepted here, whatever
    /// the issuer said a moment ago.
    pub fn revoked(&self, token: &str) {
        self.answers.revoked(TokenHash::of(token));
    }

    /// How often the issuer was asked about a token.
    #[must_use]
    pub fn asked(&self) -> u64 {
        self.asker.asked.load(Ordering::Relaxed)
    }
}

impl Judge for IntrospectionJudge {
    async fn judge(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let ask = || {
            let (asker, token) = (Arc::clone(&self.asker), SecretString::from(token));
            async move { asker.ask(token.expose_secret()).await }
        };
        self.answers.get_or_ask(TokenHash::of(token), ask).await
    }

    /// Ready is whose last question was answered. Before the first one, and after one that was not, the
    /// issuer is asked about nobody's token: who is not let in as a client gets no answer to that either.
    async fn ready(&self) -> Result<(), Rejection> {
        // To ask this takes no token, so it must not be a way to flood the issuer: one at a time.
        let _turn = self.asker.turn.lock().await;
        if !self.asker.answered.load(Ordering::Relaxed) {
            self.asker.question(NOBODYS).await?;
        }
        Ok(())
    }
}

impl Asker {
    async fn ask(&self, token: &str) -> Verdict {
        match self.question(token).await? {
            // Active somewhere is not yet meant for here: issuer, audience and times are judged as
            // if they stood in a token that was verified. RFC 7662 §2.2, §4
            Introspection::Active(members) => {
                let claims = Claims::from_members(members)?;
                self.verifier.judge_claims(&claims)?;
                Ok(Arc::new(claims))
            }
            Introspection::Inactive => {
                let reason = "the issuer says that it is not active".to_owned();
                Err(Rejection::InvalidToken { reason })
            }
        }
    }

    async fn question(&self, token: &str) -> Result<Introspection, AskError> {
        let answer = async {
            let endpoint = self.endpoint().await?;
            self.asked.fetch_add(1, Ordering::Relaxed);
            introspect(&self.http, endpoint, &self.api, token).await
        };
        let answer = answer.await;
        self.answered.store(answer.is_ok(), Ordering::Relaxed);
        answer
    }

    async fn endpoint(&self) -> Result<&Url, AskError> {
        let find = async || {
            let metadata = fetch_metadata(&self.http, &self.verifier.policy().issuer).await?;
            introspection_endpoint(metadata)
        };
        self.endpoint.get_or_try_init(find).await
    }
}

impl From<AskError> for Rejection {
    fn from(error: AskError) -> Self {
        Self::Unavailable {
            retry_after: RETRY_AFTER,
            reason: error.to_string(),
        }
    }
}

/// Verifies first, and asks the issuer only about tokens that pass: what is forged or expired
/// never leaves the API.
#[derive(Clone)]
pub struct HybridJudge {
    local: Arc<LocalJudge>,
    issuer: IntrospectionJudge,
}

impl HybridJudge {
    /// Both judges, one after the other.
    #[must_use]
    pub fn new(local: LocalJudge, issuer: IntrospectionJudge) -> Self {
        let local = Arc::new(local);
        Self { local, issuer }
    }
}

impl Judge for HybridJudge {
    async fn judge(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        self.local.judge(token).await?;
        self.issuer.judge(token).await
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.local.ready().await?;
        self.issuer.ready().await
    }
}
