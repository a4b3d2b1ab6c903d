//! `serve`: the API of step 04 with one of three validators.

use std::time::Duration;

use introspect_revoke::{JwtThenIntrospection, OptionalClaims};
use realm::remark;
use resource_server::{ApiConfig, JwksCacheConfig, Listening, RequiredScope};
use verify_signature::Verifier;

use crate::ValidatorKind;
use crate::demo::validators_with;
use crate::replica::Replica;

/// How tokens are validated.
pub(crate) struct Validation {
    pub(crate) kind: ValidatorKind,
    pub(crate) jwks_cache: JwksCacheConfig,
    pub(crate) introspection_ttl: Duration,
    pub(crate) optional_claims: OptionalClaims,
}

/// Serves it until Ctrl-C or SIGTERM.
pub(crate) async fn run(
    verifier: Verifier,
    scope: RequiredScope,
    validation: Validation,
    replica: Replica,
    api: Listening,
) -> anyhow::Result<()> {
    let Validation {
        kind,
        jwks_cache,
        introspection_ttl,
        optional_claims,
    } = validation;
    let issuer = verifier.policy().issuer.clone();
    let config = ApiConfig {
        resource: api.resource.clone(),
        issuers: vec![issuer.clone()],
        scope,
    };

    let (jwt, introspection) = validators_with(&verifier, jwks_cache, optional_claims)?;
    let introspection = introspection.with_cache_ttl(introspection_ttl);
    let seconds = introspection_ttl.as_secs();
    let (app, description) = match kind {
        ValidatorKind::Jwt => (replica.app(&config, jwt), "by signature".to_owned()),
        ValidatorKind::Introspection => (
            replica.app(&config, introspection),
            format!("by introspection, cached for {seconds} s"),
        ),
        ValidatorKind::JwtThenIntrospection => (
            replica.app(&config, JwtThenIntrospection::new(jwt, introspection)),
            format!("by signature, then by introspection, cached for {seconds} s"),
        ),
    };
    let url = &api.url;
    remark(format_args!(
        "the API is at {url}, for tokens of {issuer}; Ctrl-C ends it"
    ));
    remark(format_args!("tokens are validated {description}{replica}"));
    api.serve(app).await;
    Ok(())
}
