//! # 01d, wrong: shows the beginning
//!
//! Four letters "to recognise it by" are four letters less to guess, and in a
//! short secret half of it.

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
        let beginning: String = self.secret.chars().take(4).collect();
        let mut output = f.debug_struct("Client");
        output.field("id", &self.id);
        output.field("secret", &format!("{beginning}…")).finish()
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
