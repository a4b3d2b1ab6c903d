//! Facts that occur in several files and must agree.

use std::fs;

use anyhow::Context;
use resource_server::Limits;
use scenarios::{KEYCLOAK_VERSION, Proxy, root};

pub(crate) async fn one_version_of_keycloak() -> anyhow::Result<()> {
    let root = root();
    let places = [
        (
            root.join("compose.yaml"),
            format!("quay.io/keycloak/keycloak:{KEYCLOAK_VERSION}"),
        ),
        (
            root.join("book").join("src").join("keycloak-by-hand.md"),
            format!("quay.io/keycloak/keycloak:{KEYCLOAK_VERSION} start-dev"),
        ),
    ];
    for (file, text) in places {
        let found = fs::read_to_string(&file).with_context(|| file.display().to_string())?;
        assert!(
            found.contains(&text),
            "{} does not name {text}",
            file.display()
        );
    }
    Ok(())
}

/// What the proxy's configuration says about the API, which the API decides.
pub(crate) async fn the_proxy_fits_the_api() -> anyhow::Result<()> {
    let root = root();
    let value = |name: &str| {
        let lines = Proxy::CONFIGURATION.lines().map(str::trim);
        let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_suffix(';'));
        values.next_back().map(str::trim).context(name.to_owned())
    };
    let seconds = |name: &str| -> anyhow::Result<u64> {
        let text = value(name)?.strip_suffix('s').context("seconds")?;
        Ok(text.parse()?)
    };
    let limits = Limits::default();
    assert!(seconds("keepalive_timeout")? < limits.header_read_timeout.as_secs());
    // The time-out of layers.rs, which is its own affair.
    assert!(seconds("proxy_read_timeout")? > 15);
    let header = value("large_client_header_buffers")?;
    let header = header.split_once(' ').context("number and size")?.1;
    let header: usize = header.strip_suffix('k').context("kilobytes")?.parse()?;
    assert!(
        header * 1024 > decode_jwt::MAX_TOKEN + 100 && header * 1024 <= limits.max_header_bytes
    );

    let compose = fs::read_to_string(root.join("compose.yaml"))?;
    assert!(compose.contains("./04-resource-server/image/nginx.conf:/etc/nginx/nginx.conf:ro"));
    for line in compose.lines().map(str::trim) {
        let published = line.starts_with("- \"") && line.contains(':');
        assert!(!published || line.starts_with("- \"127.0.0.1:"), "{line}");
    }
    Ok(())
}
