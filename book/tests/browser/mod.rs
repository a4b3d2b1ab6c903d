//! Tests that need a browser, as trials of `libtest_mimic`.

use libtest_mimic::{Completion, Failed};
use scenarios::{Browser, left_out};

pub(crate) fn run(test: impl AsyncFnOnce() -> anyhow::Result<()>) -> Result<Completion, Failed> {
    let verdict = tokio::runtime::Runtime::new()?.block_on(test());
    verdict.map_err(|error| format!("{error:#}"))?;
    Ok(Completion::Completed)
}

/// The test, or the reason why it is left out.
pub(crate) fn in_a_browser(
    test: impl AsyncFnOnce() -> anyhow::Result<()>,
) -> Result<Completion, Failed> {
    match Browser::program() {
        Ok(_) => run(test),
        Err(reason) => left_out("CHROMIUM", &reason),
    }
}

/// Finds each text of these elements whose contrast is below 4.5:1 (WCAG 2.2, 1.4.3).
pub(crate) fn faint(selector: &str) -> String {
    FAINT.replace("SELECTOR", selector)
}

const FAINT: &str = "(() => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const colour = (text) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = text;
        canvas.fillRect(0, 0, 1, 1);
        return canvas.getImageData(0, 0, 1, 1).data;
    };
    const over = ([r, g, b, a], back) => [r, g, b].map((it, i) => (it * a + back[i] * (255 - a)) / 255);
    const behind = (element) => element === null ? [255, 255, 255]
        : over(colour(getComputedStyle(element).backgroundColor), behind(element.parentElement));
    const light = (rgb) => {
        const linear = (it) => it <= 0.04045 ? it / 12.92 : ((it + 0.055) / 1.055) ** 2.4;
        const [r, g, b] = rgb.map((it) => linear(it / 255));
        return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const faint = [];
    for (const element of document.querySelectorAll('SELECTOR')) {
        const own = [...element.childNodes].some((it) => it.nodeType === 3 && it.data.trim());
        // A picture has its own colours, and what cannot be used may be faint.
        if (element.closest('svg, :disabled')) continue;
        if (!(own || element.matches('input, textarea')) || !element.checkVisibility()) continue;
        const back = behind(element);
        const [r, g, b, a] = colour(getComputedStyle(element).color);
        let shown = a;
        for (let it = element; it; it = it.parentElement) shown *= getComputedStyle(it).opacity;
        const front = over([r, g, b, shown], back);
        const [dark, bright] = [light(front), light(back)].sort((a, b) => a - b);
        const contrast = (bright + 0.05) / (dark + 0.05);
        if (contrast < 4.5) faint.push(`${contrast.toFixed(2)} ${element.outerHTML.slice(0, 150)}`);
    }
    return faint;
})()";
