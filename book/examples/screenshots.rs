//! Takes the screenshots of the chapter "Keycloak by hand": `cargo run -p book --example screenshots`.
//!
//! It starts a Keycloak without the course's realm (or uses an empty one that `KEYCLOAK_URL`
//! names, with the administrator `admin`, password `admin`), and does in the console, with a real
//! browser, what the chapter tells the reader to do. At the end it fetches a token from the realm
//! that came of it, verifies it with step 03 and asks about it with step 05. So the pictures show
//! instructions that work.

use std::path::Path;
use std::time::Duration;
use std::{env, fs};

use anyhow::{Context, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use client_assertion::{Algorithm, ClientKey, PrivateKeyJwt, public_jwks};
use decode_jwt::decode;
use dpop::{ProofSigner, fetch_bound_token};
use fetch_token::{AuthMethod, Client, fetch_token, http, token_endpoint};
use introspect_revoke::{Introspection, introspect, introspection_endpoint};
use scenarios::{Browser, Keycloak, Page};
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use tokio::time::sleep;
use verify_signature::{Clock, Policy, Verifier, fetch_keys, fetch_metadata};

/// A window in which the console's forms need no scrolling.
const WINDOW: (u32, u32) = (1200, 1100);

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    if let Ok(url) = env::var("KEYCLOAK_URL") {
        return set_up(url.trim_end_matches('/')).await;
    }
    let keycloak = Keycloak::start_empty().await?;
    let done = set_up(keycloak.url()).await;
    keycloak.remove().await?;
    done
}

async fn set_up(url: &str) -> anyhow::Result<()> {
    let issuer = format!("{url}/realms/myorg");
    let there = http::send(http::client()?.get(&issuer)).await?;
    ensure!(there.status == 404, "there is a realm myorg already");

    let browser = Browser::start().await?;
    let mut console = Console {
        page: browser.page().await?,
    };
    console.page.resize(WINDOW, 1, false).await?;
    console.log_in(url).await?;
    console.realm().await?;
    let api_secret = console.client("test_api_resource").await?;
    let client_secret = console.client("test_api_client").await?;
    console.scope().await?;
    console.attach("test_api_client").await?;

    let api = client("test_api_resource", api_secret);
    let client = client("test_api_client", client_secret);
    let active = validate(&issuer, &client, &api, false).await?;
    ensure!(!active, "active without the audience mapper");
    println!("without the audience mapper: introspection says inactive");
    console.mapper().await?;
    let active = validate(&issuer, &client, &api, true).await?;
    ensure!(active, "inactive, though the audience mapper is there");
    println!("with it: step 03 verifies the token, and introspection says active");

    console.client("test_jwt_client").await?;
    console.attach("test_jwt_client").await?;
    let key = ClientKey::generate(Algorithm::Es256)?;
    console.signed_jwt(&key).await?;
    let client = PrivateKeyJwt::new("test_jwt_client", &issuer, key, Clock::system()).client();
    ensure!(validate(&issuer, &client, &api, true).await?, "inactive");
    println!("a client with a key: active");

    let secret = console.client("test_dpop_client").await?;
    console.attach("test_dpop_client").await?;
    let (http, endpoint) = (http::client()?, token_endpoint(&issuer.parse()?));
    let client = self::client("test_dpop_client", secret);
    let unbound = fetch_token(&http, &endpoint, &client, "test_api_access").await;
    ensure!(unbound.is_err(), "a token without a proof");
    let signer = ProofSigner::new(ClientKey::generate(Algorithm::Es256)?, Clock::system());
    fetch_bound_token(&http, &endpoint, &client, "test_api_access", &signer).await?;
    println!("a client whose tokens must be bound: only with a proof");
    Ok(())
}

fn client(id: &str, secret: String) -> Client {
    Client::with_secret(id, secret, AuthMethod::Post)
}

