//! Judges who ask the issuer, in the place of step 04's.

use std::sync::Arc;

use fetch_token::Client;
use resource_server::{Judge, LocalJudge, Rejection};
use tokio::sync::OnceCell;
use url::Url;
use verify_signature::{Claims, Verifier, fetch_metadata};

use crate::{AskError, Introspection, introspect};

/// How long a caller is told to wait when the issuer does not answer, in seconds.
const RETRY_AFTER: u64 = 2;

/// Asks the issuer about every token.
///
/// It fails closed: without an answer that can be relied on, the request is rejected.
pub struct IntrospectionJudge {
    http: reqwest::Client,
    api: Client,
    verifier: Verifier,
    /// Found when it is first needed, so that the API starts while its issuer is down.
    endpoint: OnceCell<Url>,
}

impl IntrospectionJudge {
    /// A judge who asks the issuer of `verifier`'s policy, as the client `api`.
    #[must_use]
    pub fn new(http: reqwest::Client, api: Client, verifier: Verifier) -> Self {
        Self {
            http,
            api,
            verifier,
            endpoint: OnceCell::new(),
        }
    }

    async fn endpoint(&self) -> Result<&Url, AskError> {
        let find = async || {
            let metadata = fetch_metadata(&self.http, &self.verifier.policy().issuer).await?;
            metadata
                .introspection_endpoint
                .ok_or(AskError::NoEndpoint("introspection_endpoint"))
        };
        self.endpoint.get_or_try_init(find).await
    }

    async fn ask(&self, token: &str) -> Result<Introspection, AskError> {
        let endpoint = self.endpoint().await?;
        introspect(&self.http, endpoint, &self.api, token).await
    }
}

impl Judge for IntrospectionJudge {
    async fn judge(&self, token: &str) -> Result<Arc<Claims>, Rejection> {
        let members = match self.ask(token).await {
            Ok(Introspection::Active(members)) => members,
            Ok(Introspection::Inactive) => {
                let reason = "the issuer says that it is not active".to_owned();
                return Err(Rejection::InvalidToken { reason });
            }
            Err(error) => return Err(error.into()),
        };
        // Active somewhere is not yet meant for here: issuer, audience and times are judged as if
        // they stood in a token that was verified. RFC 7662 §4
        let judge = |claims: Claims| {
            self.verifier
                .judge_claims(&claims)
                .map(|()| Arc::new(claims))
        };
        Ok(Claims::from_members(members).and_then(judge)?)
    }

    async fn ready(&self) -> Result<(), Rejection> {
        self.endpoint().await?;
        Ok(())
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
pub struct HybridJudge {
    local: LocalJudge,
    issuer: IntrospectionJudge,
}

impl HybridJudge {
    /// Both judges, one after the other.
    #[must_use]
    pub fn new(local: LocalJudge, issuer: IntrospectionJudge) -> Self {
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
