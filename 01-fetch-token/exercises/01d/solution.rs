//! # 01d, a solution
//!
//! What may be shown is listed, and all else hidden. `secrecy::SecretString`,
//! which step 01 has, does the first half: a struct that holds one may derive
//! `Debug`.

#[cfg(test)]
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
        let hidden = if self.secret.is_empty() {
            "[none]"
        } else {
            "[redacted]"
        };
        output.field("secret", &hidden).finish()
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
