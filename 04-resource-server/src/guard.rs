//! What stands before a route.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::HeaderMap;
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use verify_signature::Claims;

use crate::{Judge, Rejection, bearer_token};

/// Puts demands before routes. A route that was not handed to it is open to everybody.
///
/// A handler behind it may take `Extension<Arc<Claims>>` to see who calls.
pub struct Guard<J> {
    judge: Arc<J>,
    resource_metadata: Arc<str>,
}

impl<J: Judge> Guard<J> {
    /// A guard who asks `judge` and points rejected clients to the document at the URL
    /// `resource_metadata` (RFC 9728 §5.1).
    pub fn new(judge: Arc<J>, resource_metadata: impl Into<Arc<str>>) -> Self {
        Self {
            judge,
            resource_metadata: resource_metadata.into(),
        }
    }

    /// The route, for requests with a valid token.
    pub fn valid_token(&self, route: MethodRouter) -> MethodRouter {
        self.demand(None, route)
    }

    /// The route, for requests with a valid token that has the scope.
    pub fn scope(&self, scope: &str, route: MethodRouter) -> MethodRouter {
        self.demand(Some(scope), route)
    }

    fn demand(&self, scope: Option<&str>, route: MethodRouter) -> MethodRouter {
        let demand = Demand {
            judge: Arc::clone(&self.judge),
            scope: scope.map(Arc::from),
            resource_metadata: Arc::clone(&self.resource_metadata),
        };
        route.route_layer(middleware::from_fn_with_state(demand, enforce))
    }
}

/// What one route demands.
struct Demand<J> {
    judge: Arc<J>,
    scope: Option<Arc<str>>,
    resource_metadata: Arc<str>,
}

impl<J> Clone for Demand<J> {
    fn clone(&self) -> Self {
        Self {
            judge: Arc::clone(&self.judge),
            scope: self.scope.clone(),
            resource_metadata: Arc::clone(&self.resource_metadata),
        }
    }
}

impl<J: Judge> Demand<J> {
    /// Token, then verdict, then scope: a client must not learn which scopes a route has from a
    /// token that is worth nothing.
    async fn check(&self, headers: &HeaderMap) -> Result<Arc<Claims>, Rejection> {
        let claims = self.judge.judge(bearer_token(headers)?).await?;
        match &self.scope {
            Some(scope) if !claims.scope.contains(scope) => Err(Rejection::InsufficientScope {
                required: scope.to_string(),
            }),
            _ => Ok(claims),
        }
    }
}

async fn enforce<J: Judge>(
    State(demand): State<Demand<J>>,
    mut request: Request,
    next: Next,
) -> Response {
    match demand.check(request.headers()).await {
        Ok(claims) => {
            request.extensions_mut().insert(claims);
            next.run(request).await
        }
        Err(rejection) => {
            tracing::info!(path = request.uri().path(), %rejection, "rejected");
            rejection.answer(&demand.resource_metadata).into_response()
        }
    }
}