/// Fetches a token, verifies it if it should be good, and asks the issuer whether it is active.
async fn validate(issuer: &str, client: &Client, api: &Client, good: bool) -> anyhow::Result<bool> {
    let http = http::client()?;
    let response = fetch_token(
        &http,
        &token_endpoint(&issuer.parse()?),
        client,
        "test_api_access",
    )
    .await?;
    let token = response.access_token.expose_secret();
    let metadata = fetch_metadata(&http, issuer).await?;
    let keys = fetch_keys(&http, &metadata.jwks_uri()?).await?;
    let verifier = Verifier::new(Policy::new(issuer, "test_api_resource"), Clock::system());
    let verified = verifier.verify(token, &keys);
    ensure!(verified.is_ok() == good, "step 03 says {verified:?}");
    let payload = decode(token)?.payload;
    println!(
        "aud: {:?}, claims: {:?}",
        payload.get("aud"),
        payload.keys()
    );
    let endpoint = introspection_endpoint(&metadata)?;
    let answer = introspect(&http, &endpoint, api, token).await?;
    Ok(matches!(answer, Introspection::Active(_)))
}

/// The administration console in a browser.
struct Console {
    page: Page,
}

impl Console {
    async fn log_in(&mut self, url: &str) -> anyhow::Result<()> {
        let page = &mut self.page;
        page.open(&format!("{url}/admin/master/console/")).await?;
        page.wait_for("document.querySelector('#username')").await?;
        page.fill("#username", "admin").await?;
        page.fill("#password", "admin").await?;
        page.click("#kc-login").await?;
        self.click("[data-testid=nav-item-realms]").await
    }

    async fn realm(&mut self) -> anyhow::Result<()> {
        self.click("[data-testid=add-realm]").await?;
        self.fill("[data-testid=realm]", "myorg").await?;
        self.shoot("realm", ".pf-v5-c-modal-box", None).await?;
        self.click("[data-testid=create]").await?;
        let name = "document.querySelector('[data-testid=currentRealm]')?.innerText === 'myorg'";
        self.page.wait_for(name).await
    }

    /// Makes a client, and returns its secret.
    async fn client(&mut self, id: &str) -> anyhow::Result<String> {
        let service_account = id != "test_api_resource";
        // The first client that fetches tokens is in the pictures.
        let first = id == "test_api_client";
        self.click("[data-testid=nav-item-clients]").await?;
        self.click("[data-testid=createClient]").await?;
        self.fill("[data-testid=clientId]", id).await?;
        if first {
            self.shoot(
                "client-name",
                "main",
                Some("label:has([data-testid=alwaysDisplayInConsole])"),
            )
            .await?;
        }
        self.click_text("button", "Next").await?;
        self.click("label:has([data-testid=authentication])")
            .await?;
        self.click("[data-testid=standard]").await?;
        if service_account {
            self.click("[data-testid=service-account]").await?;
        }
        let end = match id {
            "test_dpop_client" => {
                ".pf-v5-c-form__group:has([data-testid='attributes.dpop.bound.access.tokens'])"
            }
            _ => "label:has([data-testid=pkce-required])",
        };
        if id == "test_dpop_client" {
            self.click("label:has([data-testid='attributes.dpop.bound.access.tokens'])")
                .await?;
        }
        let name = match id {
            "test_api_resource" => Some("resource-capabilities"),
            "test_api_client" => Some("client-capabilities"),
            "test_dpop_client" => Some("dpop"),
            _ => None,
        };
        if let Some(name) = name {
            let form = "[data-testid=capability-config-form]";
            self.shoot(name, form, Some(end)).await?;
        }
        self.click_text("button", "Next").await?;
        self.click_text("button", "Save").await?;
        self.click_text("nav a", "Credentials").await?;
        let field = "document.querySelector('#kc-client-secret')?.value";
        self.page.wait_for(field).await?;
        if first {
            self.shoot(
                "client-secret",
                "[data-testid=client-tabs]",
                Some("#copy-button-kc-client-secret"),
            )
            .await?;
        }
        let secret = self.page.evaluate(field).await?;
        Ok(secret.as_str().context("no secret")?.to_owned())
    }

