//! The browser that the book's tests use sees what a reader sees, and what goes wrong behind it.

use anyhow::{Context, ensure};
use axum::Router;
use axum::response::Html;
use axum::routing::get;
use resource_server::listen;
use scenarios::Browser;
use serde_json::json;

const PAGE: &str = r#"<!DOCTYPE html><meta name="viewport" content="width=device-width">
<style>@media (prefers-color-scheme: dark) { body { background: black } }</style>
<div style="height: 3000px"></div>
<input id="field" value="old"><button id="greet" onclick="out.value = field.value">Greet</button>
<button id="under">Covered</button><div style="position: fixed; inset: 0 0 50% 0"></div>
<output id="out"></output>"#;

/// Opened, looked at, clicked, filled in and photographed; its errors and requests are known.
pub(crate) async fn a_page_works_in_a_browser() -> anyhow::Result<()> {
    let listener = listen("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let app = Router::new().route("/", get(async || Html(PAGE)));
    tokio::spawn(async { axum::serve(listener, app).await });

    let browser = Browser::start().await?;
    let mut page = browser.page().await?;
    ensure!(page.open("http://127.0.0.1:1/").await.is_err());
    page.open(&url).await?;
    assert_eq!(
        page.evaluate("Promise.resolve([1, 'a'])").await?,
        json!([1, "a"])
    );
    for wrong in [
        "(() => { throw Error('no') })()",
        "Promise.reject(Error('no'))",
    ] {
        let error = page.evaluate(wrong).await.err().context(wrong)?.to_string();
        ensure!(error.starts_with("Error: no"), "{error}");
    }

    page.fill("#field", "Zoë").await?;
    page.click("#greet").await?;
    page.wait_for("out.value === 'Zoë'").await?;
    page.evaluate("out.value = ''").await?;
    page.press("Enter").await?;
    page.wait_for("out.value === 'Zoë'").await?;
    page.evaluate("document.querySelector('[style^=position]').style.bottom = 0")
        .await?;
    let error = page.click("#under").await.err().context("it is covered")?;
    ensure!(format!("{error:#}").contains("covers it"), "{error:#}");

    page.resize((390, 844), 2, true).await?;
    assert_eq!(
        page.evaluate("[innerWidth, devicePixelRatio]").await?,
        json!([390, 2])
    );
    let background = "getComputedStyle(document.body).backgroundColor";
    page.prefer("dark").await?;
    assert_eq!(page.evaluate(background).await?, json!("rgb(0, 0, 0)"));
    page.prefer("light").await?;
    assert_eq!(page.evaluate(background).await?, json!("rgba(0, 0, 0, 0)"));
    let picture = std::env::temp_dir().join(format!("scenarios-{}.png", std::process::id()));
    for (whole, height) in [(false, 844..845), (true, 3000..9999)] {
        page.screenshot(&picture, whole).await?;
        let png = std::fs::read(&picture)?;
        ensure!(png.starts_with(b"\x89PNG"));
        let pixels = u32::from_be_bytes(
            *png.get(20..)
                .and_then(<[u8]>::first_chunk)
                .context("a height")?,
        );
        ensure!(height.contains(&(pixels / 2)), "{pixels} pixels");
    }
    std::fs::remove_file(picture)?;

    // The favicon is answered with 404, which is the page's only fault so far.
    let noise = |error: &&String| !error.contains("favicon") && !error.contains("ERR_UNSAFE_PORT");
    let errors: Vec<_> = page.errors().await?.iter().filter(noise).collect();
    ensure!(
        errors
            .iter()
            .all(|it| it.contains("ERR_CONNECTION_REFUSED")),
        "{errors:?}"
    );
    for (fault, seen) in [
        ("console.error('on the console')", "on the console"),
        ("setTimeout(() => { throw Error('later') })", "Error: later"),
        ("fetch('/none')", "404"),
        (
            "fetch('https://example.com/').catch(() => 0)",
            "ERR_NAME_NOT_RESOLVED",
        ),
    ] {
        page.evaluate(fault).await?;
        page.evaluate("new Promise(done => setTimeout(done, 50))")
            .await?;
        let errors = page.errors().await?;
        ensure!(
            errors.iter().any(|it| it.contains(seen)),
            "{seen}: {errors:?}"
        );
    }
    let requests = page.requests().await?;
    ensure!(requests.contains(&format!("{url}/none")), "{requests:?}");
    ensure!(requests.contains(&"https://example.com/".to_owned()));
    Ok(())
}
