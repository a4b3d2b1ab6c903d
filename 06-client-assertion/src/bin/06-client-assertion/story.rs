//! The story of a log that was read: what it is worth, with a secret in it and with an assertion.

use std::sync::Arc;

use client_assertion::{LIFETIME, PrivateKeyJwt, key_from_env};
use fetch_token::{Client, ClientAssertion, ClientAuth, IssuerUrl, TokenError, fetch_token, http};
use realm::{print, remark};
use secrecy::{ExposeSecret, SecretString};
use verify_signature::{Clock, Metadata, fetch_metadata};

/// A server that a client was lured to. Nothing is sent there.
const ELSEWHERE: &str = "https://other.example/realms/myorg";

/// Tells it with the client of step 01, if the issuer has one with a secret, and one with a key.
pub(crate) async fn tell(issuer: &IssuerUrl, scope: &str) -> anyhow::Result<()> {
    let http = http::client()?;
    let metadata = fetch_metadata(&http, issuer.as_str()).await?;
    let server = Server {
        http,
        metadata,
        scope,
    };
    let with_secret = Client::from_env(issuer).ok();
    let (id, key) = key_from_env(issuer)?;
    let mut signer = PrivateKeyJwt::new(&id, issuer.as_str(), key, Clock::system());

    let now = Clock::system().now();
    let sent = signer.sign()?;
    if let Some(client) = &with_secret {
        remark(format_args!(
            "{} has a secret. A log of its requests shows:",
            client.id
        ));
        remark(format_args!("  client_id={}&client_secret=…", client.id));
    }
    remark(format_args!(
        "{id} has a key. A log of its requests shows an assertion:"
    ));
    for line in readable(sent.expose_secret())? {
        remark(format_args!("  {line}"));
    }

    print(format_args!("{:38}{:>8}   assertion", "", "secret"))?;
    let row = async |what: &str, assertion: SecretString| -> anyhow::Result<()> {
        let secret = match &with_secret {
            Some(client) => server.outcome(client).await?,
            None => "-".to_owned(),
        };
        let auth = ClientAuth::Assertion(Arc::new(Stolen(assertion)));
        let outcome = server
            .outcome(&Client {
                id: id.clone(),
                auth,
            })
            .await?;
        Ok(print(format_args!("{what:38}{secret:>8}   {outcome}"))?)
    };
    row("sent by the client", sent.clone()).await?;
    row("read in the log, and sent again", sent).await?;
    // Signed so long ago that it has expired, and never used.
    signer = signer.with_clock(Clock::new(move || now.saturating_sub(LIFETIME)));
    row("read in the log, and sent in a minute", signer.sign()?).await?;
    signer = signer.with_clock(Clock::system()).with_audience(ELSEWHERE);
    row("sent to another server, which tries it", signer.sign()?).await?;
    remark(
        "the secret is good until someone changes it; the assertion was good once, for one server",
    );
    Ok(())
}

struct Server<'a> {
    http: reqwest::Client,
    metadata: Metadata,
    scope: &'a str,
}

impl Server<'_> {
    /// 200, or the status and what the server says is wrong.
    async fn outcome(&self, client: &Client) -> anyhow::Result<String> {
        let endpoint = &self.metadata.token_endpoint()?;
        match fetch_token(&self.http, endpoint, client, self.scope).await {
            Ok(_) => Ok("200".to_owned()),
            Err(TokenError::Refused { status, error, .. }) => {
                Ok(format!("{} {error}", status.as_u16()))
            }
            Err(error) => Err(error.into()),
        }
    }
}

/// An assertion that is sent as it was found.
#[derive(Debug)]
struct Stolen(SecretString);

impl ClientAssertion for Stolen {
    fn assertion(&self) -> Result<SecretString, String> {
        Ok(self.0.clone())
    }
}

/// Header and claims, each on a line.
fn readable(assertion: &str) -> anyhow::Result<[String; 2]> {
    let decoded = decode_jwt::decode(assertion)?;
    let json = |members| serde_json::Value::Object(members).to_string();
    Ok([json(decoded.header), json(decoded.payload)])
}
