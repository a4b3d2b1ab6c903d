//! What the command lines that verify tokens have in common.

use clap::Args;
use fetch_token::settings::audience;
use realm::setting;

use crate::{Algorithms, Policy, ScopeClaims};

/// What an API requires of its tokens.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// This API's name, which a token's `aud` must contain
    #[arg(long, env = "OAUTH_AUDIENCE", default_value = "test_api_resource", global = true, value_parser = setting(audience))]
    audience: String,
    /// The signature algorithms that are accepted, separated by commas
    #[arg(long, env = "OAUTH_ALGORITHMS", default_value = "RS256", global = true, value_parser = setting(str::parse::<Algorithms>))]
    algorithms: Algorithms,
    /// The claims that contain the granted scopes or roles, separated by commas
    #[arg(long, env = "OAUTH_SCOPE_CLAIMS", default_value = "scope", global = true, value_parser = setting(str::parse::<ScopeClaims>))]
    scope_claims: ScopeClaims,
}

impl PolicyArgs {
    /// The policy for tokens of this issuer.
    #[must_use]
    pub fn policy(self, issuer: &str) -> Policy {
        Policy {
            algorithms: self.algorithms,
            scope_claims: self.scope_claims,
            ..Policy::new(issuer, self.audience)
        }
    }
}
