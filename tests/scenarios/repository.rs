//! What stands in several files and must be the same.

use std::fs;
use std::path::Path;

use anyhow::Context;
use scenarios::{KEYCLOAK_VERSION, OLDER_KEYCLOAK_VERSION, Provider};

pub(crate) async fn one_version_of_keycloak(_: Provider) -> anyhow::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .context("a parent")?;
    let places = [
        (
            root.join("compose.yaml"),
            format!("quay.io/keycloak/keycloak:{KEYCLOAK_VERSION}"),
        ),
        (
            root.join("book").join("src").join("keycloak-by-hand.md"),
            format!("quay.io/keycloak/keycloak:{KEYCLOAK_VERSION} start-dev"),
        ),
        (
            root.join("realm").join("image").join("build"),
            format!(":-{KEYCLOAK_VERSION}}}"),
        ),
        (
            root.join(".ci").join("run"),
            format!("OLDER_KEYCLOAK_VERSION={OLDER_KEYCLOAK_VERSION}\n"),
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
