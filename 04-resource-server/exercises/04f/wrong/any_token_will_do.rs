//! A valid token is required, and nobody looks at its scope.
//!
//! ```text
//! a route requires its scope
//!
//!   GET /audit with a token without the scope
//!     got:      200
//!     expected: 403
//! ```

fn service(issuer: &str) -> Result<Router, Box<dyn Error>> {
    let verifier = Verifier::new(Policy::new(issuer, AUDIENCE), Clock::system());
    let http = fetch_token::http::client()?;
    let keys = JwksCache::new(http, issuer, JwksCacheConfig::default());
    let guard = Guard::new(
        Arc::new(JwtValidator::new(verifier, keys)),
        &RESOURCE.parse::<Resource>()?,
    );
    Ok(Router::new()
        .route("/health", get(async || "ok"))
        .route("/whoami", guard.valid_token(get(whoami)))
        .route("/stock", guard.valid_token(get(async || "12 apples")))
        .route(
            "/audit",
            guard.valid_token(get(async || "12 apples")),
        ))
}
