//! What the command lines that serve an API have in common: arguments, start and end.

use std::time::Duration;

use anyhow::Context;
use axum::Router;
use clap::Args;
use realm::{remark, seconds, setting};
use tokio::net::TcpListener;
use tracing_appender::non_blocking::WorkerGuard;

use super::{Limits, healthcheck, init_log, listen, metrics_app, serve, settings, shutdown_signal};
use crate::{JwksCacheConfig, Resource};

/// Where an API listens, what it is called, and how it ends.
#[derive(Debug, Args)]
pub struct ServeArgs {
    /// Address and port
    #[arg(long, env = "LISTEN", default_value = "127.0.0.1:50100", value_parser = setting(settings::listen_address))]
    listen: String,
    /// The URL under which clients reach the API [default: http:// and the address]
    #[arg(long, env = "PUBLIC_URL", value_parser = setting(str::parse::<Resource>))]
    public_url: Option<Resource>,
    /// Address and port of /metrics for Prometheus [default: no metrics]
    #[arg(long, env = "METRICS_LISTEN", value_parser = setting(settings::listen_address))]
    metrics_listen: Option<String>,
    /// How many seconds /readyz says that the API is stopping before it stops accepting connections
    #[arg(long, env = "DRAIN_SECONDS", default_value_t = 1, value_parser = setting(seconds::<u16>))]
    drain_seconds: u16,
    /// How many seconds the issuer's keys are used before they are fetched again
    #[arg(long, env = "JWKS_CACHE_SECONDS", default_value_t = 300, value_parser = setting(seconds::<u32>))]
    jwks_cache_seconds: u32,
    /// Start nothing: check whether the API at this address runs, and exit with 0 or 1
    #[arg(long)]
    healthy: bool,
}

/// An API that listens, and does not answer yet.
#[derive(Debug)]
pub struct Listening {
    listener: TcpListener,
    limits: Limits,
    log: WorkerGuard,
    /// `http://` and the address.
    pub url: String,
    /// `PUBLIC_URL`, or else the same.
    pub resource: Resource,
}

impl ServeArgs {
    /// Starts the log, listens, and serves the metrics. `None` if only the health was to be checked,
    /// and it is good.
    ///
    /// # Errors
    /// Says which setting cannot be used, or that the API is not healthy.
    pub async fn start(&self) -> anyhow::Result<Option<Listening>> {
        if self.healthy {
            healthcheck(&self.listen).await.context("not healthy")?;
            return Ok(None);
        }
        let log = init_log()?;
        let limits = Limits {
            drain: Duration::from_secs(self.drain_seconds.into()),
            ..Limits::for_this_process()
        };
        let listener = listen(&self.listen).await.context("LISTEN")?;
        let address = listener.local_addr()?;
        let resource = match &self.public_url {
            Some(resource) => resource.clone(),
            None => settings::default_resource(address)?,
        };
        if let Some(address) = &self.metrics_listen {
            let listener = listen(address).await.context("METRICS_LISTEN")?;
            let address = listener.local_addr()?;
            remark(format_args!("metrics are at http://{address}/metrics"));
            let never = std::future::pending();
            tokio::spawn(serve(listener, metrics_app(), Limits::default(), never));
        }
        Ok(Some(Listening {
            listener,
            limits,
            log,
            url: format!("http://{address}"),
            resource,
        }))
    }

    /// `PUBLIC_URL`, if it is set.
    #[must_use]
    pub fn public_url(&self) -> Option<&Resource> {
        self.public_url.as_ref()
    }

    /// How long the issuer's keys are used.
    #[must_use]
    pub fn jwks_cache(&self) -> JwksCacheConfig {
        JwksCacheConfig {
            ttl: Duration::from_secs(self.jwks_cache_seconds.into()),
            ..JwksCacheConfig::default()
        }
    }
}

impl Listening {
    /// Serves the app until a signal, and writes the last lines of the log.
    pub async fn serve(self, app: Router) {
        serve(self.listener, app, self.limits, shutdown_signal()).await;
        drop(self.log);
    }
}
