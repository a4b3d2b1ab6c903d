//! WEAK ON PURPOSE: a bank's authorization server that looks only at the beginning of `aud`.

use serde_json::Value;

/// The bank.
pub(super) const BANK: &str = "https://bank.example";

/// Whether the bank takes an assertion with this `aud` for its own.
pub(super) fn accepts(aud: &Value) -> bool {
    aud.as_str().is_some_and(|aud| aud.starts_with(BANK))
}

/// Whether the attacker can have a server of that name: whoever has a domain has the names below it.
pub(super) fn is_the_attackers(name: &str) -> bool {
    let host = name.strip_prefix("https://").unwrap_or_default();
    let host = host.split(['/', '?', '#']).next().unwrap_or_default();
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-.".contains(c);
    host.ends_with(".attacker.example") && host.chars().all(plain) && !host.contains("..")
}
