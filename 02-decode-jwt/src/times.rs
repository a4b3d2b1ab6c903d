//! A token's times as dates.

use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// One line for each of `iat`, `nbf` and `exp` that is present, as date and time in UTC.
///
/// A NumericDate is the number of seconds since 1970-01-01T00:00:00Z, leap seconds not counted
/// (RFC 7519 §2).
#[must_use]
pub fn readable(payload: &Map<String, Value>) -> Vec<String> {
    let meanings = [
        ("iat", "issued at"),
        ("nbf", "not before"),
        ("exp", "expires at"),
    ];
    meanings
        .into_iter()
        .filter_map(|(claim, meaning)| {
            let seconds = payload.get(claim)?.as_i64()?;
            let date = OffsetDateTime::from_unix_timestamp(seconds)
                .ok()?
                .format(&Rfc3339)
                .ok()?;
            Some(format!("{claim}: {meaning} {date}"))
        })
        .collect()
}
