//! This program as one of several replicas, if `REVOCATIONS_URL` names the server that connects them.

use std::fmt;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use fetch_token::settings::secret;
use introspect_revoke::Revocation;
use introspect_revoke::replicas::{
    OnDisconnect, RedisStore, ReplicaTimes, Revocations, WithDenylist,
};
use realm::remark;
use resource_server::{ApiConfig, Rejection, TokenValidator, app};
use verify_signature::Verifier;

use crate::demo::validators;
use crate::introspect::revoke_token;

/// An API that may be one of several replicas.
pub(crate) struct Replica {
    revocations: Option<Revocations>,
    on_disconnect: OnDisconnect,
}

impl Replica {
    /// A replica that follows the server at `REVOCATIONS_URL`, if there is one.
    pub(crate) fn from_env(
        verifier: &Verifier,
        on_disconnect: OnDisconnect,
    ) -> anyhow::Result<Self> {
        let follow = |store| {
            let clock = verifier.clock().clone();
            Revocations::follow(store, clock, ReplicaTimes::default())
        };
        Ok(Self {
            revocations: store(verifier)?.map(follow),
            on_disconnect,
        })
    }

    /// The API with this validator, and with the denylist if there is one.
    pub(crate) fn app(&self, config: &ApiConfig, validator: impl TokenValidator) -> Router {
        match self.revocations.clone() {
            None => app(config, Arc::new(validator)),
            Some(list) => app(
                config,
                Arc::new(WithDenylist::new(validator, list, self.on_disconnect)),
            ),
        }
    }
}

impl fmt::Display for Replica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.revocations, self.on_disconnect) {
            (None, _) => Ok(()),
            (_, OnDisconnect::FailClosed) => {
                f.write_str(", then by the replicas' denylist; without it, none is accepted")
            }
            (_, OnDisconnect::FailOpen) => {
                f.write_str(", then by the replicas' denylist, as far as it is known")
            }
        }
    }
}

/// Revokes a token as the client, and for the replicas of the API if there are any.
pub(crate) async fn revoke_for_all(verifier: &Verifier, token: &str) -> anyhow::Result<()> {
    // First, so that a bad URL is reported before anything has been done.
    let store = store(verifier)?;
    let revocation = revoke_token(&verifier.policy().issuer.parse()?, token).await?;
    let (Some(store), Revocation::Revoked) = (store, revocation) else {
        return Ok(());
    };
    // RFC 7009 §2.2 allows an issuer to answer the same to a token that it did not issue, and such a
    // token may contain the jti of another client's.
    let (jwt, _) = validators(verifier)?;
    match jwt.validate(token).await {
        Ok(claims) => {
            let published = store.publish(&claims).await;
            published.context("it is revoked, but the replicas do not know")?;
            remark("published: no replica of the API accepts it any more");
            Ok(())
        }
        Err(rejection @ Rejection::InvalidToken { .. }) => {
            remark(format_args!(
                "not published, because no replica would accept it: {rejection}"
            ));
            Ok(())
        }
        Err(rejection) => Err(rejection).context("it is revoked, but the replicas do not know"),
    }
}

/// From a variable or a file only, because it may contain a password.
fn store(verifier: &Verifier) -> anyhow::Result<Option<RedisStore>> {
    let Some(url) = secret("REVOCATIONS_URL")? else {
        return Ok(None);
    };
    let store = RedisStore::new(&url, &verifier.policy().issuer)?;
    Ok(Some(store))
}
