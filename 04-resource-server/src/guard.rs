//! The guard in front of a route: token, then validation, then scope.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn};
use axum::response::Response;
use axum::routing::MethodRouter;
use thiserror::Error;
use verify_signature::{Claims, Scopes};

use crate::production::metrics;
use crate::{Bearer, Presentation, Rejection, Resource, TokenValidator};

/// Protects routes. A route that was not passed to it is open to everyone.
///
/// ```
/// use std::sync::Arc;
///
/// use axum::{Router, routing::get};
/// use resource_server::{Caller, Guard, Resource, TokenValidator};
///
/// async fn whoami(Caller(claims): Caller) -> String {
///     claims.client_id.clone().unwrap_or_default()
/// }
///
/// fn routes(validator: Arc<impl TokenValidator>, resource: &Resource) -> anyhow::Result<Router> {
///     let guard = Guard::new(validator, resource);
///     let scope = "reports:read".parse()?;
///     Ok(Router::new()
///         .route("/whoami", guard.valid_token(get(whoami)))
///         .route("/reports", guard.scope(&scope, get(whoami))))
/// }
/// ```
pub struct Guard<V, P = Bearer> {
    validator: Arc<V>,
    presentation: Arc<P>,
    resource_metadata: String,
}

impl<V: TokenValidator> Guard<V> {
    /// A guard that validates bearer tokens with `validator`, and points rejected clients to the metadata
    /// of `resource` (RFC 9728 §5.1).
    pub fn new(validator: Arc<V>, resource: &Resource) -> Self {
        Self::with_presentation(validator, Arc::new(Bearer), resource)
    }
}

impl<V: TokenValidator, P: Presentation> Guard<V, P> {
    /// A guard for tokens that arrive in another way (step 07).
    pub fn with_presentation(validator: Arc<V>, presentation: Arc<P>, resource: &Resource) -> Self {
        Self {
            validator,
            presentation,
            resource_metadata: resource.metadata_url().to_string(),
        }
    }

    /// The route, for requests with a valid token.
    pub fn valid_token<S>(&self, route: MethodRouter<S>) -> MethodRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        self.protect(None, route)
    }

    /// The route, for requests with a valid token that has all of the scope's names.
    pub fn scope<S>(&self, scope: &RequiredScope, route: MethodRouter<S>) -> MethodRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        self.protect(Some(scope.clone()), route)
    }

    fn protect<S>(&self, scope: Option<RequiredScope>, route: MethodRouter<S>) -> MethodRouter<S>
    where
        S: Clone + Send + Sync + 'static,
    {
        let metadata = format!("resource_metadata=\"{}\"", self.resource_metadata);
        let requirement = Arc::new(Requirement {
            validator: Arc::clone(&self.validator),
            presentation: Arc::clone(&self.presentation),
            challenge: match &scope {
                Some(scope) => format!("scope=\"{scope}\", {metadata}"),
                None => metadata,
            },
            scope,
        });
        route.route_layer(from_fn(move |request, next| {
            let requirement = Arc::clone(&requirement);
            async move { requirement.handle(request, next).await }
        }))
    }
}

/// What one route requires.
struct Requirement<V, P> {
    validator: Arc<V>,
    presentation: Arc<P>,
    scope: Option<RequiredScope>,
    /// What every challenge says: the scope to ask for, and where to read more. RFC 6750 §3, RFC 9728 §5.1
    challenge: String,
}

impl<V: TokenValidator, P: Presentation> Requirement<V, P> {
    async fn handle(&self, request: Request, next: Next) -> Response {
        let (mut parts, body) = request.into_parts();
        match self.check(&parts).await {
            Ok(claims) => {
                metrics().accepted();
                parts.extensions.insert(Caller(claims));
                next.run(Request::from_parts(parts, body)).await
            }
            Err(rejection) => {
                let mut response = rejection.refuse(&self.challenge);
                self.presentation
                    .challenge(&parts, &rejection, &self.challenge, &mut response);
                response
            }
        }
    }

    /// The scope comes last: only a valid token has scopes that mean anything.
    async fn check(&self, request: &Parts) -> Result<Arc<Claims>, Rejection> {
        let token = self.presentation.token(&request.headers)?;
        let claims = self.validator.validate(token).await?;
        let sender = self.presentation.verify_sender(request, token, &claims);
        sender.await?;
        match &self.scope {
            Some(scope) if !scope.is_met_by(&claims.scope) => Err(Rejection::InsufficientScope {
                required: scope.clone(),
                unreadable: claims.scope.unreadable().map(str::to_owned),
            }),
            _ => Ok(claims),
        }
    }
}

/// The claims of the request's token, for a handler behind a [`Guard`] that needs to know the caller.
#[derive(Clone, Debug)]
pub struct Caller(pub Arc<Claims>);

impl<S: Sync> FromRequestParts<S> for Caller {
    type Rejection = StatusCode;

    /// # Errors
    /// 500 if the route has no guard. Refusing the request makes the mistake visible at the first
    /// try, and not when someone without a token finds it.
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, StatusCode> {
        parts.extensions.get().cloned().ok_or_else(|| {
            tracing::error!(
                path = parts.uri.path(),
                "a handler with a Caller has no guard"
            );
            StatusCode::INTERNAL_SERVER_ERROR
        })
    }
}

/// One scope name or several, all of which a token must have. Written as in `scope`: separated by
/// single spaces (RFC 6749 §3.3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RequiredScope(Arc<str>);

/// A text that is not a list of scope names.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "{0:?} is not a list of scope names: letters, digits and punctuation without '\"' and '\\', separated by single spaces"
)]
pub struct ScopeError(String);

impl RequiredScope {
    /// The names.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.split(' ')
    }

    /// Whether a token with these scopes has all of the names.
    #[must_use]
    pub fn is_met_by(&self, scopes: &Scopes) -> bool {
        self.names().all(|name| scopes.contains(name))
    }
}

impl FromStr for RequiredScope {
    type Err = ScopeError;

    /// `scope-token *( SP scope-token )`. Parsed strictly because it goes into the challenge, where a
    /// quotation mark would end the value.
    ///
    /// RFC 6749 §3.3
    fn from_str(text: &str) -> Result<Self, ScopeError> {
        let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e);
        let name = |name: &str| !name.is_empty() && name.bytes().all(allowed);
        if !text.split(' ').all(name) {
            return Err(ScopeError(text.to_owned()));
        }
        Ok(Self(text.into()))
    }
}

impl fmt::Display for RequiredScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_names_are_required_as_words() {
        let required: RequiredScope = "read write".parse().unwrap();
        assert!(required.is_met_by(&"write admin read".into()));
        for scopes in [
            "",
            "read",
            "write",
            "readwrite",
            "read writer",
            "READ WRITE",
        ] {
            assert!(!required.is_met_by(&scopes.into()), "{scopes}");
        }
    }

    #[test]
    fn what_would_break_the_challenge_is_refused() {
        for text in ["", " ", "a  b", " a", "a ", "a\"b", "a\\b", "a\tb", "ä"] {
            assert!(text.parse::<RequiredScope>().is_err(), "{text:?}");
        }
    }
}
