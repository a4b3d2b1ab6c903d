//! The real Keycloak: in Docker by testcontainers, in a Java of this machine, or one that is running
//! already.

mod jvm;

use std::env;
use std::sync::{Mutex, OnceLock, PoisonError};
use std::time::Duration;

use anyhow::{Context, bail, ensure};
use fetch_token::http;
use realm::MYORG_JSON;
use reqwest::{Method, StatusCode};
use serde_json::{Value, json};
use testcontainers::core::client::docker_client_instance;
use testcontainers::core::wait::HttpWaitStrategy;
use testcontainers::core::{IntoContainerPort, WaitFor};
use testcontainers::runners::AsyncRunner;
use testcontainers::{ContainerAsync, GenericImage, ImageExt};
use tokio::task::spawn_blocking;
use uuid::Uuid;

use jvm::Jvm;

/// The version that the course is tested with. To raise it: change this line, build or pull the
/// image, run the tests, and read the differences in the snapshots.
pub const KEYCLOAK_VERSION: &str = "26.7.4";

/// An older version on which the course runs, too. What it answers differently is in the snapshots
/// whose names end in `@` and this version.
pub const OLDER_KEYCLOAK_VERSION: &str = "26.4.7";

/// The version of this run: what `KEYCLOAK_VERSION` names, or [`KEYCLOAK_VERSION`](const@KEYCLOAK_VERSION).
pub fn keycloak_version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let named = env::var("KEYCLOAK_VERSION").unwrap_or_default();
        match named.is_empty() {
            true => KEYCLOAK_VERSION.to_owned(),
            false => named,
        }
    })
}

const IMAGE: &str = "quay.io/keycloak/keycloak";
/// A laptop that does other things takes a minute and a half.
const START_UP: Duration = Duration::from_secs(180);
const DISCOVERY: &str = "/realms/myorg/.well-known/openid-configuration";

/// A running Keycloak with the realm of `myorg.json`.
pub struct Keycloak {
    url: String,
    admin: (String, String),
    started: Mutex<Option<Started>>,
}

/// What this run started, and has to stop.
enum Started {
    Container(Box<ContainerAsync<GenericImage>>),
    Jvm(Jvm),
}

impl Keycloak {
    /// Uses the one at `KEYCLOAK_URL` (administrator from `KEYCLOAK_ADMIN` and
    /// `KEYCLOAK_ADMIN_PASSWORD`, `admin` by default), or starts one: in Docker, or with `KEYCLOAK=jvm` in a Java of this
    /// machine.
    ///
    /// # Errors
    /// The reason why there is none, for the report.
    pub async fn find() -> anyhow::Result<Self> {
        let variable = |name, default: &str| env::var(name).unwrap_or_else(|_| default.to_owned());
        let user = variable("KEYCLOAK_ADMIN", "admin");
        let admin = (user, variable("KEYCLOAK_ADMIN_PASSWORD", "admin"));
        let chosen = env::var("KEYCLOAK").unwrap_or_default();
        if chosen == "off" {
            bail!("KEYCLOAK=off");
        }
        if let Ok(url) = env::var("KEYCLOAK_URL") {
            let url = url.trim_end_matches('/').to_owned();
            let response = http::send(http::client()?.get(format!("{url}{DISCOVERY}"))).await?;
            let status = response.status;
            ensure!(
                status.is_success(),
                "KEYCLOAK_URL has no realm myorg: it answered {status}"
            );
            return Ok(Self {
                url,
                admin,
                started: Mutex::default(),
            });
        }
        if chosen == "jvm" {
            return Self::start_in_jvm(admin).await;
        }
        let docker = docker_client_instance()
            .await
            .context("Docker does not answer")?;
        docker.ping().await.context("Docker does not answer")?;
        Self::start(admin, true)
            .await
            .context("Keycloak did not start in Docker")
    }

