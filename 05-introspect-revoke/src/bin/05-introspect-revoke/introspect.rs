//! `introspect` and `revoke`: one request each.

use anyhow::bail;
use client_assertion::token_client;
use fetch_token::{IssuerUrl, http, printable_json};
use introspect_revoke::{
    Introspection, Revocation, introspect, introspection_endpoint, revocation_endpoint, revoke,
};
use realm::{print, remark};
use serde_json::json;
use verify_signature::fetch_metadata;

use crate::demo::api_client;

/// Prints the introspection response for a token.
pub(crate) async fn introspect_token(issuer: &IssuerUrl, token: &str) -> anyhow::Result<()> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer.as_str()).await?;
    let endpoint = introspection_endpoint(&metadata)?;
    match introspect(&http, &endpoint, &api_client(issuer)?, token).await? {
        Introspection::Active(members) => print(printable_json(&members))?,
        Introspection::Inactive => {
            print(printable_json(&json!({"active": false})))?;
            bail!(
                "the token is not active: expired, revoked, not this issuer's or not for this API"
            );
        }
    }
    Ok(())
}

/// Revokes a token as the client.
pub(crate) async fn revoke_token(issuer: &IssuerUrl, token: &str) -> anyhow::Result<Revocation> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer.as_str()).await?;
    let endpoint = revocation_endpoint(&metadata)?;
    let client = token_client(issuer)?;
    let revocation = revoke(&http, &endpoint, &client, token).await?;
    match revocation {
        Revocation::Revoked => {
            remark(format_args!(
                "revoked: {issuer} will not call it active again"
            ));
        }
        Revocation::Unknown => {
            remark(format_args!(
                "nothing to revoke: {issuer} does not know this token"
            ));
        }
    }
    Ok(revocation)
}
