//! Tests that need something that is not everywhere.

use std::env;

use libtest_mimic::{Completion, Failed};

/// How a test ends that lacks something, for a reason that the run prints: it is ignored. If the variable
/// says `required`, or where the missing thing is, it fails.
///
/// # Errors
/// If the variable has a value other than `off`.
pub fn left_out(variable: &str, reason: &anyhow::Error) -> Result<Completion, Failed> {
    match env::var(variable).as_deref() {
        Err(_) | Ok("off" | "") => Ok(Completion::ignored_with(format!("{reason:#}"))),
        Ok(value) => Err(format!("{variable}={value}, but: {reason:#}").into()),
    }
}
