//! Chromium, driven over the DevTools protocol: for the book's pages that run in a browser.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::Duration;
use std::{env, thread};

use anyhow::{Context, bail, ensure};
use base64::{Engine, prelude::BASE64_STANDARD};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::{Instant, sleep, timeout};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};
use uuid::Uuid;

/// How long the browser may take to start, to answer a command, or to reach a state.
const LIMIT: Duration = Duration::from_secs(60);

const ARGUMENTS: &[&str] = &[
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-quic",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-proxy-server",
    // What a page asks of any other machine fails, and so is seen.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
    "--remote-debugging-port=0",
];

/// A headless Chromium with its own profile. It is killed when this is dropped.
pub struct Browser {
    child: Child,
    profile: PathBuf,
    address: String,
}

impl Browser {
    /// What can be started here: what `CHROMIUM` names, or else Chromium or Chrome in their usual places.
    ///
    /// # Errors
    /// The reason why there is none, for the report.
    pub fn program() -> anyhow::Result<PathBuf> {
        let named = env::var("CHROMIUM").unwrap_or_default();
        if named == "off" {
            bail!("CHROMIUM=off");
        }
        if !matches!(named.as_str(), "" | "required") {
            let program = PathBuf::from(named);
            ensure!(
                program.is_file(),
                "CHROMIUM={} is no file",
                program.display()
            );
            return Ok(program);
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let places = [
            "/Applications/Chromium.app/Contents/MacOS/Chromium",
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            r"C:\Program Files\Google\Chrome\Application\chrome.exe",
            r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
            r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
        ];
        ["chromium", "chromium-browser", "google-chrome"]
            .into_iter()
            .flat_map(|name| env::split_paths(&path).map(move |folder| folder.join(name)))
            .chain(places.into_iter().map(PathBuf::from))
            .find(|program| program.is_file())
            .context("neither Chromium nor Chrome is in its usual places; CHROMIUM can name it")
    }

    /// A browser without history, cookies or extensions, which reaches this machine only.
    ///
    /// # Errors
    /// If it does not start.
    pub async fn start() -> anyhow::Result<Self> {
        let program = Self::program()?;
        let profile = env::temp_dir().join(format!("scenarios-{}", Uuid::new_v4()));
        fs::create_dir(&profile)?;
        let log = profile.join("stderr");
        let child = Command::new(program)
            .args(ARGUMENTS)
            .arg(format!("--user-data-dir={}", profile.display()))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(File::create(&log)?)
            .spawn()?;
        let mut browser = Self {
            child,
            profile,
            address: String::new(),
        };
        let started = Instant::now();
        while browser.address.is_empty() {
            // "DevTools listening on ws://127.0.0.1:40401/devtools/browser/…"
            let said = fs::read_to_string(&log).unwrap_or_default();
            let url = said.split("DevTools listening on ws://").nth(1);
            if let Some((address, _)) = url.and_then(|url| url.split_once('/')) {
                browser.address = address.to_owned();
            } else if let Some(status) = browser.child.try_wait()? {
                bail!("it ended early: {status}\n{said}");
            } else {
                ensure!(started.elapsed() < LIMIT, "it does not start\n{said}");
                sleep(Duration::from_millis(20)).await;
            }
        }
        Ok(browser)
    }

    /// A new empty page.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn page(&self) -> anyhow::Result<Page> {
        let http = fetch_token::http::client()?;
        let new = format!("http://{}/json/new?about:blank", self.address);
        let response = http.put(new).send().await?.bytes().await?;
        let target: Value = serde_json::from_slice(&response)?;
        let url = target.get("webSocketDebuggerUrl").and_then(Value::as_str);
        let connected = connect_async(url.context("a page has no address")?);
        let (socket, _) = timeout(LIMIT, connected).await??;
        let mut page = Page {
            socket,
            commands: 0,
            errors: Vec::new(),
            requests: Vec::new(),
        };
        for domain in ["Page", "Runtime", "Log", "Network"] {
            page.send(&format!("{domain}.enable"), json!({})).await?;
        }
        Ok(page)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        // Its own children end a little later, and write until then.
        for _ in 0..50 {
            if fs::remove_dir_all(&self.profile).is_ok() {
                break;
            }
            thread::sleep(Duration::from_millis(20));
        }
    }
}

/// A page of a [`Browser`]. Each method that waits gives up after a minute.
pub struct Page {
    socket: WebSocketStream<MaybeTlsStream<TcpStream>>,
    commands: u64,
    errors: Vec<String>,
    requests: Vec<String>,
}

