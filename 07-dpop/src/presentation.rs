//! How bound tokens are presented to the API: the scheme `DPoP`, and a proof in a separate header.

use std::sync::Arc;

use axum::Router;
use axum::http::HeaderMap;
use axum::http::header::{AUTHORIZATION, HeaderName};
use axum::http::request::Parts;
use axum::middleware::map_response;
use axum::response::Response;
use resource_server::{
    ApiConfig, Presentation, Rejection, Resource, TokenValidator, app_with, authorization_token,
};
use serde_json::Value;
use verify_signature::{Claims, VerifyError};

use crate::{BoundRequest, Nonces, Proof, ProofError, ProofVerifier};

const DPOP: HeaderName = HeaderName::from_static("dpop");

/// Remembers which proofs were used.
pub trait ReplayStore: Send + Sync + 'static {
    /// Stores that a verified proof is used, until it is refused for its age. `false` if it was already.
    ///
    /// # Errors
    /// [`Rejection::Unavailable`] if it cannot be told: to accept the proof could be to accept a replay.
    fn insert(&self, proof: &Proof) -> impl Future<Output = Result<bool, Rejection>> + Send;
}

/// Takes bound tokens with a proof, and bearer tokens if they are not bound.
pub struct Dpop<R> {
    resource: Resource,
    pub(crate) verifier: ProofVerifier,
    used: R,
    pub(crate) required: bool,
    pub(crate) nonces: Option<Arc<Nonces>>,
}

impl<R: ReplayStore> Dpop<R> {
    /// For the API with this URL, which the URLs in proofs must begin with. What a proxy or an outer router
    /// takes off the path belongs to it, as in `https://api.example/v1`.
    pub fn new(resource: &Resource, verifier: ProofVerifier, used: R) -> Self {
        Self {
            resource: resource.clone(),
            verifier,
            used,
            required: false,
            nonces: None,
        }
    }

    /// The same, and whether bearer tokens are refused.
    #[must_use]
    pub fn required(self, required: bool) -> Self {
        Self { required, ..self }
    }

    /// The same, for proofs with a nonce that this server made.
    ///
    /// RFC 9449 §9
    #[must_use]
    pub fn with_nonces(self, nonces: Nonces) -> Self {
        let nonces = Some(Arc::new(nonces));
        Self { nonces, ..self }
    }

    /// The order matters: only the holder of a valid token and of its key can use a proof up, or fill the
    /// memory of used ones.
    async fn verify_proof(
        &self,
        request: &Parts,
        token: &str,
        claims: &Claims,
    ) -> Result<(), Rejection> {
        let url = format!("{}{}", self.resource.identifier(), request.uri.path());
        let request_to_prove = BoundRequest {
            method: request.method.as_str(),
            url: &url,
            token,
            claims,
        };
        let proof = self
            .verifier
            .verify(only_proof(&request.headers)?, &request_to_prove)?;
        if let Some(nonces) = &self.nonces {
            let known = proof
                .nonce
                .as_deref()
                .is_some_and(|nonce| nonces.accept(nonce));
            if !known {
                return Err(ProofError::Nonce.into());
            }
        }
        match self.used.insert(&proof).await? {
            true => Ok(()),
            false => Err(ProofError::Replayed.into()),
        }
    }
}

impl<R: ReplayStore> Presentation for Dpop<R> {
    fn token<'r>(&self, headers: &'r HeaderMap) -> Result<&'r str, Rejection> {
        authorization_token(headers, &["DPoP", "Bearer"])
    }

    async fn verify_sender(
        &self,
        request: &Parts,
        token: &str,
        claims: &Claims,
    ) -> Result<(), Rejection> {
        match (uses_dpop(&request.headers), claims.is_bound()) {
            (true, true) => self.verify_proof(request, token, claims).await,
            // Without this line, every stolen token would work as Bearer. RFC 9449 §7.2
            (false, true) => Err(VerifyError::SenderConstrained.into()),
            (false, false) if !self.required => Ok(()),
            (_, false) => Err(Rejection::NotProven {
                error: "invalid_token",
                code: "not_bound",
                reason: "the token is not bound to a key".to_owned(),
            }),
        }
    }

    fn challenge(
        &self,
        request: &Parts,
        rejection: &Rejection,
        parameters: &str,
        response: &mut Response,
    ) {
        self.add_challenges(uses_dpop(&request.headers), rejection, parameters, response);
    }

    fn describe(&self, metadata: &mut Value) {
        self.add_metadata(metadata);
    }
}

/// Step 04's API for bound tokens and, unless DPoP is required, bearer tokens. The policy of `validator`
/// must be [`VerifiedByCaller`](verify_signature::BoundTokens::VerifiedByCaller): this is that caller.
pub fn app<V: TokenValidator>(
    config: &ApiConfig,
    validator: Arc<V>,
    dpop: Dpop<impl ReplayStore>,
) -> Router {
    let nonces = dpop.nonces.clone();
    let app = app_with(config, validator, Arc::new(dpop));
    match nonces {
        // With every response, so that a client need not ask for it each time. RFC 9449 §8.2
        Some(nonces) => app.layer(map_response(move |mut response: Response| {
            nonces.add_to(&mut response);
            async { response }
        })),
        None => app,
    }
}

/// Whether the client used the scheme `DPoP`.
fn uses_dpop(headers: &HeaderMap) -> bool {
    let value = headers.get(AUTHORIZATION);
    let value = value
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    let scheme = value.split(' ').next().unwrap_or_default();
    scheme.eq_ignore_ascii_case("dpop")
}

/// The value of the one `DPoP` header. With two, a proxy might check the one and the API the other.
fn only_proof(headers: &HeaderMap) -> Result<&str, ProofError> {
    let mut values = headers.get_all(DPOP).iter();
    match (values.next(), values.next()) {
        (None, _) => Err(ProofError::Missing),
        (Some(_), Some(_)) => Err(ProofError::Several),
        // What is not ASCII is not a JWT either.
        (Some(value), None) => Ok(value.to_str().unwrap_or_default()),
    }
}