    async fn scope(&mut self) -> anyhow::Result<()> {
        self.click("[data-testid=nav-item-client-scopes]").await?;
        self.click_text("a", "Create client scope").await?;
        self.fill("[data-testid=name]", "test_api_access").await?;
        self.click("label:has([data-testid='attributes.include.in.token.scope'])")
            .await?;
        self.shoot("scope", "main", Some("[data-testid=save]"))
            .await?;
        self.click("[data-testid=save]").await?;
        self.settle().await
    }

    /// Attaches the scope to a client.
    async fn attach(&mut self, id: &str) -> anyhow::Result<()> {
        self.click("[data-testid=nav-item-clients]").await?;
        self.click_text("td a", id).await?;
        self.click("[data-testid=clientScopesTab]").await?;
        self.click_text("button", "Add client scope").await?;
        self.click("[role=dialog] [name=checkrow0], .pf-v5-c-modal-box [name=checkrow0]")
            .await?;
        self.click("[data-testid=add-dropdown]").await?;
        if id == "test_api_client" {
            self.shoot("attach", ".pf-v5-c-modal-box", None).await?;
        }
        self.click_text(".pf-v5-c-menu button, .pf-v5-c-menu li", "Optional")
            .await?;
        self.settle().await?;
        if id != "test_api_client" {
            return Ok(());
        }
        self.search("test_api").await?;
        self.shoot("attached", "[data-testid=client-tabs]", Some("main table"))
            .await
    }

    /// Registers a key for the client whose page is open.
    async fn signed_jwt(&mut self, key: &ClientKey) -> anyhow::Result<()> {
        self.click_text("[role=tab]", "Credentials").await?;
        self.click("#clientAuthenticatorType").await?;
        self.click_text("[role=option]", "Signed JWT").await?;
        self.click("[aria-label='Signature algorithm']").await?;
        self.click_text("[role=option]", "ES256").await?;
        let save = "section:not([hidden]) form [type=submit]";
        self.shoot("signed-jwt", "[data-testid=client-tabs]", Some(save))
            .await?;
        self.click(save).await?;
        self.click("[data-testid=confirm]").await?;

        self.click("[data-testid=keysTab]").await?;
        self.click("[data-testid=import]").await?;
        self.click("#keystoreFormat").await?;
        self.click_text("[role=option]", "JSON Web Key Set").await?;
        let folder = tempfile::tempdir()?;
        let file = folder.path().join("client.json");
        fs::write(&file, public_jwks([key]).to_string())?;
        self.choose_file("input[type=file]", &file).await?;
        self.shoot("import-key", ".pf-v5-c-modal-box", None).await?;
        self.click(".pf-v5-c-modal-box .pf-m-primary").await
    }

    /// Does what a reader does in the window for files.
    async fn choose_file(&mut self, selector: &str, file: &Path) -> anyhow::Result<()> {
        let document = self.page.send("DOM.getDocument", json!({})).await?;
        let parameters = json!({"nodeId": document.pointer("/root/nodeId"), "selector": selector});
        let field = self.page.send("DOM.querySelector", parameters).await?;
        let parameters = json!({"nodeId": field.get("nodeId"), "files": [file]});
        self.page.send("DOM.setFileInputFiles", parameters).await?;
        self.settle().await
    }

    async fn mapper(&mut self) -> anyhow::Result<()> {
        self.click("[data-testid=nav-item-client-scopes]").await?;
        self.search("test_api").await?;
        self.click_text("td a", "test_api_access").await?;
        self.click("[data-testid=mappers]").await?;
        self.click("[data-testid=configure-a-new-mapper-empty-action]")
            .await?;
        self.click("#oidc-audience-mapper").await?;
        self.fill("[data-testid=name]", "audience").await?;
        self.click("input[aria-label='Type to filter']").await?;
        self.click_text("li", "test_api_resource").await?;
        self.shoot("mapper", "main", Some("[data-testid=save]"))
            .await?;
        self.click("[data-testid=save]").await?;
        self.settle().await
    }