impl Page {
    /// Goes to a URL, and waits until the page and all that belongs to it is loaded.
    ///
    /// # Errors
    /// If the page does not load.
    pub async fn open(&mut self, url: &str) -> anyhow::Result<()> {
        let response = self.send("Page.navigate", json!({"url": url})).await?;
        if let Some(error) = response.get("errorText").and_then(Value::as_str) {
            bail!("{url}: {error}");
        }
        self.wait_for("document.readyState === 'complete'").await
    }

    /// The value of an expression in JavaScript; of a promise, what it is fulfilled with.
    ///
    /// # Errors
    /// The exception that it throws.
    pub async fn evaluate(&mut self, js: &str) -> anyhow::Result<Value> {
        let parameters = json!({"expression": js, "awaitPromise": true, "returnByValue": true, "userGesture": true});
        let mut response = self.send("Runtime.evaluate", parameters).await?;
        if let Some(exception) = response.get("exceptionDetails") {
            bail!("{}", thrown(exception));
        }
        let value = response.pointer_mut("/result/value").map(Value::take);
        Ok(value.unwrap_or_default())
    }

    /// Waits until an expression in JavaScript is true.
    ///
    /// # Errors
    /// If it is not within a minute.
    pub async fn wait_for(&mut self, condition: &str) -> anyhow::Result<()> {
        let started = Instant::now();
        loop {
            // Between two pages there may be an exception.
            let value = self.evaluate(&format!("Boolean({condition})")).await;
            if matches!(value, Ok(Value::Bool(true))) {
                return Ok(());
            }
            ensure!(
                started.elapsed() < LIMIT,
                "{condition} is still {value:?}; errors so far: {:?}",
                self.errors
            );
            sleep(Duration::from_millis(20)).await;
        }
    }

