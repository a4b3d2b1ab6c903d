//! # 01d, wrong: hides what it knows
//!
//! The list of names to hide lacks the one that comes next.

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
        "client_secret" | "password" => format!("{name}=[redacted]"),
        _ => format!("{name}={value}"),
    };
    form.iter().map(shown).collect::<Vec<_>>().join("&")
}
