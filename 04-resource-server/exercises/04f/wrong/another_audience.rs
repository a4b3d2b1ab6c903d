//! The client's name is taken for the API's: no token is for this service.
//!
//! ```text
//! a valid token says who is calling
//!
//!   GET /whoami with a valid token
//!     got:      (401, "{\"message\":\"The access token is expired, revoked, malformed or not for this API\"}")
//!     expected: (200, "test_api_client")
//! ```

fn service(issuer: &str) -> Result<Router, Box<dyn Error>> {
    let verifier = Verifier::new(Policy::new(issuer, "test_api_client"), Clock::system());
    let http = fetch_token::http::client()?;
    let keys = JwksCache::new(http, issuer, JwksCacheConfig::default());
    let guard = Guard::new(
        Arc::new(JwtValidator::new(verifier, keys)),
        &RESOURCE.parse::<Resource>()?,
    );
    let stock = get(async || "12 apples");
    Ok(Router::new()
        .route("/health", get(async || "ok"))
        .route("/whoami", guard.valid_token(get(whoami)))
        .route("/stock", guard.scope(&READ.parse()?, stock.clone()))
        .route("/audit", guard.scope(&AUDIT.parse()?, stock)))
}
