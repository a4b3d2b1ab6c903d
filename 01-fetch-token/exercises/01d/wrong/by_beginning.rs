//! Names are shown by how they begin.
//!
//! ```text
//! the log hides every other parameter
//!
//!   the parameter "client_identity"
//!     got:      "scope=a&client_identity=hunter2&client_id=me"
//!     expected: "scope=a&client_identity=[redacted]&client_id=me"
//! ```

fn loggable(form: &[(&str, &str)]) -> String {
    let shown = |name: &str| {
        name.starts_with("client_i") || name.starts_with("scope") || name.starts_with("grant_")
    };
    let pairs = form
        .iter()
        .map(|(name, value)| format!("{name}={}", if shown(name) { value } else { "[redacted]" }));
    pairs.collect::<Vec<_>>().join("&")
}
