//! A guard in front of everything: the orchestrator that asks for `/health` has no token.

fn service(issuer: &str) -> Result<Router, Box<dyn Error>> {
    let verifier = Verifier::new(Policy::new(issuer, AUDIENCE), Clock::system());
    let http = fetch_token::http::client()?;
    let keys = JwksCache::new(http, issuer, JwksCacheConfig::default());
    let guard = Guard::new(
        Arc::new(JwtValidator::new(verifier, keys)),
        &RESOURCE.parse::<Resource>()?,
    );
    let stock = get(async || "12 apples");
    let audit = get(async || "nothing is missing");
    Ok(Router::new()
        .route("/health", guard.valid_token(get(async || "ok")))
        .route("/whoami", guard.valid_token(get(whoami)))
        .route("/stock", guard.scope(&READ.parse()?, stock))
        .route("/audit", guard.scope(&AUDIT.parse()?, audit)))
}
