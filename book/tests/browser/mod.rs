//! Tests that need a browser, as trials of `libtest_mimic`.

use std::env;

use libtest_mimic::{Completion, Failed};
use scenarios::Browser;

pub(crate) fn run(test: impl AsyncFnOnce() -> anyhow::Result<()>) -> Result<Completion, Failed> {
    let verdict = tokio::runtime::Runtime::new()?.block_on(test());
    verdict.map_err(|error| format!("{error:#}"))?;
    Ok(Completion::Completed)
}

/// The test, or the reason why it is left out.
pub(crate) fn in_a_browser(
    test: impl AsyncFnOnce() -> anyhow::Result<()>,
) -> Result<Completion, Failed> {
    let named = env::var("CHROMIUM").unwrap_or_default();
    match Browser::program() {
        Ok(_) => run(test),
        Err(reason) if matches!(named.as_str(), "" | "off") => {
            Ok(Completion::ignored_with(format!("no Chromium: {reason:#}")))
        }
        Err(reason) => Err(format!("CHROMIUM={named}, but: {reason:#}").into()),
    }
}
