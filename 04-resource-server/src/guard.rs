//! What stands before a route.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use verify_signature::Claims;

use crate::metrics::metrics;
use crate::{Judge, Rejection, RequiredScope, Resource, bearer_token};

/// Puts demands before routes. A route that was not handed to it is open to everybody.
pub struct Guard<J> {
    judge: Arc<J>,
    resource_metadata: Arc<str>,
}

impl<J: Judge> Guard<J> {
    /// A guard who asks `judge`, and points rejected clients to the metadata of `resource`
    /// (RFC 9728 §5.1).
    pub fn new(judge: Arc<J>, resource: &Resource) -> Self {
        Self {
            judge,
            resource_metadata: resource.metadata_url().as_str().into(),
        }
    }

    /// The route, for requests with a valid token.
    pub fn valid_token<S>(&self, route: MethodRouter<S>) -> MethodRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        self.demand(None, route)
    }

    /// The route, for requests with a valid token that has all of the scope's names.
    pub fn scope<S>(&self, scope: &RequiredScope, route: MethodRouter<S>) -> MethodRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        self.demand(Some(scope.clone()), route)
    }

    fn demand<S>(&self, scope: Option<RequiredScope>, route: MethodRouter<S>) -> MethodRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let demand = Demand {
            judge: Arc::clone(&self.judge),
            scope,
            resource_metadata: Arc::clone(&self.resource_metadata),
        };
        route.route_layer(middleware::from_fn_with_state(Arc::new(demand), enforce))
    }
}

/// What one route demands.
struct Demand<J> {
    judge: Arc<J>,
    scope: Option<RequiredScope>,
    resource_metadata: Arc<str>,
}

impl<J: Judge> Demand<J> {
    /// Token, then verdict, then scope: a client must not learn which scopes a route has from a
    /// token that is worth nothing.
    async fn check(&self, headers: &HeaderMap) -> Result<Arc<Claims>, Rejection> {
        let claims = self.judge.judge(bearer_token(headers)?).await?;
        match &self.scope {
            Some(scope) if !scope.is_met_by(&claims.scope) => Err(Rejection::InsufficientScope {
                required: scope.clone(),
            }),
            _ => Ok(claims),
        }
    }
}

async fn enforce<J: Judge>(
    State(demand): State<Arc<Demand<J>>>,
    mut request: Request,
    next: Next,
) -> Response {
    match demand.check(request.headers()).await {
        Ok(claims) => {
            metrics().accepted();
            request.extensions_mut().insert(Caller(claims));
            next.run(request).await
        }
        Err(rejection) => {
            metrics().rejected(rejection.outcome());
            tracing::info!(%rejection, "rejected");
            rejection.answer(&demand.resource_metadata).into_response()
        }
    }
}

/// The claims of the request's token, for a handler behind a [`Guard`] that wants to know who calls.
#[derive(Clone, Debug)]
pub struct Caller(pub Arc<Claims>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = StatusCode;

    /// # Errors
    /// 500 if no guard stands before the route. The request is refused, so that the mistake shows
    /// at the first try and not when somebody without a token finds it.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get().cloned().ok_or_else(|| {
            tracing::error!(
                path = parts.uri.path(),
                "no guard before a route with a Caller"
            );
            StatusCode::INTERNAL_SERVER_ERROR
        })
    }
}