    /// Clicks with the mouse into the middle of the first element of a CSS selector, when it is there.
    ///
    /// # Errors
    /// If there is none, or something else covers it.
    pub async fn click(&mut self, selector: &str) -> anyhow::Result<()> {
        let element = format!("document.querySelector({})", json!(selector));
        self.wait_for(&element).await?;
        let place = format!(
            "(async () => {{ const it = {element}; it.scrollIntoView({{block: 'center', behavior: 'instant'}});
                const frame = () => new Promise(requestAnimationFrame);
                await frame(); await frame(); // in which the page moves what follows the scrolling
                const box = it.getBoundingClientRect(), x = box.x + box.width / 2, y = box.y + box.height / 2;
                const top = document.elementFromPoint(x, y);
                if (!it.contains(top)) throw Error(`${{top?.outerHTML.slice(0, 200)}} covers it`);
                return {{x, y}} }})()"
        );
        let place = self.evaluate(&place).await.context(selector.to_owned())?;
        for kind in ["mouseMoved", "mousePressed", "mouseReleased"] {
            let parameters = json!({
                "type": kind, "x": place.get("x"), "y": place.get("y"), "button": "left", "clickCount": 1
            });
            self.send("Input.dispatchMouseEvent", parameters).await?;
        }
        Ok(())
    }

    /// Clicks into a field and types text in place of what is in it.
    ///
    /// # Errors
    /// If there is no such field.
    pub async fn fill(&mut self, selector: &str, text: &str) -> anyhow::Result<()> {
        self.click(selector).await?;
        self.evaluate("document.activeElement.select?.()").await?;
        self.send("Input.insertText", json!({"text": text})).await?;
        Ok(())
    }

    /// Presses `Tab`, `Enter`, `Space`, `Escape` or an arrow key.
    ///
    /// # Errors
    /// If it is another key.
    pub async fn press(&mut self, key: &str) -> anyhow::Result<()> {
        let (key, code, text) = match key {
            "Tab" => ("Tab", 9, ""),
            "Enter" => ("Enter", 13, "\r"),
            "Space" => (" ", 32, " "),
            "Escape" => ("Escape", 27, ""),
            "ArrowLeft" => ("ArrowLeft", 37, ""),
            "ArrowUp" => ("ArrowUp", 38, ""),
            "ArrowRight" => ("ArrowRight", 39, ""),
            "ArrowDown" => ("ArrowDown", 40, ""),
            _ => bail!("no key {key}"),
        };
        for kind in ["keyDown", "keyUp"] {
            let text = if kind == "keyDown" { text } else { "" };
            let parameters =
                json!({"type": kind, "key": key, "windowsVirtualKeyCode": code, "text": text});
            self.send("Input.dispatchKeyEvent", parameters).await?;
        }
        Ok(())
    }

    /// The size of the window in CSS pixels, how many pixels of the screen each has, and whether it is a
    /// phone.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn resize(
        &mut self,
        (width, height): (u32, u32),
        scale: u32,
        mobile: bool,
    ) -> anyhow::Result<()> {
        let parameters =
            json!({"width": width, "height": height, "deviceScaleFactor": scale, "mobile": mobile});
        self.send("Emulation.setDeviceMetricsOverride", parameters)
            .await?;
        Ok(())
    }

    /// Whether the reader prefers `light` or `dark`.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn prefer(&mut self, scheme: &str) -> anyhow::Result<()> {
        let features = json!([{"name": "prefers-color-scheme", "value": scheme}]);
        let parameters = json!({"features": features});
        self.send("Emulation.setEmulatedMedia", parameters).await?;
        Ok(())
    }

    /// Writes a PNG of what is in the window, or of the whole page.
    ///
    /// # Errors
    /// If it cannot be made or written.
    pub async fn screenshot(&mut self, path: &Path, whole: bool) -> anyhow::Result<()> {
        let mut parameters = json!({"format": "png", "captureBeyondViewport": whole});
        if whole {
            let metrics = self.send("Page.getLayoutMetrics", json!({})).await?;
            let size = |name| metrics.pointer(&format!("/cssContentSize/{name}"));
            let clip = json!({"x": 0, "y": 0, "width": size("width"), "height": size("height"), "scale": 1});
            parameters = json!({"format": "png", "captureBeyondViewport": true, "clip": clip});
        }
        let response = self.send("Page.captureScreenshot", parameters).await?;
        let png = response.get("data").and_then(Value::as_str);
        let png = BASE64_STANDARD.decode(png.context("no picture")?)?;
        fs::write(path, png).with_context(|| path.display().to_string())
    }

    /// What went wrong so far: uncaught exceptions, errors on the console, requests that
    /// failed or were answered with 400 and more.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn errors(&mut self) -> anyhow::Result<&[String]> {
        self.evaluate("0").await?;
        Ok(&self.errors)
    }

    /// Each URL that was requested so far.
    ///
    /// # Errors
    /// If the browser does not answer.
    pub async fn requests(&mut self) -> anyhow::Result<&[String]> {
        self.evaluate("0").await?;
        Ok(&self.requests)
    }

    /// The answer to a command of the DevTools protocol. What happens meanwhile is noted.
    ///
    /// # Errors
    /// If it is refused, or not answered.
    pub async fn send(&mut self, method: &str, parameters: Value) -> anyhow::Result<Value> {
        let response = timeout(LIMIT, self.command(method, parameters));
        let response = response
            .await
            .with_context(|| format!("{method}: no answer"))?;
        response.with_context(|| method.to_owned())
    }

    async fn command(&mut self, method: &str, parameters: Value) -> anyhow::Result<Value> {
        self.commands += 1;
        let id = self.commands;
        let command = json!({"id": id, "method": method, "params": parameters});
        self.socket.send(Message::text(command.to_string())).await?;
        loop {
            let message = self.socket.next().await.context("the page is gone")??;
            let Message::Text(text) = message else {
                continue;
            };
            let mut message: Value = serde_json::from_str(&text)?;
            if message.get("id") == Some(&json!(id)) {
                return match message.get_mut("result") {
                    Some(result) => Ok(result.take()),
                    None => bail!("{}", message.get("error").unwrap_or(&Value::Null)),
                };
            }
            self.note(&message);
        }
    }

    fn note(&mut self, event: &Value) {
        let at = |path: &str| event.pointer(&format!("/params/{path}"));
        let text = |path: &str| at(path).and_then(Value::as_str).unwrap_or_default();
        let error = match event.get("method").and_then(Value::as_str) {
            Some("Network.requestWillBeSent") => {
                self.requests.push(text("request/url").to_owned());
                return;
            }
            Some("Runtime.exceptionThrown") => {
                at("exceptionDetails").map(thrown).unwrap_or_default()
            }
            Some("Runtime.consoleAPICalled") if text("type") == "error" => {
                at("args").map(Value::to_string).unwrap_or_default()
            }
            Some("Log.entryAdded") if text("entry/level") == "error" => {
                format!("{} {}", text("entry/text"), text("entry/url"))
            }
            Some("Network.loadingFailed") if at("canceled") != Some(&json!(true)) => {
                text("errorText").to_owned()
            }
            _ => return,
        };
        self.errors.push(error);
    }
}

/// What an exception says.
fn thrown(details: &Value) -> String {
    let text = |path: &str| details.pointer(path).and_then(Value::as_str);
    let text = text("/exception/description").or_else(|| text("/text"));
    text.unwrap_or("an exception").to_owned()
}