    async fn search(&mut self, text: &str) -> anyhow::Result<()> {
        self.fill("main input[aria-label=Search]", text).await?;
        self.page.press("Enter").await?;
        self.settle().await
    }

    /// Waits until the console has drawn what it fetches.
    async fn settle(&mut self) -> anyhow::Result<()> {
        sleep(Duration::from_millis(1500)).await;
        let waiting = "document.querySelector('.pf-v5-c-spinner, .pf-v5-c-skeleton')";
        self.page.wait_for(&format!("!{waiting}")).await
    }

    async fn click(&mut self, selector: &str) -> anyhow::Result<()> {
        self.page.click(selector).await?;
        self.settle().await
    }

    /// Clicks the element of a selector that has this text.
    async fn click_text(&mut self, selector: &str, text: &str) -> anyhow::Result<()> {
        let find = format!(
            "[...document.querySelectorAll({})].find(it => it.innerText.trim() === {})",
            json!(selector),
            json!(text)
        );
        self.page.wait_for(&find).await.context(text.to_owned())?;
        let mark = format!(
            "document.querySelector('[data-shot]')?.removeAttribute('data-shot'); \
             ({find}).setAttribute('data-shot', '')"
        );
        self.page.evaluate(&mark).await?;
        self.click("[data-shot]").await
    }

    /// The console draws its forms more than once, and forgets what was typed before the last time.
    async fn fill(&mut self, selector: &str, text: &str) -> anyhow::Result<()> {
        self.settle().await?;
        self.page.fill(selector, text).await?;
        self.settle().await?;
        let value = format!("document.querySelector({})?.value", json!(selector));
        let value = self.page.evaluate(&value).await?;
        ensure!(value == text, "{selector} has {value} instead of {text:?}");
        Ok(())
    }

    /// Writes a picture from the beginning of an element to the end of it or of another one, within
    /// the page beside the menu, or the dialog.
    async fn shoot(&mut self, name: &str, from: &str, to: Option<&str>) -> anyhow::Result<()> {
        let messages = "for (const close of document.querySelectorAll( \
            '[data-testid=global-alerts] button')) close.click(); scrollTo(0, 0)";
        self.page.evaluate(messages).await?;
        self.settle().await?;
        let clip = format!(
            "(() => {{ const box = it => document.querySelector(it).getBoundingClientRect();
                const frame = box(document.querySelector('.pf-v5-c-modal-box') ? '.pf-v5-c-modal-box' : 'main');
                const top = box({from}), end = box({to}), room = 12;
                const x = Math.max(frame.left, Math.min(top.left, end.left) - room);
                const y = Math.max(frame.top, top.top - room);
                const right = Math.min(frame.right, Math.max(top.right, end.right) + room);
                const bottom = Math.min(frame.bottom, end.bottom + room);
                return {{x, y, width: right - x, height: bottom - y, scale: 1}} }})()",
            from = json!(from),
            to = json!(to.unwrap_or(from)),
        );
        let clip = self.page.evaluate(&clip).await?;
        let parameters = json!({"format": "png", "clip": clip});
        let answer = self.page.send("Page.captureScreenshot", parameters).await?;
        let png = answer.get("data").and_then(Value::as_str);
        let png = BASE64_STANDARD.decode(png.context("no picture")?)?;
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/keycloak");
        fs::create_dir_all(&folder)?;
        let path = folder.join(format!("{name}.png"));
        println!("{} ({} KB)", path.display(), png.len() / 1024);
        Ok(fs::write(path, png)?)
    }
}
