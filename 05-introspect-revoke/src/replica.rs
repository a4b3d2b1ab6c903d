//! This program as one of several, where `REVOCATIONS_URL` says how they reach each other.

use std::fmt;
use std::sync::Arc;

use anyhow::Context;
use axum::Router;
use clap::ValueEnum;
use fetch_token::variable;
use introspect_revoke::Revocation;
use introspect_revoke::replicas::{Engine, ReplicaJudge, ReplicaTimes, Revocations, WhenCutOff};
use resource_server::{ApiConfig, Judge, Rejection, app};
use verify_signature::Verifier;

use crate::ask::revoke_token;
use crate::stage::judges;

#[derive(Clone, Copy, PartialEq, ValueEnum)]
pub(crate) enum CutOff {
    /// go by what is known: a token that was revoked since is accepted
    Accept,
    /// refuse every token, until it can be heard again
    Refuse,
}

/// An API that may be one of several.
pub(crate) struct Replica {
    revocations: Option<Revocations>,
    when_cut_off: CutOff,
}

impl Replica {
    /// One that follows the engine at `REVOCATIONS_URL`, or stands alone if there is none.
    pub(crate) fn from_env(verifier: &Verifier, when_cut_off: CutOff) -> anyhow::Result<Self> {
        let follow = |engine| {
            let clock = verifier.clock().clone();
            Revocations::follow(engine, clock, ReplicaTimes::default())
        };
        Ok(Self {
            revocations: engine(verifier)?.map(follow),
            when_cut_off,
        })
    }

    /// The API with this judge, and with the list of revoked tokens if there is one.
    pub(crate) fn app(&self, config: &ApiConfig, judge: impl Judge) -> Router {
        let when = match self.when_cut_off {
            CutOff::Accept => WhenCutOff::Accept,
            CutOff::Refuse => WhenCutOff::Refuse,
        };
        match self.revocations.clone() {
            None => app(config, Arc::new(judge)),
            Some(list) => app(config, Arc::new(ReplicaJudge::new(judge, list, when))),
        }
    }
}

impl fmt::Display for Replica {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.revocations, self.when_cut_off) {
            (None, _) => Ok(()),
            (_, CutOff::Refuse) => {
                f.write_str(", then the list of all replicas, and nobody without it")
            }
            (_, CutOff::Accept) => {
                f.write_str(", then the list of all replicas, as far as it is known")
            }
        }
    }
}

/// Revokes a token as the client, and tells the replicas of the API if there are any.
pub(crate) async fn revoke_for_all(verifier: &Verifier, token: &str) -> anyhow::Result<()> {
    // First, so that a bad URL is found while nothing has been done.
    let engine = engine(verifier)?;
    let revocation = revoke_token(&verifier.policy().issuer, token).await?;
    let (Some(engine), Revocation::Revoked) = (engine, revocation) else {
        return Ok(());
    };
    // RFC 7009 §2.2 lets an issuer answer the same to a token that it never made, and such a one may
    // bear the name of another client's.
    let (local, _) = judges(verifier)?;
    match local.judge(token).await {
        Ok(claims) => {
            let told = engine.publish(&claims).await;
            told.context("it is revoked, but the replicas do not know")?;
            eprintln!("passed on: no replica of the API accepts it any more");
            Ok(())
        }
        Err(rejection @ Rejection::InvalidToken { .. }) => {
            eprintln!("not passed on, as no replica would accept it: {rejection}");
            Ok(())
        }
        Err(rejection) => Err(rejection).context("it is revoked, but the replicas do not know"),
    }
}

/// From a variable only: there is a password in it.
fn engine(verifier: &Verifier) -> anyhow::Result<Option<Engine>> {
    let url = variable("REVOCATIONS_URL", "")?;
    if url.is_empty() {
        return Ok(None);
    }
    let engine = Engine::new(&url.into(), &verifier.policy().issuer)?;
    Ok(Some(engine))
}
