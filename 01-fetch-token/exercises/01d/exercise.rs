//! # 01d: keep the secret out of the log
//!
//! Secrets end in logs by accident: a `{:?}` of a struct that holds one, or a
//! request that is logged in full "for now". Make both accidents impossible.
//!
//! - `Debug` of `Client` shows the id and nothing about the secret: not its
//!   first characters, not its length, not even whether it is empty.
//! - `loggable` turns a form into a line for the log: `name=value` with `&` in
//!   between. Values appear for `grant_type`, `client_id` and `scope`; every
//!   other parameter appears as its name and `[redacted]`, because the next
//!   version of a protocol has secrets under names that you do not know yet.
//!
//! Check: `cargo workshop check 01d`
//! Read: RFC 6749 §10.3, RFC 6819 §4.6.7 (leaks through log files)

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
        todo!(
            "finish, and show none of the secret's {} bytes",
            self.secret.len()
        )
    }
}

/// A form, as it may appear in a log.
fn loggable(form: &[(&str, &str)]) -> String {
    todo!("one line for the log from {} parameters", form.len())
}
