//! Facts that occur in several files and must agree.

use std::fs;

use anyhow::Context;
use regex::Regex;
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

/// Links and paths of the documents that a stranger reads first.
pub(crate) async fn documents_name_files_that_exist() -> anyhow::Result<()> {
    let link = Regex::new(r##"(?:\]\(|src=")([^)"#:]+)(?:#[^)]*)?[)"]"##)?;
    let path = Regex::new(r"`((?:\.ci|book|lab|realm|tests|workshop|0\d-[a-z-]+)/[\w./-]+)`")?;
    for document in [
        "README.md",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "SETTINGS.md",
        "BUILD-TIMES.md",
        "realm/image/README.md",
    ] {
        let file = root().join(document);
        let text = fs::read_to_string(&file)?;
        let folder = file.parent().context("a folder")?;
        for found in link.captures_iter(&text) {
            let target = folder.join(&found[1]);
            assert!(target.exists(), "{document} links to {}", &found[1]);
        }
        for found in path.captures_iter(&text) {
            // NAME and such stand for names.
            let named = found[1].contains(char::is_uppercase);
            let exists = root().join(&found[1]).exists();
            assert!(named || exists, "{document} names {}", &found[1]);
        }
    }
    Ok(())
}

/// SETTINGS.md and the cheat sheet list every variable that a program takes.
pub(crate) async fn settings_are_listed() -> anyhow::Result<()> {
    let lists = ["SETTINGS.md", "book/src/cheat-sheet.md"].map(|list| {
        let text = fs::read_to_string(root().join(list));
        (list, text.unwrap_or_default())
    });
    let variable = Regex::new(r#"(?:env = |secret\()"([A-Z_]+)""#)?;
    let mut count = 0;
    let mut folders = vec![root().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder)? {
            let path = entry?.path();
            let name = path.file_name().context("a name")?.to_string_lossy();
            let top = folder == root();
            if path.is_dir() && (!top || name.starts_with('0')) {
                folders.push(path);
            } else if name.ends_with(".rs") {
                for found in variable.captures_iter(&fs::read_to_string(&path)?) {
                    count += 1;
                    for (list, text) in &lists {
                        let listed = text.contains(&format!("`{}`", &found[1]));
                        assert!(listed, "{list} does not list {}", &found[1]);
                    }
                }
            }
        }
    }
    assert!(count > 10, "only {count} variables found");
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
