//! # 01d, a solution
//!
//! Both list what may be shown, and hide everything else. Step 01 uses
//! `secrecy::SecretString` for the first half: a struct that holds one may
//! derive `Debug`.

#[cfg(test)]
mod check;

use std::fmt;

/// A client with its secret.
struct Client {
    id: String,
    #[allow(dead_code, reason = "a real client sends it")]
    secret: String,
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Client");
        output.field("id", &self.id);
        output.finish_non_exhaustive()
    }
}

/// A form, as it may appear in a log.
fn loggable(form: &[(&str, &str)]) -> String {
    let shown = |(name, value): &(&str, &str)| match *name {
        "grant_type" | "client_id" | "scope" => format!("{name}={value}"),
        _ => format!("{name}=[redacted]"),
    };
    form.iter().map(shown).collect::<Vec<_>>().join("&")
}
