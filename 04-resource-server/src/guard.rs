//! What stands before a route.

use std::convert::Infallible;
use std::mem;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::MethodRouter;
use futures_util::future::BoxFuture;
use tower::{Service, layer::layer_fn};
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
        let demand = Arc::new(Demand {
            judge: Arc::clone(&self.judge),
            scope,
            resource_metadata: Arc::clone(&self.resource_metadata),
        });
        route.route_layer(layer_fn(move |route| Guarded {
            demand: Arc::clone(&demand),
            route,
        }))
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

/// A route with its demand before it.
///
/// `axum::middleware::from_fn` would say the same in three lines. It takes the request apart and puts
/// it together again, and boxes the route once more, which for a known token is a quarter of all
/// that the guard costs.
struct Guarded<J, R> {
    demand: Arc<Demand<J>>,
    route: R,
}

impl<J, R: Clone> Clone for Guarded<J, R> {
    fn clone(&self) -> Self {
        let (demand, route) = (Arc::clone(&self.demand), self.route.clone());
        Self { demand, route }
    }
}

impl<J, R> Service<Request> for Guarded<J, R>
where
    J: Judge,
    R: Service<Request, Response = Response, Error = Infallible, Future: Send>
        + Clone
        + Send
        + 'static,
{
    type Response = Response;
    type Error = Infallible;
    type Future = BoxFuture<'static, Result<Response, Infallible>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.route.poll_ready(context)
    }

    fn call(&mut self, mut request: Request) -> Self::Future {
        let demand = Arc::clone(&self.demand);
        // The one that said that it was ready is the one to be called; the clone is for next time.
        let next = self.route.clone();
        let mut route = mem::replace(&mut self.route, next);
        Box::pin(async move {
            match demand.check(request.headers()).await {
                Ok(claims) => {
                    metrics().accepted();
                    request.extensions_mut().insert(Caller(claims));
                    route.call(request).await
                }
                Err(rejection) => {
                    metrics().rejected(rejection.outcome());
                    tracing::info!(%rejection, "rejected");
                    Ok(rejection.answer(&demand.resource_metadata).into_response())
                }
            }
        })
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
