//! `introspect` and `revoke`: one request each.

use anyhow::bail;
use fetch_token::{AuthMethod, Client, http};
use introspect_revoke::{
    Introspection, Revocation, introspect, introspection_endpoint, resource_client,
    revocation_endpoint, revoke,
};
use serde_json::json;
use verify_signature::fetch_metadata;

/// Prints the introspection response for a token.
pub(crate) async fn introspect_token(issuer: &str, token: &str) -> anyhow::Result<()> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer).await?;
    let endpoint = introspection_endpoint(&metadata)?;
    match introspect(&http, endpoint, &resource_client()?, token).await? {
        Introspection::Active(members) => println!("{}", serde_json::to_string_pretty(&members)?),
        Introspection::Inactive => {
            println!(
                "{}",
                serde_json::to_string_pretty(&json!({"active": false}))?
            );
            bail!(
                "the token is not active: expired, revoked, not this issuer's or not for this API"
            );
        }
    }
    Ok(())
}

/// Revokes a token as the client.
pub(crate) async fn revoke_token(issuer: &str, token: &str) -> anyhow::Result<Revocation> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer).await?;
    let endpoint = revocation_endpoint(&metadata)?;
    let client = Client::from_env(AuthMethod::Post)?;
    let revocation = revoke(&http, endpoint, &client, token).await?;
    match revocation {
        Revocation::Revoked => eprintln!("revoked: {issuer} will not call it active again"),
        Revocation::Unknown => eprintln!("nothing to revoke: {issuer} does not know this token"),
    }
    Ok(revocation)
}
