//! A list of words to hide: `password` and `code` are not on it.
//!
//! ```text
//! the log hides every other parameter
//!
//!   the parameter "password"
//!     got:      "scope=a&password=hunter2&client_id=me"
//!     expected: "scope=a&password=[redacted]&client_id=me"
//! ```

fn loggable(form: &[(&str, &str)]) -> String {
    let secret = |name: &str| {
        ["secret", "token", "assertion"]
            .iter()
            .any(|word| name.contains(word))
    };
    let pairs = form
        .iter()
        .map(|(name, value)| format!("{name}={}", if secret(name) { "[redacted]" } else { value }));
    pairs.collect::<Vec<_>>().join("&")
}
