//! # 01d, wrong: shows the length
//!
//! One star for each letter tells the attacker which secrets are worth the
//! trouble.

#[cfg(test)]
#[path = "../check.rs"]
mod check;

use std::fmt;

/// A client with its secret.
struct Client {
    id: String,
    secret: String,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Client");
        output.field("id", &self.id);
        output
            .field("secret", &"*".repeat(self.secret.len()))
            .finish()
    }
}

/// A form, as it may stand in a log.
fn loggable(form: &[(&str, &str)]) -> String {
    let shown = |(name, value): &(&str, &str)| match *name {
        "grant_type" | "client_id" | "scope" => format!("{name}={value}"),
        _ => format!("{name}=[redacted]"),
    };
    form.iter().map(shown).collect::<Vec<_>>().join("&")
}
