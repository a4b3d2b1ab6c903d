//! WEAK ON PURPOSE: a gateway and an API that read the same payload with different libraries.

use serde_json::Value;

/// The gateway's reader takes the first of two members with one name, as many hand-made ones do.
pub(super) fn gateway_lets_pass(payload: &str) -> bool {
    let is_json = serde_json::from_str::<Value>(payload).is_ok();
    let after = payload.split("\"scope\":").nth(1);
    let scope = after.and_then(|text| text.split('"').nth(1));
    is_json && scope == Some("read")
}

/// The API's reader takes the last one, as `serde_json::Value` does.
pub(super) fn api_scope(payload: &str) -> Option<String> {
    let payload: Value = serde_json::from_str(payload).ok()?;
    Some(payload.get("scope")?.as_str()?.to_owned())
}
