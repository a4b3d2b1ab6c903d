//! # 01d: keep the secret out of the log
//!
//! Secrets end in logs by accident: a `{:?}` of a struct that holds one, or a
//! request that is logged in full "for now". Make both accidents impossible.
//!
//! - `Debug` of `Client` shows the id, and of the secret nothing: not its first
//!   letters, not its length.
//! - `loggable` makes a line of a form for the log: `name=value` with `&` in
//!   between. Values appear for `grant_type`, `client_id` and `scope`; of every
//!   other parameter only the name and `[redacted]`, because the next version
//!   of a protocol has secrets under names that nobody here knows yet.
//!
//! Check: `cargo workshop check 01d`
//! Read: RFC 6749 §10.3, RFC 6819 §4.6.7 (leaks through log files)

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
        todo!(
            "finish, and show none of the secret's {} letters",
            self.secret.len()
        )
    }
}

/// A form, as it may stand in a log.
fn loggable(form: &[(&str, &str)]) -> String {
    todo!("one line for the log from {} parameters", form.len())
}