    /// One in Docker as it comes, without the realm, whose administrator is `admin` with the
    /// password `admin`: to set the realm up by hand.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start_empty() -> anyhow::Result<Self> {
        Self::start(("admin".to_owned(), "admin".to_owned()), false).await
    }

    async fn start_in_jvm(admin: (String, String)) -> anyhow::Result<Self> {
        let (user, password) = admin.clone();
        let jvm = spawn_blocking(move || Jvm::start(&user, &password)).await??;
        let keycloak = Self {
            url: format!("http://localhost:{}", jvm.port()),
            admin,
            started: Mutex::new(Some(Started::Jvm(jvm))),
        };
        // It listens once the realm is imported.
        let discovery = format!("{}{DISCOVERY}", keycloak.url);
        let response = http::send(http::client()?.get(discovery)).await?;
        let status = response.status;
        ensure!(status.is_success(), "the realm myorg answered {status}");
        Ok(keycloak)
    }

    async fn start(admin: (String, String), with_realm: bool) -> anyhow::Result<Self> {
        // Nothing that comes earlier proves that the realm is imported.
        let path = if with_realm {
            DISCOVERY
        } else {
            "/realms/master"
        };
        let ready = HttpWaitStrategy::new(path)
            .with_port(8080.tcp())
            .with_expected_status_code(StatusCode::OK);
        let realm = if with_realm { MYORG_JSON } else { "" };
        let container = GenericImage::new(IMAGE, keycloak_version())
            .with_exposed_port(8080.tcp())
            .with_wait_for(WaitFor::http(ready))
            .with_copy_to(
                "/opt/keycloak/data/import/myorg.json",
                realm.as_bytes().to_vec(),
            )
            .with_env_var("KC_BOOTSTRAP_ADMIN_USERNAME", &admin.0)
            .with_env_var("KC_BOOTSTRAP_ADMIN_PASSWORD", &admin.1)
            .with_cmd(if with_realm {
                vec!["start-dev", "--import-realm"]
            } else {
                vec!["start-dev"]
            })
            .with_startup_timeout(START_UP)
            .start()
            .await?;
        let port = container.get_host_port_ipv4(8080.tcp()).await?;
        // One name everywhere: a token's issuer is the name under which Keycloak was asked.
        Ok(Self {
            url: format!("http://localhost:{port}"),
            admin,
            started: Mutex::new(Some(Started::Container(Box::new(container)))),
        })
    }

    /// The URL without a path.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Removes the container, or ends the process, if this run started it.
    ///
    /// # Errors
    /// Docker's; or the process does not end.
    pub async fn remove(&self) -> anyhow::Result<()> {
        let started = self
            .started
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .take();
        match started {
            Some(Started::Container(container)) => Ok(container.rm().await?),
            Some(Started::Jvm(jvm)) => spawn_blocking(|| jvm.stop()).await?,
            None => Ok(()),
        }
    }

    /// Imports `myorg.json` under another name, and returns that.
    pub(crate) async fn new_realm(&self) -> anyhow::Result<String> {
        let name = format!("myorg-{}", Uuid::new_v4());
        let mut realm: Value = serde_json::from_str(MYORG_JSON)?;
        realm
            .as_object_mut()
            .context("an object")?
            .insert("realm".to_owned(), json!(name));
        self.admin(Method::POST, "/admin/realms", Some(realm))
            .await?;
        Ok(name)
    }

    pub(crate) async fn add_key(&self, realm: &str) -> anyhow::Result<()> {
        let found = self
            .admin(Method::GET, &format!("/admin/realms/{realm}"), None)
            .await?;
        let key = json!({
            "name": "rotated",
            "providerId": "rsa-generated",
            "providerType": "org.keycloak.keys.KeyProvider",
            "parentId": found.get("id"),
            "config": {
                "priority": ["300"], "enabled": ["true"], "active": ["true"],
                "algorithm": ["RS256"], "keySize": ["2048"],
            },
        });
        self.admin(
            Method::POST,
            &format!("/admin/realms/{realm}/components"),
            Some(key),
        )
        .await?;
        Ok(())
    }

    pub(crate) async fn remove_published_key(&self, realm: &str) -> anyhow::Result<()> {
        let components = format!("/admin/realms/{realm}/components");
        let found = self.admin(Method::GET, &components, None).await?;
        let published = |component: &&Value| component.get("providerId") == Some(&json!("rsa"));
        let key = found
            .as_array()
            .and_then(|list| list.iter().find(published));
        let id = key
            .and_then(|key| key.get("id")?.as_str())
            .context("no such key")?;
        self.admin(Method::DELETE, &format!("{components}/{id}"), None)
            .await?;
        Ok(())
    }

    pub(crate) async fn change_realm(&self, realm: &str, change: Value) -> anyhow::Result<()> {
        let path = format!("/admin/realms/{realm}");
        self.admin(Method::PUT, &path, Some(change)).await?;
        Ok(())
    }

    /// A policy for all clients, with the profile that Keycloak brings.
    pub(crate) async fn require_fapi(&self, realm: &str) -> anyhow::Result<()> {
        let policy = json!({
            "name": "fapi",
            "enabled": true,
            "conditions": [{"condition": "any-client", "configuration": {}}],
            "profiles": ["fapi-2-dpop-security-profile"],
        });
        let path = format!("/admin/realms/{realm}/client-policies/policies");
        let policies = json!({"policies": [policy]});
        self.admin(Method::PUT, &path, Some(policies)).await?;
        Ok(())
    }

    pub(crate) async fn change_client(
        &self,
        realm: &str,
        client_id: &str,
        change: Value,
    ) -> anyhow::Result<()> {
        let clients = format!("/admin/realms/{realm}/clients");
        let path = format!("{clients}?clientId={client_id}");
        let found = self.admin(Method::GET, &path, None).await?;
        let id = found
            .pointer("/0/id")
            .and_then(Value::as_str)
            .context("no such client")?;
        let path = format!("{clients}/{id}");
        self.admin(Method::PUT, &path, Some(change)).await?;
        Ok(())
    }

    /// Calls the admin API, with a new token each time: they live for a minute.
    async fn admin(
        &self,
        method: Method,
        path: &str,
        body: Option<Value>,
    ) -> anyhow::Result<Value> {
        // Importing a realm makes keys and takes longer than anything that the course does.
        let http = reqwest::Client::builder()
            .timeout(Duration::from_secs(60))
            .build()?;
        let (user, password) = &self.admin;
        let login = [
            ("grant_type", "password"),
            ("client_id", "admin-cli"),
            ("username", user),
            ("password", password),
        ];
        let url = format!("{}/realms/master/protocol/openid-connect/token", self.url);
        let response = http::send(http.post(url).form(&login)).await?;
        let response: Value = serde_json::from_slice(&response.body)?;
        let token = response
            .get("access_token")
            .and_then(Value::as_str)
            .context("admin login")?;

        let mut request = http
            .request(method, format!("{}{path}", self.url))
            .bearer_auth(token);
        if let Some(body) = body {
            let json = "application/json";
            request = request.header("content-type", json).body(body.to_string());
        }
        let response = http::send(request).await?;
        ensure!(
            response.status.is_success(),
            "{path} answered {}",
            response.status
        );
        Ok(serde_json::from_slice(&response.body).unwrap_or_default())
    }
}
