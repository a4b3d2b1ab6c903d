//! A guard in front of everything: the orchestrator that asks for `/health` has no token.
//!
//! ```text
//! health is open to anyone
//!
//!   GET /health with no token
//!     got:      (401, "{\"message\":\"An access token is needed to see this\"}")
//!     expected: (200, "ok")
//! ```

fn service(issuer: &str) -> Result<Router, Box<dyn Error>> {
    let verifier = Verifier::new(Policy::new(issuer, AUDIENCE), Clock::system());
    let http = fetch_token::http::client()?;
    let keys = JwksCache::new(http, issuer, JwksCacheConfig::default());
    let guard = Guard::new(
        Arc::new(JwtValidator::new(verifier, keys)),
        &RESOURCE.parse::<Resource>()?,
    );
    let stock = get(async || "12 apples");
    Ok(Router::new()
        .route("/health", guard.valid_token(get(async || "ok")))
        .route("/whoami", guard.valid_token(get(whoami)))
        .route("/stock", guard.scope(&READ.parse()?, stock.clone()))
        .route("/audit", guard.scope(&AUDIT.parse()?, stock)))
}
